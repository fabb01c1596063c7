import { fileFlags, type FileFlag } from './fileFlags.ts';

/** What is left of the score of a file of each kind, where the question does not ask for that kind. */
const penalties: Readonly<Record<FileFlag, number>> = {
  test: 0.5,
  generated: 0.3,
  vendored: 0.3,
  docs: 0.7,
  declaration: 0.7,
  example: 0.6,
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
