import { estimateTokens } from '../tokens.ts';
import { qualityOf, type Quality } from './metrics.ts';
import { placeOf, type Found, type Ranker } from './ranker.ts';
import type { ExpectedPlace, Task } from './task.ts';

export const budgets = [1000, 2000, 4000, 8000] as const;

/** How one ranker did on one task. */
export interface Result {
  readonly quality: Quality;
  /** For each of `budgets` the share of the expected lines; null where no lines are known. */
  readonly linesInBudget: readonly number[] | null;
  readonly tookMs: number;
  /** The best few that were found, for a reader. */
  readonly first: readonly Found[];
}

export interface EvaluateOptions {
  /** Milliseconds of any clock. */
  readonly now: () => number;
  /** Which places count at all; default all. */
  readonly admits?: ((found: Found) => boolean) | undefined;
  /** Called between tasks: to show progress, to let others work, to throw where nobody waits any more. */
  readonly between?: (done: number) => Promise<void>;
}

/** Ask every ranker every question. @returns for each ranker one result for each task. */
export async function evaluate(
  tasks: readonly Task[],
  rankers: readonly Ranker[],
  { now, admits = () => true, between = async () => undefined }: EvaluateOptions,
): Promise<Result[][]> {
  const results: Result[][] = rankers.map(() => []);
  for (const [at, task] of tasks.entries()) {
    await between(at);
    rankers.forEach((ranker, which) => {
      const before = now();
      const ranked = ranker.rank(task.question);
      const tookMs = now() - before;
      const counted = ranked.filter((found) => !task.except?.includes(found.path) && admits(found));
      results[which]?.push({ ...judge(counted, task), tookMs });
    });
  }
  return results;
}

const shownFirst = 3;

/** A place counts once however often it is found; a file that is expected as a whole is found with any of its lines. */
export function judge(found: readonly Found[], task: Task): Omit<Result, 'tookMs'> {
  const hasLines = task.expected.some(({ startLine }) => startLine !== undefined);
  const keys = task.expected.map((_, at) => `expected ${at}`);
  const open = new Set(task.expected.keys());
  const items = found.map((item) => {
    const matching = task.expected.flatMap((place, at) => (isIn(item, place) ? [at] : []));
    const next = matching.find((at) => open.has(at)) ?? matching[0];
    if (next === undefined) return hasLines ? placeOf(item.path, item.startLine) : item.path;
    open.delete(next);
    return keys[next] ?? '';
  });
  return {
    quality: qualityOf(items, new Set(keys)),
    linesInBudget: task.expected.every(({ startLine }) => startLine !== undefined)
      ? budgets.map((budget) => linesWithin(found, task.expected, budget))
      : null,
    first: distinct(found, hasLines).slice(0, shownFirst),
  };
}

function isIn(found: Found, { path, startLine = 1, endLine = Infinity }: ExpectedPlace): boolean {
  return found.path === path && found.startLine <= endLine && found.endLine >= startLine;
}

function distinct(found: readonly Found[], byPlace: boolean): Found[] {
  const seen = new Set<string>();
  return found.filter(({ path, startLine }) => {
    const key = byPlace ? placeOf(path, startLine) : path;
    return seen.size < seen.add(key).size;
  });
}

/**
 * The share of the expected lines among what fits a budget, when places are taken whole in the order in which they were
 * found, and one that is too long for what is left is passed over.
 */
export function linesWithin(
  found: readonly Found[],
  expected: readonly ExpectedPlace[],
  budgetTokens: number,
): number {
  const wanted = new Set(
    expected.flatMap(({ path, startLine = 1, endLine = startLine }) => linesOf({ path, startLine, endLine })),
  );
  const shown = new Set<string>();
  let left = budgetTokens;
  for (const item of found) {
    const lines = linesOf(item);
    if (left <= 0 || lines.every((line) => shown.has(line))) continue;
    const tokens = estimateTokens(item.text);
    if (tokens > left) continue;
    left -= tokens;
    for (const line of lines) shown.add(line);
  }
  let covered = 0;
  for (const line of wanted) if (shown.has(line)) covered++;
  return covered / Math.max(1, wanted.size);
}

function linesOf({
  path,
  startLine,
  endLine,
}: {
  path: string;
  startLine: number;
  endLine: number;
}): string[] {
  return Array.from({ length: endLine - startLine + 1 }, (_, i) => placeOf(path, startLine + i));
}
