/** How well one question was answered, from where the right answers stand. Each is between 0 and 1; 1 is best. */
export interface Quality {
  /** One over the rank of the first right answer within the first ten; 0 where there is none. */
  readonly mrr10: number;
  /** The share of the right answers that are within the first one, five, ten. */
  readonly recall1: number;
  readonly recall5: number;
  readonly recall10: number;
  /** Discounted gain of the first ten over that of the best order, each right answer counting one. */
  readonly ndcg10: number;
}

const depth = 10;

/**
 * @param ranked  What was found, best first. An item that comes again counts once.
 * @param right  What should have been found; at least one.
 */
export function qualityOf<Item>(ranked: readonly Item[], right: ReadonlySet<Item>): Quality {
  let first = 0;
  const found = { 1: 0, 5: 0, 10: 0 };
  let gain = 0;
  [...new Set(ranked)].slice(0, depth).forEach((item, at) => {
    if (!right.has(item)) return;
    if (first === 0) first = at + 1;
    for (const within of [1, 5, 10] as const) if (at < within) found[within]++;
    gain += 1 / Math.log2(at + 2);
  });
  let best = 0;
  for (let at = 0; at < Math.min(right.size, depth); at++) best += 1 / Math.log2(at + 2);
  const share = (count: number): number => (right.size === 0 ? 0 : count / right.size);
  return {
    mrr10: first === 0 ? 0 : 1 / first,
    recall1: share(found[1]),
    recall5: share(found[5]),
    recall10: share(found[10]),
    ndcg10: best === 0 ? 0 : gain / best,
  };
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The 95 % interval of the mean of group means (each repository counts the same, however many questions it has), by
 * drawing questions anew within each group. The same seed gives the same interval.
 * @param groups  For each group one number for each question: a quality, or the difference of two rankers' qualities.
 */
export function bootstrapInterval(
  groups: readonly (readonly number[])[],
  { draws = 1000, seed = 1 }: { draws?: number; seed?: number } = {},
): Interval {
  const random = generator(seed);
  const filled = groups.filter((group) => group.length > 0);
  const means = Array.from({ length: draws }, () =>
    mean(
      filled.map((group) => {
        let sum = 0;
        for (let i = 0; i < group.length; i++) sum += group[Math.floor(random() * group.length)] ?? 0;
        return sum / group.length;
      }),
    ),
  ).sort((a, b) => a - b);
  const at = (share: number): number => means[Math.floor(share * (means.length - 1))] ?? Number.NaN;
  return { low: at(0.025), high: at(0.975) };
}

/** Numbers in [0, 1): mulberry32, by Tommy Ettinger, in the public domain. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
