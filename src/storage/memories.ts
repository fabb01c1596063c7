import path from 'node:path';
import type { MemoryStore } from '../engine/memory/store.ts';
import { forgetMemories } from './memoryForget.ts';
import { addProposals, resolveProposals, waitingProposals } from './memoryProposals.ts';
import { memoryMigrations, type MemoryShelf } from './memoryRows.ts';
import {
  changesOf,
  listMemories,
  memoriesSince,
  memoryOf,
  noteUsed,
  pageOfMemories,
  undoChange,
  writeMemories,
} from './memoryWrites.ts';
import { openPrecious } from './preciousStore.ts';

export interface MemoriesOptions {
  /** The user's data folder; `memory.db` lies in it. */
  readonly directory: string;
  /** The folders of the workspace, one a line. */
  readonly workspace: string;
  /** One sentence for a person: a restore, a failed backup, a row that does not read. */
  readonly onWarning?: (sentence: string) => void;
  readonly now?: () => number;
  readonly busyTimeoutMs?: number;
  /** For tests: see `OpenOptions`. */
  readonly maxPages?: number;
}

export interface StoredMemories extends MemoryStore {
  /** Resolves when a backup that is under way, if any, is over. */
  backedUp(): Promise<void>;
}

/** The memories of every workspace, in one precious store that windows, servers and the command line share. */
export function openMemories(options: MemoriesOptions): StoredMemories {
  const onWarning = options.onWarning ?? (() => undefined);
  const now = options.now ?? Date.now;
  const store = openPrecious({
    file: path.join(options.directory, 'memory.db'),
    title: 'The memory',
    migrations: memoryMigrations,
    onWarning,
    now,
    ...(options.busyTimeoutMs === undefined ? {} : { busyTimeoutMs: options.busyTimeoutMs }),
    ...(options.maxPages === undefined ? {} : { maxPages: options.maxPages }),
  });
  const shelf: MemoryShelf = { store, workspace: options.workspace, now, onWarning };
  return {
    list: () => listMemories(shelf),
    page: (after, limit) => pageOfMemories(shelf, after, limit),
    get: (id) => memoryOf(shelf, id),
    since: (seq) => memoriesSince(shelf, seq),
    write: (change) => writeMemories(shelf, change),
    history: (which) => changesOf(shelf, which),
    undo: (id) => undoChange(shelf, id),
    noteUsed: (ids) => noteUsed(shelf, ids),
    forget: (ids) => forgetMemories(shelf, ids),
    proposals: () => waitingProposals(shelf),
    propose: (proposals) => addProposals(shelf, proposals),
    resolve: (ids, how) => resolveProposals(shelf, ids, how),
    backedUp: () => store.backedUp(),
    close: () => store.close(),
  };
}
