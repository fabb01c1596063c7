import { kindOfLine } from './pair.ts';
import type { Random } from './random.ts';
import type { Recipe } from './recipe.ts';

/** Of one package's pairs, the recipe's share of each kind, and no more than a package may bring. */
export function choosePairs(
  mined: readonly string[],
  { shares, mostPairsOfPackage }: Recipe,
  random: Random,
): string[] {
  const used = mined.filter((line) => random() < shares[kindOfLine(line)]);
  const share = mostPairsOfPackage / used.length;
  return share >= 1 ? used : used.filter(() => random() < share);
}
