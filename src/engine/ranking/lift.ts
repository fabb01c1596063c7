export interface LiftOptions<Item> {
  readonly groupOf: (item: Item) => string;
  readonly share: number;
  readonly decay: number;
  readonly counts?: (item: Item) => boolean;
}

/**
 * Lift the best member of each group by what the others score, so that a group with many good members comes before
 * one with a single member that is a little better. The others keep their scores.
 *
 * @param ranked  Best first. Scores are changed in place; the caller sorts again.
 * @param share   How much of the others' scores the best gains.
 * @param decay   The third counts `decay` times the second, and so on; the second counts `decay`.
 * @param counts  Whether one of the others counts; absent: all do.
 */
export function liftGroups<Item extends { score: number }>(
  ranked: readonly Item[],
  { groupOf, share, decay, counts = () => true }: LiftOptions<Item>,
): void {
  const groups = new Map<string, { readonly best: Item; weight: number; others: number }>();
  for (const item of ranked) {
    const group = groups.get(groupOf(item));
    if (group === undefined) {
      groups.set(groupOf(item), { best: item, weight: 1, others: 0 });
      continue;
    }
    if (!counts(item)) continue;
    group.weight *= decay;
    group.others += group.weight * item.score;
  }
  for (const { best, others } of groups.values()) best.score += share * others;
}
