import { EngineError } from '../engine/errors.ts';
import type { Session, SessionSummary, Turn } from '../engine/session/session.ts';
import type { SqlRow } from './database.ts';
import type { PreciousStore } from './preciousStore.ts';
import { summaryColumns, toSummary, toTurn, turnColumns, turnTables } from './sessionRows.ts';
import { matchingSessions } from './sessionSearch.ts';

const defaultListLimit = 200;
/** A path longer than any that people type; it ends the walk where a damaged row points in a circle. */
const maxDepth = 100_000;

/** The store, and what reading its rows needs. */
export interface SessionShelf {
  readonly store: PreciousStore;
  readonly now: () => number;
  readonly onWarning: (sentence: string) => void;
}

/** A workspace is its folders, one a line. A folder more, or fewer, or another order, must not hide its chats. */
const sharesFolder = `EXISTS (SELECT 1 FROM json_each(?) folder
  WHERE instr(char(10) || s.workspace || char(10), char(10) || folder.value || char(10)) > 0)`;

export function listSessions(
  { store, onWarning }: SessionShelf,
  which: { workspace: string; query?: string; limit?: number },
): SessionSummary[] {
  const matching = matchingSessions(which.query ?? '');
  const rows = store.database.all(
    `SELECT ${summaryColumns} FROM sessions s WHERE ${sharesFolder} AND s.deleted_at IS NULL AND ${matching.sql}
     ORDER BY s.changed_at DESC, s.rowid DESC LIMIT ?`,
    JSON.stringify(which.workspace.split('\n')),
    ...matching.values,
    which.limit ?? defaultListLimit,
  );
  return rows.flatMap((row) => {
    try {
      return [toSummary(row)];
    } catch (error) {
      onWarning(`A stored chat could not be read and is not listed. ${String(error)}`);
      return [];
    }
  });
}

export function summaryOf(store: PreciousStore, sessionId: string): SessionSummary {
  const sql = `SELECT ${summaryColumns} FROM sessions s WHERE s.id = ? AND s.deleted_at IS NULL`;
  const row = store.database.get(sql, sessionId);
  if (row === undefined) throw missing(sessionId);
  return toSummary(row);
}

export function sessionOf(shelf: SessionShelf, sessionId: string): Session {
  const { store, now, onWarning } = shelf;
  const summary = summaryOf(store, sessionId);
  const leaf = store.database.get('SELECT leaf_id FROM sessions WHERE id = ?', sessionId)?.['leaf_id'];
  const rows = leaf === null || leaf === undefined ? [] : pathTo(store, String(leaf));
  const turns = rows.flatMap((row) => {
    try {
      return [toTurn(row, { nowMs: now(), onWarning })];
    } catch (error) {
      onWarning(`A stored turn of "${summary.title}" could not be read and is not shown. ${String(error)}`);
      return [];
    }
  });
  return { ...summary, turns };
}

/** Rows of the turns from the first one to this one. */
export function pathTo(store: PreciousStore, turnId: string): SqlRow[] {
  return store.database.all(
    `WITH RECURSIVE shown(id, parent_id, depth) AS (
       SELECT id, parent_id, 0 FROM turns WHERE id = ?
       UNION ALL SELECT t.id, t.parent_id, depth + 1 FROM shown JOIN turns t ON t.id = shown.parent_id
       WHERE depth < ${maxDepth}
     )
     SELECT ${turnColumns} FROM ${turnTables} JOIN shown ON shown.id = t.id ORDER BY depth DESC`,
    turnId,
  );
}

export function turnOf({ store, now, onWarning }: SessionShelf, turnId: string): Turn {
  const row = store.database.get(`SELECT ${turnColumns} FROM ${turnTables} WHERE t.id = ?`, turnId);
  if (row === undefined) throw missing(turnId);
  return toTurn(row, { nowMs: now(), onWarning });
}

/** Where a turn stands. */
export function placeOf(
  store: PreciousStore,
  turnId: string,
): { sessionId: string; parentId: string | null } {
  const row = store.database.get(
    `SELECT t.session_id, t.parent_id FROM turns t JOIN sessions s ON s.id = t.session_id
     WHERE t.id = ? AND s.deleted_at IS NULL`,
    turnId,
  );
  if (row === undefined) throw missing(turnId);
  const parentId = row['parent_id'];
  return { sessionId: String(row['session_id']), parentId: typeof parentId === 'string' ? parentId : null };
}

/** Turns that share this one's parent, itself included, oldest first. */
export function branchesOf(store: PreciousStore, turnId: string): string[] {
  const { sessionId, parentId } = placeOf(store, turnId);
  const sql = 'SELECT id FROM turns WHERE session_id = ? AND parent_id IS ? ORDER BY seq';
  return store.database.all(sql, sessionId, parentId).map((row) => String(row['id']));
}

/** Follow the newest answer down from a turn. */
export function newestLeafBelow(store: PreciousStore, turnId: string): string {
  const sql = 'SELECT id FROM turns WHERE parent_id = ? ORDER BY seq DESC LIMIT 1';
  let leaf = turnId;
  for (let depth = 0; depth < maxDepth; depth++) {
    const below = store.database.get(sql, leaf)?.['id'];
    if (typeof below !== 'string') break;
    leaf = below;
  }
  return leaf;
}

export function missing(id: string): EngineError {
  return new EngineError('session-missing', `There is no chat with the id ${id}, or it was deleted.`, {
    hint: 'Choose another chat from the history.',
  });
}
