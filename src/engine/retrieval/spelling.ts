import { foldName, foldWord, shapes } from './tokenise.ts';

/** A name that another one may be meant by, folded once. */
export interface Spelling {
  readonly folded: string;
  readonly parts: readonly string[];
}

export function spell(name: string): Spelling {
  const { parts } = foldWord(name, shapes.lower | shapes.upper | shapes.digit | shapes.underscore);
  return { folded: foldName(name), parts };
}

/** Shorter beginnings are those of too many names. */
const shortestStart = 3;

/**
 * How far a name is from what was asked for: 0 for a slip of one key, 1 for one that begins with it, 2 for one with all
 * its words, 3 for two slips. Null where it is another name.
 */
export function spellingDistance(asked: Spelling, name: string): 0 | 1 | 2 | 3 | null {
  const { folded } = asked;
  const other = foldName(name);
  if (Math.abs(other.length - folded.length) <= 2) {
    const slips = slipsBetween(folded, other);
    if (slips <= 1 && folded.length >= shortestStart) return 0;
    if (slips === 2 && folded.length >= 6) return 3;
  }
  if (folded.length >= shortestStart && other.startsWith(folded)) return 1;
  if (folded.length < shortestStart || !asked.parts.every((part) => other.includes(part))) return null;
  const { parts } = spell(name);
  return asked.parts.every((part) => parts.includes(part)) ? 2 : null;
}

/**
 * Letters to put in, take out, change or swap with their neighbour, counted up to 3: the optimal string alignment
 * distance, of which rows that exceed 2 are not looked at any further.
 */
export function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let least = Math.min((last[j] ?? 9) + 1, (row[j - 1] ?? 9) + 1, (last[j - 1] ?? 9) + (isSame ? 0 : 1));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] && i > 1 && j > 1)
        least = Math.min(least, (before[j - 2] ?? 9) + 1);
      row.push(least);
    }
    if (Math.min(...row) > 2) return 3;
    [before, last] = [last, row];
  }
  return Math.min(3, last[b.length] ?? 3);
}
