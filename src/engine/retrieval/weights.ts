import * as z from 'zod';
import { fileFlags, type FileFlag } from './fileFlags.ts';

const weight = z.number().min(0).max(10);
const penalty = z.number().min(0).max(1);

/**
 * What ranking weighs, as data: the numbers that "Tune for this repository" fits. A file of them that does not fit is not
 * used; a name that is not there has its default.
 */
export const rankWeightsSchema = z.strictObject({
  /** What a word counts in a chunk's names, in the path of its file and in its doc comment; 1 in its text. */
  symbol: weight,
  path: weight,
  doc: weight,
  /** What the chunk that is nearest to a plain question gets, in parts of the best score that words gave. */
  meaning: weight,
  /** How much of what the others of a file score its best chunk gains. */
  fileShare: penalty,
  /** What history tells of a file, in parts of what is measured for all repositories. */
  history: weight,
  /** What is left of the score of a file of each kind, where the question does not ask for that kind. */
  test: penalty,
  generated: penalty,
  vendored: penalty,
  docs: penalty,
  declaration: penalty,
  example: penalty,
  data: penalty,
});
export type RankWeights = z.infer<typeof rankWeightsSchema>;

/**
 * Measured on public repositories. Field weights: `npm run bench -- questions`, fitted half, MRR@10 of plain questions with
 * symbol 3, 2, 1.5, 1.2, 1, 0.7: 32.2, 34.1, 36.2, 37.0, 36.6, 37.0; doc comment → function (`npm run bench -- retrieval`,
 * fitted half): 47.3, 47.0, 47.3, 47.2, 46.8, 46.7. Path 0.9 or 1.2 and doc 0.3 or 0.8 differ by less than a point either
 * way.
 *
 * Kinds of files, one by one, with the same benches, as MRR@10 of plain questions (P) and of doc comments (D); what is
 * not named stays within 0.3 points. A test that answers best is still found. Files that only re-export have no penalty:
 * none of them is among the first five places of any of the 242 questions.
 */
export const defaultWeights: RankWeights = {
  symbol: 1.2,
  path: 0.6,
  doc: 0.5,
  /**
   * MRR@10 on the fitted repositories, of questions (`npm run bench -- questions`), doc comments and commit subjects
   * (`sightline eval --task docs`, `--task commits`, 200 of each): by words alone 42.7, 45.2, 52.4; with 0.7 51.1, 48.8, 55.0;
   * with 0.8 51.1, 48.4, 55.1; with 1 51.3, 48.0, 55.1; with 1.3 51.6, 47.2, 55.1; with 1.6 52.2, 46.6, 54.8. With 1, what only
   * vectors find can still come first.
   */
  meaning: 1,
  /**
   * What a question asks is spread over a file more often than over two. MRR@10 of `npm run bench -- questions`, fitted
   * half, by words alone: plain questions 30.2 → 33.1, architecture 18.5 → 25.0, symbols 95.3 → 100, Korean 45.9 → 50.0
   * with 0.3, which costs doc comment → function 1.2 points (`npm run bench -- retrieval`, fitted half). With word vectors,
   * measured as `meaning` is, and with 0.8 for it: 48.9, 50.8, 54.1 with 0; 50.3, 49.7, 54.7 with 0.1; 50.8, 49.1, 55.0
   * with 0.15; 51.1, 48.4, 55.1 with 0.2.
   */
  fileShare: 0.15,
  history: 1,
  /** P: 0.3 and 0.4 33.3, 0.5 33.1, 0.65 32.4, 0.8 31.2. */
  test: 0.5,
  /** D: 0.15 47.3, 0.3 47.0, 0.5 46.5. */
  generated: 0.3,
  /** D: 0.15 46.0, 0.3 47.0, 0.6 46.9. */
  vendored: 0.3,
  /** P: 0.4 and 0.55 33.3, 0.7 33.1, 0.85 32.7, 1 31.4. D: 0.4 46.5, 0.7 47.0, 1 47.4, where code lies in `docs`. */
  docs: 0.7,
  /** No difference from 0.5 to 0.9: in these repositories few names are declared apart. */
  declaration: 0.7,
  /** Questions about architecture: 0.4 and 0.6 25.0, 0.8 22.9. */
  example: 0.6,
  /** No difference from 0.35 to 0.8. */
  data: 0.6,
};

/** Several kinds at once (a generated test fixture) do not push a file out of sight. */
const lowest = 0.15;

/**
 * What each combination of file flags is multiplied with, indexed by the flags.
 * @param asksFor  Flags of the kinds that the question asks for: these cost nothing.
 */
export function priorsFor(asksFor: number, weights: RankWeights): Float32Array {
  const kinds = Object.entries(fileFlags);
  const combinations = 2 ** kinds.length;
  return Float32Array.from({ length: combinations }, (_, flags) => {
    let prior = 1;
    for (const [name, bit] of kinds) {
      if ((flags & bit & ~asksFor) !== 0) prior *= weights[name as FileFlag];
    }
    return Math.max(prior, lowest);
  });
}
