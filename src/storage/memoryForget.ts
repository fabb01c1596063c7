import fs from 'node:fs';
import path from 'node:path';
import type { Forgotten } from '../engine/memory/memory.ts';
import { backupDirectory, removeDatabase } from './backup.ts';
import { openDatabase, type Database } from './database.ts';
import { digestOf } from './memoryProposals.ts';
import { toStored, type MemoryShelf } from './memoryRows.ts';
import { missingMemory } from './memoryWrites.ts';
import { randomUUID } from 'node:crypto';

/**
 * Remove memories for good: the rows, their history and uses, in the store and in every copy of it that lies beside,
 * then search all of these files for their words.
 *
 * @throws `memory-missing` where one is not there; nothing is removed then.
 */
export async function forgetMemories(shelf: MemoryShelf, ids: readonly string[]): Promise<Forgotten> {
  const { store, now } = shelf;
  const { database } = store;
  // A backup that is being written holds what is about to go.
  await store.backedUp();
  const texts = store.write(() => {
    const found = ids.flatMap((id) => textsOf(database, id));
    removeRows(database, ids);
    for (const id of ids) {
      database.run(
        `INSERT INTO changes(batch, memory_id, action, at) VALUES (?, ?, 'forgotten', ?)`,
        randomUUID(),
        id,
        now(),
      );
    }
    return found;
  });
  await store.backedUp();
  const remains: string[] = [];
  // What was deleted is zeroed in the file, but stands in the log until that is written back and cut.
  const log = database.get('PRAGMA wal_checkpoint(TRUNCATE)');
  if (Number(log?.['busy'] ?? 0) !== 0)
    remains.push(`${database.file}-wal: another process reads it; try again.`);
  const copies = copiesOf(database.file);
  for (const copy of copies) {
    const why = rewrite(copy, ids);
    if (why !== null) remains.push(`${copy}: ${why}`);
  }
  const searched = [database.file, `${database.file}-wal`, ...copiesOf(database.file)].filter((file) =>
    fs.existsSync(file),
  );
  const sayers = texts.filter((text) => isSaidElsewhere(database, text));
  if (sayers.length > 0) remains.push(`${database.file}: another memory holds the same words.`);
  for (const file of searched) {
    if (
      holds(
        file,
        texts.filter((text) => !sayers.includes(text)),
      )
    )
      remains.push(`${file}: still holds its words.`);
  }
  return { ids: [...ids], searched, remains };
}

/** The words of a memory as they are and as they were. */
function textsOf(database: Database, id: string): string[] {
  const rows = database.all(
    'SELECT body FROM memories WHERE id = ?1 UNION ALL SELECT before FROM changes WHERE memory_id = ?1 UNION ALL SELECT after FROM changes WHERE memory_id = ?1',
    id,
  );
  const texts = rows.flatMap((row) => toStored(row['body'])?.text ?? []);
  if (texts.length === 0) throw missingMemory(id);
  return [...new Set(texts)];
}

function removeRows(database: Database, ids: readonly string[]): void {
  for (const id of ids) {
    for (const text of textsIfAny(database, id)) {
      database.run('DELETE FROM proposals WHERE digest = ? AND body IS NOT NULL', digestOf(text));
    }
    database.run('DELETE FROM memories WHERE id = ?', id);
    database.run('DELETE FROM uses WHERE memory_id = ?', id);
    database.run('DELETE FROM changes WHERE memory_id = ?', id);
    // What it took the place of is no longer replaced by anything; what took its place has nothing before it.
    for (const field of ['supersedes', 'supersededBy']) {
      database.run(
        `UPDATE memories SET body = json_set(body, '$.${field}', NULL) WHERE json_extract(body, '$.${field}') = ?`,
        id,
      );
    }
  }
}

function textsIfAny(database: Database, id: string): string[] {
  const row = database.get('SELECT body FROM memories WHERE id = ?', id);
  const text = toStored(row?.['body'])?.text;
  return text === undefined ? [] : [text];
}

/** Backups, files that were set aside as damaged, and those kept before a migration. */
function copiesOf(file: string): string[] {
  const name = path.basename(file, '.db');
  const isCopy = (entry: string): boolean => /\.db(?:-wal)?(?:\.\d+\.unfinished)?$/.test(entry);
  const listed = (directory: string, prefix: string): string[] =>
    (fs.existsSync(directory) ? fs.readdirSync(directory) : [])
      .filter((entry) => entry.startsWith(prefix) && isCopy(entry))
      .map((entry) => path.join(directory, entry));
  return [...listed(backupDirectory(file), `${name}-`), ...listed(path.dirname(file), `${name}.`)].filter(
    (copy) => copy !== file && copy !== `${file}-wal`,
  );
}

/** Write a copy anew without the memories, and put it in its place only when it is whole. @returns why it failed. */
function rewrite(copy: string, ids: readonly string[]): string | null {
  if (!copy.endsWith('.db')) return null;
  const unfinished = `${copy}.${process.pid}.unfinished`;
  try {
    fs.copyFileSync(copy, unfinished);
    const database = openDatabase({ file: unfinished, synchronous: 'FULL' });
    try {
      database.write(() => removeRows(database, ids));
      database.exec('VACUUM');
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } finally {
      database.close();
    }
    fs.chmodSync(unfinished, 0o600);
    fs.renameSync(unfinished, copy);
    return null;
  } catch (error) {
    return `it could not be rewritten (${error instanceof Error ? error.message : String(error)})`;
  } finally {
    removeDatabase(unfinished);
  }
}

function isSaidElsewhere(database: Database, text: string): boolean {
  // The body is JSON, so that the words stand in it as JSON writes them.
  const words = inJson(text);
  const sql = `SELECT 1 FROM memories WHERE instr(body, ?1) > 0
    UNION ALL SELECT 1 FROM changes WHERE instr(coalesce(before, ''), ?1) > 0 OR instr(coalesce(after, ''), ?1) > 0
    UNION ALL SELECT 1 FROM proposals WHERE instr(coalesce(body, ''), ?1) > 0 LIMIT 1`;
  return database.get(sql, words) !== undefined;
}

function holds(file: string, texts: readonly string[]): boolean {
  const bytes = fs.readFileSync(file);
  // A row longer than a page is cut: its beginning is enough to know it by.
  return texts.some((text) => bytes.includes(inJson(text).slice(0, 64)));
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
