import type { IndexStatus } from '../engine/retrieval/status.ts';
import type { WorkspaceIndex } from '../engine/retrieval/workspaceIndex.ts';
import type { Output } from './terminal.ts';
import { counted } from './words.ts';

/** Where lines cannot be rewritten, one in this many milliseconds is enough for a log. */
const quietEveryMs = 5000;

/** A run shorter than this needs no progress: it would only flicker. */
const silentForMs = 300;

/**
 * Show how far the index is while `work` runs. On a terminal one line is rewritten and gone at the end;
 * elsewhere there are few lines. What `work` gives or throws is passed on.
 */
export async function withProgress<T>(index: WorkspaceIndex, to: Output, work: () => Promise<T>): Promise<T> {
  const line = progressLine(to, performance.now());
  const stop = index.onStatus((status) => line.show(status, performance.now()));
  try {
    return await work();
  } finally {
    stop();
    line.clear();
  }
}

/** The state of a progress display. Times are milliseconds of one clock. */
export function progressLine(to: Output, startedAt: number) {
  let shownAt = -Infinity;
  let shownPhase = '';
  let isShown = false;
  return {
    show(status: IndexStatus, now: number): void {
      const text = progressInWords(status);
      if (text === null || now - startedAt < silentForMs) return;
      if (to.isTerminal) {
        to.write(`\r${text.slice(0, to.columns - 1)}\u001b[K`);
        isShown = true;
        return;
      }
      if (status.phase === shownPhase && now - shownAt < quietEveryMs) return;
      shownPhase = status.phase;
      shownAt = now;
      to.write(`${text}\n`);
    },
    /** Leave the terminal's line empty for what follows. */
    clear(): void {
      if (isShown) to.write('\r\u001b[K');
      isShown = false;
    },
  };
}

/** "Indexing: 1,200 of 4,212 files", or null where nothing is under way. */
export function progressInWords(status: IndexStatus): string | null {
  if (status.isPaused) return 'Indexing is paused';
  const total = counted(status.filesTotal, 'file');
  switch (status.phase) {
    case 'walk':
      return status.filesTotal === 0 ? 'Looking through the folder' : `Looking through the folder: ${total}`;
    case 'scan':
      return `Indexing: ${status.filesIndexed.toLocaleString('en-US')} of ${total}`;
    case 'parse':
      return `Parsing: ${status.filesParsed.toLocaleString('en-US')} of ${total} (searchable already)`;
    case 'idle':
      return null;
  }
}
