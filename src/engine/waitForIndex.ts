import type { TurnEvent } from './answer.ts';
import { unreachable } from './errors.ts';
import type { IndexStatus } from './retrieval/status.ts';
import type { WorkspaceIndex } from './retrieval/workspaceIndex.ts';
import { untilStopped } from './stopping.ts';

export interface IndexWait {
  /** An abort ends the wait at once, with its reason. */
  readonly signal: AbortSignal;
  /** Aborts when the wait has been long enough. */
  readonly enough: AbortSignal;
}

/**
 * Wait until everything that there is can be found, and say how far the index is: one step at the beginning, then
 * the same step with its count grown. An index that is ready says nothing.
 *
 * @returns True: searchable. False: the time is up, indexing is paused, or it failed, which the search then tells.
 * @throws Only the reason of `signal`.
 */
export async function* untilSearchable(
  index: WorkspaceIndex,
  { signal, enough }: IndexWait,
): AsyncGenerator<TurnEvent, boolean> {
  const over = new AbortController();
  const until = AbortSignal.any([signal, enough, over.signal]);
  const ready = untilStopped(index.whenReady('searchable', until), until).then(
    () => true,
    () => false,
  );
  const heard = hear(index);
  try {
    let said = '';
    for (;;) {
      const next = await Promise.race([ready, heard.next()]);
      if (typeof next === 'boolean') {
        signal.throwIfAborted();
        return next;
      }
      if (next.isPaused) return false;
      const text = indexingWords(next);
      if (text === null || text === said) continue;
      yield { kind: 'step', text, ...(said === '' ? {} : { isUpdate: true }) };
      said = text;
    }
  } finally {
    heard.stop();
    // The worker need not tell a wait that nobody waits for any more.
    over.abort();
  }
}

/** The newest status each time; one that was overtaken by a newer is skipped. */
function hear(index: WorkspaceIndex): { next(): Promise<IndexStatus>; stop(): void } {
  let newest: IndexStatus | null = null;
  let tell: ((status: IndexStatus) => void) | null = null;
  const take = (status: IndexStatus): void => {
    if (tell === null) newest = status;
    else tell(status);
    tell = null;
  };
  const stop = index.onStatus(take);
  // A worker that cannot say how it is fails the wait itself too.
  index.status().then(take, () => undefined);
  return {
    next: () =>
      new Promise((resolve) => {
        if (newest === null) tell = resolve;
        else resolve(newest);
        newest = null;
      }),
    stop,
  };
}

/** Null where there is nothing to wait for. */
function indexingWords({ phase, filesIndexed, filesTotal }: IndexStatus): string | null {
  const total = filesTotal.toLocaleString('en-US');
  switch (phase) {
    case 'walk':
      return filesTotal === 0
        ? 'Looking for the files of this workspace'
        : `Looking for files: ${total} so far`;
    case 'scan':
      return `Indexing ${filesIndexed.toLocaleString('en-US')} of ${total} files`;
    case 'parse':
    case 'idle':
      return null;
    default:
      return unreachable(phase);
  }
}
