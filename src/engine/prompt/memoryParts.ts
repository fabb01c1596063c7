import type { Part } from './part.ts';

/** A memory as a prompt shows it. */
export interface PromptMemory {
  readonly id: string;
  readonly text: string;
  readonly kind: string;
  /** The day on which it was learned: `2026-03-01`. */
  readonly learned: string;
  /** Who said it: `you`, the name of an agent, a file. */
  readonly by: string;
  readonly isStale: boolean;
  /** `src/net/retry.ts:3-9` */
  readonly places: readonly string[];
  readonly reasons: readonly string[];
}

/**
 * Memories as parts, each between lines with a mark that none of them holds, so that none can end its own block: they
 * are data, whoever said them.
 *
 * @param isProfile  Those that every prompt begins with: they stay longer than those recalled for one question.
 */
export function memoryParts(
  memories: readonly PromptMemory[],
  { mark, isProfile }: { mark: string; isProfile: boolean },
): readonly Part[] {
  return memories.map((memory, rank) => ({
    id: `memory:${memory.id}`,
    kind: 'memory',
    title: shorten(memory.text),
    source: `memory, from ${oneLine(memory.by)} on ${memory.learned}`,
    reasons: memory.reasons,
    isRequired: false,
    // Above all code, since each is short and was worth remembering; the profile above all of the history.
    priority: (isProfile ? 980 : 700) - rank,
    role: 'user',
    text: [
      `=== ${mark} memory (${memory.kind}, learned ${memory.learned} from ${oneLine(memory.by)})`,
      ...(memory.isStale ? ['stale: the code that it rests on has changed since'] : []),
      ...(memory.places.length === 0 ? [] : [`rests on: ${memory.places.map(oneLine).join(', ')}`]),
      '---',
      memory.text,
      `=== end ${mark}`,
    ].join('\n'),
  }));
}

function shorten(text: string): string {
  const line = oneLine(text);
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
