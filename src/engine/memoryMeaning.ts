import type { ToVector } from './memory/nearness.ts';
import type { WordVectors } from './ranking/wordVectors.ts';
import { foldedTerm } from './retrieval/tokenise.ts';

/**
 * What a memory or a question is about as one vector of length 1: the sum of its words' vectors, each different word
 * once. The length of a word's vector is how much it tells, as the table was trained.
 *
 * @returns  Null where the table knows none of the words.
 */
export function meaningWith(vectors: WordVectors): ToVector {
  const { dims, rows, scales } = vectors;
  return (terms) => {
    const sum = new Float32Array(dims);
    let known = 0;
    for (const term of new Set(terms)) {
      const row = vectors.rowOf(foldedTerm(term));
      if (row < 0) continue;
      known++;
      const scale = scales[row] ?? 0;
      for (let i = 0; i < dims; i++) sum[i] = (sum[i] ?? 0) + scale * (rows[row * dims + i] ?? 0);
    }
    const length = Math.sqrt(sum.reduce((total, number) => total + number * number, 0));
    return known === 0 || length === 0 ? null : sum.map((number) => number / length);
  };
}
