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
  /** What the score of words adds to the cosine while training, as in the engine's sum; 0 for vectors alone. */
  readonly lexical: number;
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

/**
 * `SIGHTLINE_CLONES=FOLDER npm run bench -- embedding`, doc comment → function, MRR@10 of BM25F and of both in one sum:
 * 42.7 and 49.2 on the eight repositories that may be fitted on; 39.2 and 44.4 on the six others (95 %: 3.6 to 6.6 more).
 *
 * The choices below were compared in a quicker way, on the first eight, by chunks of the line scan: doc comment →
 * function, commit → file, plain question → file, with vectors and words summed 1.5 : 1, 1 : 1 and 1.5 : 1. There BM25F
 * has 38.7, 49.5, 18.8. One run each: differences under a point are noise.
 */
export const recipe: Recipe = {
  miner: 2,
  seed: 20261124,
  // Eight thousand words did as well as sixty-four thousand in a first experiment, where rare words were split.
  vocabulary: 8192,
  // 256 dimensions while learning, of which 128 hold as much: 48.1, 50.3, 26.4 against 48.3, 50.1, 26.0 of all.
  trainingDims: 256,
  dims: 128,
  batch: 1024,
  // 500 steps give 47.0, 49.8, 24.1 (without what words find, see below).
  steps: 1400,
  warmUpSteps: 50,
  rate: 0.01,
  lastRate: 0.02,
  startScale: 20,
  // At 500 steps, 0.5 instead of 0: 47.4, 49.6, 25.7 against 47.0, 49.8, 24.1; vectors alone lose 3 points of the first.
  lexical: 0.3,
  dropOut: 0.1,
  nameWeight: 1.7,
  pathWeight: 1,
  nameShare: 0.5,
  pathShare: 0.5,
  // Comments inside functions are nearest to what commits say: half of them add 1.7 points of the second, where a
  // table from doc comments alone has 48.1.
  shares: { doc: 1, class: 1, comment: 0.7, section: 1, change: 1 },
  mostPairsOfPackage: 15_000,
  // Paths at 1, 1.5 and 2 give 48.1, 47.8 and 47.3 of the first, and 50.3, 51.0 and 51.5 of the second. Doc comments at
  // 0, 1 and 2 beside the body, which holds them too: 51.1, 51.3 and 51.1 of the second, 26.6, 27.0 and 27.7 of the third.
  weights: { body: 1, symbol: 1.7, path: 1.5, doc: 1 },
};

/** What a table was made from: the table's header carries it, so that a changed recipe is noticed. */
export function recipeHash(of: Recipe, packages: readonly Package[]): string {
  const list = packages.map((item) => [folderOf(item), item.licence, ...item.files.values()]);
  return createHash('sha256')
    .update(JSON.stringify([of, list]))
    .digest('hex');
}
