import type { MemoryKind, MemoryScope } from './memory.ts';

/** What kind a statement is, by its words: for those who did not say. */
export function guessKind(text: string): MemoryKind {
  if (
    /\b(?:i|we|user|they) (?:\w+ )?(?:prefer|like|want|hate|dislike)|\bprefers?\b|\balways\b|\bnever\b/i.test(
      text,
    )
  ) {
    return 'preference';
  }
  if (
    /\b(?:decided|chose|chosen|agreed|decision|because we|instead of|rather than|switched|migrated?)\b/i.test(
      text,
    )
  ) {
    return 'decision';
  }
  if (
    /\b(?:to \w+,? (?:run|use|call|first)|run `|first\b.*\bthen|steps?:|how to|before (?:you|releasing|merging))/i.test(
      text,
    )
  ) {
    return 'procedure';
  }
  if (
    /\b(?:yesterday|today|last (?:week|month)|on (?:mon|tues|wednes|thurs|fri)day|incident|outage)\b/i.test(
      text,
    )
  ) {
    return 'episode';
  }
  return 'fact';
}

/** Whose it is: what someone says of themself goes with them, all else stays with the workspace. */
export function guessScope(text: string, kind: MemoryKind): MemoryScope {
  return kind === 'preference' && /\b(?:i|my|me|user)\b/i.test(text) ? 'user' : 'workspace';
}
