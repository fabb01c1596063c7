/**
 * Lower the second, third, ... member of each group, so that one file does not fill the page:
 * each further one counts `decay` times the one before.
 *
 * @param ranked  Best first. Scores are changed in place; the caller sorts again.
 */
export function spreadGroups<Item extends { score: number }>(
  ranked: readonly Item[],
  { groupOf, decay }: { groupOf: (item: Item) => string; decay: number },
): void {
  const seen = new Map<string, number>();
  for (const item of ranked) {
    const group = groupOf(item);
    const before = seen.get(group) ?? 0;
    seen.set(group, before + 1);
    item.score *= decay ** before;
  }
}
