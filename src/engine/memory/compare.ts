/** What is compared of two memories: their terms, as the index sees them, and their words. */
export interface Statement {
  readonly text: string;
  /** Folded terms of the text, in any order; a term may be there twice. */
  readonly terms: readonly string[];
}

/** `duplicate`: they say the same. `contradiction`: they speak of the same thing and differ in what they say. */
export interface Comparison {
  readonly kind: 'duplicate' | 'contradiction' | 'similar' | 'different';
  /** For a contradiction, in plain words: `one says "never"`, `the numbers differ`. */
  readonly why: string;
}

/**
 * Above this share of common terms two statements with the same numbers, names and sense of "not" are one; below the
 * lower one they speak of different things. Both from `npm run bench -- recall`, which prints what each catches.
 */
const sameShare = 0.85;
const relatedShare = 0.3;

/**
 * Compare two statements by their words alone.
 *
 * @param weigh  How much a term tells; rare ones tell more.
 */
export function compare(a: Statement, b: Statement, weigh: (term: string) => number): Comparison {
  const share = commonShare(a.terms, b.terms, weigh);
  if (share < relatedShare) return { kind: 'different', why: '' };
  const difference = differenceOf(a.text, b.text);
  if (difference !== null) return { kind: 'contradiction', why: difference };
  if (share >= sameShare) return { kind: 'duplicate', why: 'the same words' };
  return { kind: 'similar', why: 'many of the same words' };
}

/** Weighted share of the terms of both that are in both: from 0 to 1. */
export function commonShare(
  a: readonly string[],
  b: readonly string[],
  weigh: (term: string) => number,
): number {
  const left = new Set(a);
  const right = new Set(b);
  let common = 0;
  let all = 0;
  for (const term of new Set([...left, ...right])) {
    const weight = weigh(term);
    all += weight;
    if (left.has(term) && right.has(term)) common += weight;
  }
  return all === 0 ? 0 : common / all;
}

const negation =
  /\b(?:not|never|no|cannot|without|avoid|don't|doesn't|isn't|aren't|won't|can't|mustn't|shouldn't|stop|disable[ds]?|forbidden)\b|n't\b|(?:않|없|안 |말 것|금지|不|没|ない|нельзя|не )/giu;
const change =
  /\b(?:no longer|instead of|switched|moved (?:to|from)|replaced|migrated|now uses?|changed (?:to|from)|deprecated|superseded)\b/i;

/** Pairs of which a statement takes one side. */
const opposites: readonly (readonly [RegExp, RegExp])[] = [
  [/\btabs?\b/i, /\bspaces?\b/i],
  [/\balways\b/i, /\bnever\b/i],
  [/\bsync(?:hronous(?:ly)?)?\b/i, /\basync(?:hronous(?:ly)?)?\b/i],
  [/\benabled?\b|\bon by default\b/i, /\bdisabled?\b|\boff by default\b/i],
  [/\bbefore\b/i, /\bafter\b/i],
  [/\bsingle quotes?\b/i, /\bdouble quotes?\b/i],
  [/\ballow(?:ed|s)?\b/i, /\bforbid(?:den|s)?\b/i],
  [/\brequired\b/i, /\boptional\b/i],
  [/\bmerge\b/i, /\brebase\b/i],
  [/\bpublic\b/i, /\bprivate\b/i],
];

function differenceOf(a: string, b: string): string | null {
  const numbers = [numbersOf(a), numbersOf(b)];
  if (numbers[0] !== numbers[1] && numbers.every((found) => found !== '')) {
    return `the numbers differ (${numbers[0]} and ${numbers[1]})`;
  }
  if (hasOddNegations(a) !== hasOddNegations(b)) return 'one says "not"';
  for (const [one, other] of opposites) {
    const isOpposed = (x: string, y: string) =>
      one.test(x) && !other.test(x) && other.test(y) && !one.test(y);
    if (isOpposed(a, b) || isOpposed(b, a)) {
      const [left, right] = one.test(a) ? [one.exec(a), other.exec(b)] : [other.exec(a), one.exec(b)];
      return `one says "${left?.[0]}", the other "${right?.[0]}"`;
    }
  }
  return change.test(a) !== change.test(b) ? 'one tells of a change' : null;
}

function numbersOf(text: string): string {
  return (text.match(/\d+(?:[.,:]\d+)*/g) ?? []).sort().join(' ');
}

function hasOddNegations(text: string): boolean {
  return (text.match(negation)?.length ?? 0) % 2 === 1;
}
