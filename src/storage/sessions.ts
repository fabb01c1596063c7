import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { SessionStore } from '../engine/session/session.ts';
import { openPrecious } from './preciousStore.ts';
import { thisProcess } from './processIdentity.ts';
import {
  branchesOf,
  listSessions,
  placeOf,
  sessionOf,
  summaryOf,
  turnOf,
  type SessionShelf,
} from './sessionReads.ts';
import { sessionMigrations } from './sessionRows.ts';
import {
  addSession,
  addTurn,
  endTurn,
  forkSession,
  keepPartial,
  markDeleted,
  purgeDeletedBy,
  purgeForgotten,
  renameSession,
  restoreSession,
  showBranch,
} from './sessionWrites.ts';

export interface SessionsOptions {
  /** The user's data folder; `sessions.db` lies in it. */
  readonly directory: string;
  /** The folders of the workspace, one a line: new sessions belong to it, and those that share a folder are listed. */
  readonly workspace: string;
  /** One sentence for a person: a restore, a failed backup, a row that does not read. */
  readonly onWarning?: (sentence: string) => void;
  readonly now?: () => number;
  readonly busyTimeoutMs?: number;
  /** For tests: see `OpenOptions`. */
  readonly maxPages?: number;
}

export interface Sessions extends SessionStore {
  /** Resolves when a backup that is under way, if any, is over. */
  backedUp(): Promise<void>;
}

/**
 * The sessions of every workspace, in one precious store that windows, servers and the command line share.
 * Deleted sessions can be restored until the store that deleted them is closed or its process is gone.
 */
export function openSessions(options: SessionsOptions): Sessions {
  const { workspace } = options;
  const onWarning = options.onWarning ?? (() => undefined);
  const now = options.now ?? Date.now;
  const store = openPrecious({
    file: path.join(options.directory, 'sessions.db'),
    title: 'The chat history',
    migrations: sessionMigrations,
    onWarning,
    now,
    ...(options.busyTimeoutMs === undefined ? {} : { busyTimeoutMs: options.busyTimeoutMs }),
    ...(options.maxPages === undefined ? {} : { maxPages: options.maxPages }),
  });
  const shelf: SessionShelf = { store, now, onWarning };
  const deleter = JSON.stringify({ ...thisProcess(), store: randomUUID() });
  purgeForgotten(shelf);
  return {
    create: (title) => summaryOf(store, addSession(shelf, { title, workspace })),
    list: (which = {}) => listSessions(shelf, { workspace, ...which }),
    get: (sessionId) => sessionOf(shelf, sessionId),
    ask: (turn) => turnOf(shelf, addTurn(shelf, turn)),
    keepPartial: (turnId, partial) => keepPartial(shelf, turnId, partial),
    end: (turnId, outcome) => endTurn(shelf, turnId, outcome),
    rename: (sessionId, title) => renameSession(shelf, sessionId, title),
    fork: (sessionId, turnId) => summaryOf(store, forkSession(shelf, { sessionId, turnId, workspace })),
    branches: (turnId) => branchesOf(store, turnId),
    showBranch: (turnId) => {
      showBranch(shelf, turnId);
      return sessionOf(shelf, placeOf(store, turnId).sessionId);
    },
    delete: (sessionId) => markDeleted(shelf, sessionId, deleter),
    restore: (sessionId) => restoreSession(shelf, sessionId),
    backedUp: () => store.backedUp(),
    close: () => {
      purgeDeletedBy(shelf, deleter);
      store.close();
    },
  };
}
