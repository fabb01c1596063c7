import { fileFlags, type FileFlag } from './fileFlags.ts';

/**
 * What is left of the score of a file of each kind, where the question does not ask for that kind. Measured one by one
 * with `npm run bench -- questions`, fitted half, as MRR@10 of plain questions (P), and `npm run bench -- retrieval`,
 * fitted half, as MRR@10 of doc comments (D); what is not named stays within 0.3 points.
 */
const penalties: Readonly<Record<FileFlag, number>> = {
  /** P: 0.3 and 0.4 33.3, 0.5 33.1, 0.65 32.4, 0.8 31.2. A test that answers best is still found. */
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
export function priorsFor(asksFor: number): Float32Array {
  const kinds = Object.entries(fileFlags);
  const combinations = 2 ** kinds.length;
  return Float32Array.from({ length: combinations }, (_, flags) => {
    let prior = 1;
    for (const [name, bit] of kinds) {
      if ((flags & bit & ~asksFor) !== 0) prior *= penalties[name as FileFlag];
    }
    return Math.max(prior, lowest);
  });
}
