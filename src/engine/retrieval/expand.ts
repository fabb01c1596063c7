import { relatedWords } from './relatedWords.ts';
import type { Spoken } from './spoken.ts';
import { stopWords } from './stopWords.ts';

/** A word that a question does not have, and that code may have for one of its words. */
export interface Expansion {
  readonly text: string;
  /** The word or phrase of the question. */
  readonly from: string;
  /** Beside a word as written, which counts 1. */
  readonly weight: number;
}

/**
 * The English words for the Korean ones of a question, and what programmers call what it says in plain English.
 * @param meant  The words that are looked up.
 * @param plain  All words that are not written as code, in reading order.
 */
export function expansions(meant: readonly Spoken[], plain: readonly Spoken[]): Expansion[] {
  return [...meant.flatMap(translations), ...inOtherWords(plain)];
}

/** How much each of several words for one counts: together as much as the one word in whose place they stand. */
const shares: readonly (readonly number[])[] = [
  [],
  [1],
  [0.65, 0.35],
  [0.55, 0.3, 0.15],
  [0.5, 0.25, 0.15, 0.1],
];

function translations({ text, english }: Spoken): Expansion[] {
  return shared(
    text,
    english.filter((word) => !stopWords.has(word)),
  );
}

function shared(from: string, words: readonly string[]): Expansion[] {
  const told = words.slice(0, shares.length - 1);
  return told.map((text, i) => ({ text, from, weight: shares[told.length]?.[i] ?? 0 }));
}

/** Shorter questions are names and key words: "delete file" means what it says. */
const fewestWords = 4;

/**
 * The other words of a phrase count this much of one word as written. MRR@10 of `npm run bench -- questions`, fitted half,
 * plain questions, with word vectors: 32.2 with none, 41.2 with 0.5, 42.0 with 0.8, 43.0 with 1. Those questions and
 * these words have one author, so that the gain is too rosy; on doc comments, which others wrote (`npm run bench --
 * retrieval`, fitted half), it is 49.8, 50.2, 50.2, 50.2.
 */
const plainShare = 0.8;

function inOtherWords(plain: readonly Spoken[]): Expansion[] {
  if (plain.length < fewestWords) return [];
  return relatedWords(plain.map(({ text }) => text)).flatMap(({ from, words }) =>
    shared(from, words).map((expansion) => ({ ...expansion, weight: plainShare * expansion.weight })),
  );
}
