import type { WordVectors } from '../ranking/wordVectors.ts';
import type { Query } from './query.ts';
import { stopWords } from './stopWords.ts';
import { createWordList, foldedTerm, foldWord, scanWords, splitIdentifier, type Term } from './tokenise.ts';

/** Finds the words of a text that are near those of a question by the table, the nearest first, as written. */
export type NearWords = (text: string) => readonly string[];

/**
 * Cosine from which a person sees why two words are near. Below it, a table of this size mixes in words that only stand
 * beside each other: `delete` has remove 0.54, unlink 0.43, purge 0.36, and then booleanquery 0.35.
 */
const nearest = 0.36;
const mostWords = 3;

/** The words of the question themselves are left out: other reasons name them. */
export function createNearWords({ words }: Query, vectors: WordVectors): NearWords {
  const asked = new Set(words.flatMap(({ folded }) => folded.map(({ term }) => term)));
  const rows = Array.from(asked, (term) => vectors.rowOf(term)).filter((row) => row >= 0);
  const lengths = new Map<number, number>();
  // The words of ten hits repeat: each is looked at once.
  const known = new Map<Term, number>();
  const list = createWordList();
  return (text) => {
    if (rows.length === 0) return [];
    scanWords(text, list);
    const found = new Map<string, { readonly written: string; readonly near: number }>();
    for (let i = 0; i < list.count; i++) {
      const word = text.slice(list.starts[i], list.ends[i]);
      const written = splitIdentifier(word, list.shapes[i] ?? 0).filter((part) => part.length > 1);
      foldWord(word, list.shapes[i] ?? 0).parts.forEach((part, at) => {
        const near = found.has(part) ? 0 : nearnessOf(foldedTerm(part));
        if (near >= nearest) found.set(part, { written: (written[at] ?? part).toLowerCase(), near });
      });
    }
    const told = [...found.values()].filter(({ written }) => !stopWords.has(written));
    return told
      .sort((a, b) => b.near - a.near)
      .slice(0, mostWords)
      .map(({ written }) => written);
  };

  function nearnessOf(term: Term): number {
    const before = known.get(term);
    if (before !== undefined) return before;
    const row = asked.has(term) ? -1 : vectors.rowOf(term);
    const near = row < 0 ? 0 : Math.max(...rows.map((other) => cosine(row, other)));
    known.set(term, near);
    return near;
  }

  function cosine(row: number, other: number): number {
    return dot(row, other) / (lengthOf(row) * lengthOf(other));
  }

  function lengthOf(row: number): number {
    const length = lengths.get(row) ?? Math.max(1, Math.sqrt(dot(row, row)));
    lengths.set(row, length);
    return length;
  }

  function dot(row: number, other: number): number {
    const { rows: numbers, dims } = vectors;
    let sum = 0;
    for (let i = 0; i < dims; i++) sum += (numbers[row * dims + i] ?? 0) * (numbers[other * dims + i] ?? 0);
    return sum;
  }
}
