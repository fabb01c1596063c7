import { b, idf, k1 } from '../ranking/bm25.ts';
import type { Chunk } from '../retrieval/chunk.ts';
import { stopWords } from '../retrieval/stopWords.ts';
import { createWordList, foldWord, scanWords } from '../retrieval/tokenise.ts';

/**
 * The baseline of evaluations: BM25 of each field, summed with fixed weights, over the folded parts of words
 * alone. Written apart from the product on purpose, so that a mistake there is not in both.
 */
export interface Bm25f {
  /** Numbers of the documents that have a word of the question, best first. */
  rank(question: string): number[];
  /** Their scores, by number. */
  scores(question: string): ReadonlyMap<number, number>;
}

export interface Fields {
  readonly body: string;
  readonly name: string;
  readonly path: string;
}

export type FieldWeights = Readonly<Record<keyof Fields, number>>;

export function fieldsOf(path: string, chunk: Chunk): Fields {
  return { body: chunk.text, name: [chunk.symbol ?? '', ...chunk.container].join(' '), path };
}

export function bm25f(documents: readonly Fields[], weights: FieldWeights): Bm25f {
  const fields = (['body', 'name', 'path'] as const)
    .filter((field) => weights[field] > 0)
    .map((field) => ({
      weight: weights[field],
      index: indexOf(documents.map((document) => document[field])),
    }));
  const score = (question: string): Map<number, number> => {
    const words = new Set(partsOf(question).filter((word) => !stopWords.has(word)));
    const scores = new Map<number, number>();
    for (const { weight, index } of fields) {
      for (const word of words) addWord(scores, index, { word, weight });
    }
    return scores;
  };
  return {
    rank: (question) =>
      [...score(question)].sort(([a, x], [c, y]) => y - x || a - c).map(([document]) => document),
    scores: score,
  };
}

interface Index {
  readonly postings: ReadonlyMap<string, ReadonlyMap<number, number>>;
  readonly lengths: readonly number[];
  readonly average: number;
}

function addWord(
  scores: Map<number, number>,
  { postings, lengths, average }: Index,
  { word, weight }: { word: string; weight: number },
): void {
  const list = postings.get(word);
  if (list === undefined) return;
  const tells = weight * idf(lengths.length, list.size);
  for (const [document, count] of list) {
    const norm = k1 * (1 - b + (b * (lengths[document] ?? 0)) / average);
    scores.set(document, (scores.get(document) ?? 0) + (tells * count * (k1 + 1)) / (count + norm));
  }
}

function indexOf(texts: readonly string[]): Index {
  const postings = new Map<string, Map<number, number>>();
  const lengths = texts.map((text, document) => {
    const parts = partsOf(text);
    for (const part of parts) {
      const list = postings.get(part) ?? new Map<number, number>();
      list.set(document, (list.get(document) ?? 0) + 1);
      postings.set(part, list);
    }
    return parts.length;
  });
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  return { postings, lengths, average: average || 1 };
}

function partsOf(text: string): string[] {
  const list = createWordList();
  scanWords(text.normalize('NFC'), list);
  const parts: string[] = [];
  for (let i = 0; i < list.count; i++) {
    parts.push(...foldWord(text.slice(list.starts[i], list.ends[i]), list.shapes[i] ?? 0).parts);
  }
  return parts;
}
