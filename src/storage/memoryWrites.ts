import { randomUUID } from 'node:crypto';
import { EngineError } from '../engine/errors.ts';
import type { Memory, MemoryAction, MemoryChange, StoredMemory } from '../engine/memory/memory.ts';
import { sameKey, type MemoryRows } from '../engine/memory/store.ts';
import {
  foldersOf,
  isVisible,
  memoryColumns,
  memoryTables,
  toChange,
  toMemory,
  toStored,
  type MemoryShelf,
} from './memoryRows.ts';

export function listMemories({ store, onWarning, ...shelf }: MemoryShelf): Memory[] {
  const sql = `SELECT ${memoryColumns} FROM ${memoryTables} WHERE ${isVisible} ORDER BY m.number`;
  return store.database
    .all(sql, foldersOf({ store, onWarning, ...shelf }))
    .flatMap((row) => toMemory(row, onWarning) ?? []);
}

export function pageOfMemories(
  shelf: MemoryShelf,
  after: number,
  limit: number,
): { memories: readonly Memory[]; last: number | null } {
  const sql = `SELECT m.number, ${memoryColumns} FROM ${memoryTables} WHERE m.number > ? AND ${isVisible}
    ORDER BY m.number LIMIT ?`;
  const rows = shelf.store.database.all(sql, after, foldersOf(shelf), limit);
  const last = rows.length < limit ? null : Number(rows.at(-1)?.['number']);
  return { memories: rows.flatMap((row) => toMemory(row, shelf.onWarning) ?? []), last };
}

export function memoryOf({ store, onWarning }: MemoryShelf, id: string): Memory {
  const row = store.database.get(`SELECT ${memoryColumns} FROM ${memoryTables} WHERE m.id = ?`, id);
  const memory = row === undefined ? null : toMemory(row, onWarning);
  if (memory === null) throw missingMemory(id);
  return memory;
}

/** What changed after `seq`. The first look, with a number below 0, reads all. */
export function memoriesSince(
  shelf: MemoryShelf,
  seq: number,
): { seq: number; changed: readonly Memory[]; gone: readonly string[] } {
  const { database } = shelf.store;
  // Read before the rows: what is written in between is seen twice rather than never.
  const newest = Number(database.get('SELECT max(seq) AS seq FROM changes')?.['seq'] ?? 0);
  if (seq < 0) return { seq: newest, changed: listMemories(shelf), gone: [] };
  if (newest === seq) return { seq, changed: [], gone: [] };
  const ids = database
    .all('SELECT DISTINCT memory_id FROM changes WHERE seq > ?', seq)
    .map((row) => String(row['memory_id']));
  const sql = `SELECT ${memoryColumns} FROM ${memoryTables} WHERE m.id = ? AND ${isVisible}`;
  const folders = foldersOf(shelf);
  const changed = ids.flatMap((id) => {
    const row = database.get(sql, id, folders);
    return row === undefined ? [] : (toMemory(row, shelf.onWarning) ?? []);
  });
  const there = new Set(changed.map(({ id }) => id));
  return { seq: newest, changed, gone: ids.filter((id) => !there.has(id)) };
}

/** Run a change in one transaction; all that it puts is one batch, undone together. */
export function writeMemories<T>(shelf: MemoryShelf, change: (rows: MemoryRows) => T): T {
  const batch = randomUUID();
  return shelf.store.write(() =>
    change({
      get: (id) => storedOf(shelf, id),
      findSame: ({ text, scope }) => {
        const sql = `SELECT m.body FROM memories m WHERE m.same_key = ? AND m.scope = ? AND ${isVisible}
          AND json_extract(m.body, '$.supersededBy') IS NULL ORDER BY m.number LIMIT 1`;
        return toStored(shelf.store.database.get(sql, sameKey(text), scope, foldersOf(shelf))?.['body']);
      },
      put: (action, memory) => put(shelf, { batch, action, id: memory.id, after: memory }),
    }),
  );
}

export function changesOf({ store }: MemoryShelf, which: { id?: string; limit: number }): MemoryChange[] {
  const [where, values] = which.id === undefined ? ['', []] : ['WHERE memory_id = ?', [which.id]];
  return store.database
    .all(`SELECT * FROM changes ${where} ORDER BY seq DESC LIMIT ?`, ...values, which.limit)
    .map(toChange);
}

/** Take back the newest batch that changed a memory. The undo is a change itself, so that it can be undone. */
export function undoChange(shelf: MemoryShelf, id: string): readonly Memory[] {
  const { database } = shelf.store;
  const batch = randomUUID();
  return shelf.store.write(() => {
    const newest = changesOf(shelf, { id, limit: 1 })[0];
    if (newest === undefined || newest.action === 'forgotten') throw missingMemory(id);
    const together = database
      .all('SELECT * FROM changes WHERE batch = ? ORDER BY seq DESC', newest.batch)
      .map(toChange);
    for (const change of together) {
      const last = changesOf(shelf, { id: change.memoryId, limit: 1 })[0];
      if (last?.batch !== newest.batch) throw changedSince(id, change.memoryId);
      put(shelf, { batch, action: 'undone', id: change.memoryId, after: change.before });
    }
    return together.flatMap(({ memoryId, before }) => (before === null ? [] : memoryOf(shelf, memoryId)));
  });
}

export function noteUsed({ store, now }: MemoryShelf, ids: readonly string[]): void {
  // A clock that went backwards does not make a use older.
  const sql = `INSERT INTO uses(memory_id, use_count, used_at) SELECT ?1, 1, ?2 FROM memories WHERE id = ?1
    ON CONFLICT(memory_id) DO UPDATE SET use_count = use_count + 1, used_at = max(used_at, excluded.used_at)`;
  store.write(() => {
    for (const id of ids) store.database.run(sql, id, now());
  });
}

export function missingMemory(id: string): EngineError {
  return new EngineError('memory-missing', `There is no memory with the id ${id}, or it was forgotten.`, {
    hint: 'List what there is: sightline memory list',
  });
}

function storedOf({ store }: MemoryShelf, id: string): StoredMemory | null {
  return toStored(store.database.get('SELECT body FROM memories WHERE id = ?', id)?.['body']);
}

function put(
  shelf: MemoryShelf,
  change: { batch: string; action: MemoryAction; id: string; after: StoredMemory | null },
): void {
  const { database } = shelf.store;
  const { id, after } = change;
  const before = database.get('SELECT body FROM memories WHERE id = ?', id)?.['body'] ?? null;
  const body = after === null ? null : JSON.stringify(after);
  if (after === null) database.run('DELETE FROM memories WHERE id = ?', id);
  else {
    const workspace = after.scope === 'user' ? '' : shelf.workspace;
    database.run(
      // What was another workspace's, which shares a folder with this one, stays there.
      `INSERT INTO memories(id, workspace, scope, same_key, body) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT(id) DO UPDATE SET scope = excluded.scope, same_key = excluded.same_key, body = excluded.body,
         workspace = CASE WHEN excluded.workspace = '' OR workspace = '' THEN excluded.workspace ELSE workspace END`,
      id,
      workspace,
      after.scope,
      sameKey(after.text),
      body,
    );
  }
  database.run(
    'INSERT INTO changes(batch, memory_id, action, at, before, after) VALUES (?, ?, ?, ?, ?, ?)',
    change.batch,
    id,
    change.action,
    shelf.now(),
    before,
    body,
  );
}

function changedSince(id: string, other: string): EngineError {
  return new EngineError(
    'wrong-use',
    `The memory ${other} was changed after the change that would be undone.`,
    {
      hint: id === other ? 'Undo its newest change first.' : `Undo the newest change of ${other} first.`,
    },
  );
}
