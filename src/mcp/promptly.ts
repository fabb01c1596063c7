import type { IndexStatus } from '../engine/retrieval/status.ts';
import type { FollowedIndex } from './followedIndex.ts';
import { inTime } from './inTime.ts';

/** Any tool answers within a second, also on a workspace that nothing is known of yet. */
const answerMs = 900;
/** Of that, how long a call waits for a first index, since a small workspace is searchable by then. */
const waitForIndexMs = 500;

/**
 * What the index says within a second, or null where it says nothing by then.
 * @throws The signal's reason, and what `work` throws in time.
 */
export async function promptly<T>(
  { index }: FollowedIndex,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T | null> {
  const start = performance.now();
  // An index that failed says why when it is asked, just below.
  const ready = index.whenReady('searchable', signal).catch(() => undefined);
  await inTime(ready, waitForIndexMs, undefined);
  signal.throwIfAborted();
  return inTime<T | null>(work(), answerMs - (performance.now() - start), null);
}

/** "Nothing found" and "could not look" are different answers. */
export function couldNotLook({ filesIndexed, filesTotal, generation, state }: IndexStatus) {
  const why =
    state === 'starting' ? 'The index is still starting' : 'The index is busy and did not answer in time';
  return {
    coverage: { filesIndexed, filesTotal },
    generation,
    warnings: [`${why}, so nothing could be looked at. Ask again in a few seconds.`],
  };
}

/** What a reader of a page is told of its cursor. */
export function pageNotes(
  page: { readonly generation: number | null; readonly note: string | null },
  generation: number,
  what = 'The index',
): string[] {
  if (page.note !== null) return [page.note];
  if (page.generation === null || page.generation === generation) return [];
  return [`${what} changed since the page before: something may be missing or appear twice.`];
}
