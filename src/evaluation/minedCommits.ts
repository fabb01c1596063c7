import { EngineError } from '../engine/errors.ts';
import { commitTasks } from '../engine/evaluation/commitTasks.ts';
import type { Commit } from '../engine/retrieval/commit.ts';
import { firstParents, readLog } from '../files/gitLog.ts';

/** History cut in two: questions come from what is newer, the tree and its history are those of the cut. */
export interface MinedCommits {
  readonly cut: string;
  /** Not part of the cut's history, newest first. */
  readonly newer: readonly Commit[];
  /** The cut and what came before it, newest first. */
  readonly older: readonly Commit[];
}

/** Further back than this share of the branch's history its tree is another program. */
const mostShare = 0.5;
const mostSteps = 4000;
/** As many as the index keeps. */
export const mostCommits = 20_000;
const firstSteps = 64;

/**
 * Choose the newest state of the branch that has enough commits after it to ask about. Commits that are merged later,
 * however old they are, are no part of its history.
 * @param wanted  How many questions; fewer where the repository has fewer.
 * @throws `EngineError` `history-missing` where there is no Git, no repository or no history.
 */
export async function mineCommits(
  directory: string,
  wanted: number,
  signal: AbortSignal,
): Promise<MinedCommits> {
  const line = await firstParents(directory, mostSteps, signal);
  const furthest = Math.floor(line.length * mostShare);
  if (furthest === 0) throw noHistory(directory);
  for (let steps = Math.min(firstSteps, furthest); ; steps = Math.min(steps * 2, furthest)) {
    const cut = line[steps] ?? '';
    const newer = await readLog(directory, { range: `${cut}..HEAD`, most: mostCommits, signal });
    if (newer === null) throw noHistory(directory);
    const enough = askable(newer.commits) >= wanted * spareFactor;
    if (!enough && steps < furthest) continue;
    const older = await readLog(directory, { range: cut, most: mostCommits, signal });
    return { cut, newer: newer.commits, older: older?.commits ?? [] };
  }
}

/** Some of the files that are asked for are not there yet at the cut. */
const spareFactor = 1.15;

function askable(commits: readonly Commit[]): number {
  const everything = { has: () => true } as unknown as ReadonlySet<string>;
  return commitTasks(commits, { paths: everything, older: [] }).length;
}

function noHistory(directory: string): EngineError {
  return new EngineError('history-missing', `There is no Git history to ask about in ${directory}.`, {
    hint: 'Name a folder of a Git repository with commits, and have Git installed; --task docs needs neither.',
  });
}
