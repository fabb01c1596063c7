/** A file, or lines of it (1-based, inclusive). */
export interface ExpectedPlace {
  readonly path: string;
  readonly startLine?: number;
  readonly endLine?: number;
}

/** One question with the places that answer it. */
export interface Task {
  readonly question: string;
  /** At least one. */
  readonly expected: readonly ExpectedPlace[];
  /** Files that do not count as found: what the question itself is made of. */
  readonly except?: readonly string[];
  /** Where the question comes from, for a reader: a commit, a line of a file. */
  readonly origin?: string;
}

/** Kinds of questions that are made of a repository itself, and `file`: those that a person wrote down. */
export const taskKinds = ['commits', 'docs', 'tests', 'cochange', 'file'] as const;
export type TaskKind = (typeof taskKinds)[number];

/**
 * At most so many of them, chosen by chance but the same each time for the same seed and tasks, in their own order.
 * Whether one is chosen depends on its question and the seed, so that a few new tasks change few of the others.
 */
export function sample<Item extends { readonly question: string }>(
  items: readonly Item[],
  { limit, seed }: { limit: number; seed: number },
): Item[] {
  if (items.length <= limit) return [...items];
  const chosen = items
    .map((item, at) => ({ item, at, order: shuffleKey(item.question, seed) }))
    .sort((a, b) => a.order - b.order || a.at - b.at)
    .slice(0, limit);
  return chosen.sort((a, b) => a.at - b.at).map(({ item }) => item);
}

/** A number that depends on a text and a seed alone. */
export function shuffleKey(text: string, seed: number): number {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    hash ^= hash >>> 13;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
  return (hash ^ (hash >>> 15)) >>> 0;
}
