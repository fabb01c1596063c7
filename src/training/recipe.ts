import { createHash } from 'node:crypto';
import { folderOf, type Package } from './dataList.ts';
import type { PairKind } from './pair.ts';

/** Everything that decides what the table becomes, beside the data. */
export interface Recipe {
  /** Grows when pairs are mined in another way: the cache of pairs is then made anew. */
  readonly miner: number;
  readonly seed: number;
  readonly vocabulary: number;
  /** While training, and of the table. */
  readonly trainingDims: number;
  readonly dims: number;
  readonly batch: number;
  readonly steps: number;
  readonly warmUpSteps: number;
  readonly rate: number;
  /** The last step's rate, as a part of the first's. */
  readonly lastRate: number;
  readonly startScale: number;
  /** Words of a text that are left out, each time anew. */
  readonly dropOut: number;
  readonly nameWeight: number;
  readonly pathWeight: number;
  /** How often a pair's code comes with its name, and with its path. */
  readonly nameShare: number;
  readonly pathShare: number;
  /** The part of the pairs of each kind that is used. */
  readonly shares: Readonly<Record<PairKind, number>>;
  readonly mostPairsOfPackage: number;
  /** Weights of the fields when a chunk is embedded: kept in the table's header. */
  readonly weights: {
    readonly body: number;
    readonly symbol: number;
    readonly path: number;
    readonly doc: number;
  };
}

export const recipe: Recipe = {
  miner: 2,
  seed: 20261124,
  vocabulary: 8192,
  trainingDims: 256,
  dims: 256,
  batch: 2048,
  steps: 600,
  warmUpSteps: 50,
  rate: 0.01,
  lastRate: 0.02,
  startScale: 20,
  dropOut: 0.1,
  nameWeight: 1.7,
  pathWeight: 1,
  nameShare: 0.5,
  pathShare: 0.5,
  shares: { doc: 1, class: 1, module: 1, comment: 0, test: 1, section: 1, change: 1 },
  mostPairsOfPackage: 15_000,
  weights: { body: 1, symbol: 1.7, path: 1, doc: 1 },
};

/** What a table was made from: the table's header carries it, so that a changed recipe is noticed. */
export function recipeHash(of: Recipe, packages: readonly Package[]): string {
  const list = packages.map((item) => [folderOf(item), item.licence, ...item.files.values()]);
  return createHash('sha256')
    .update(JSON.stringify([of, list]))
    .digest('hex');
}
