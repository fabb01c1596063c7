import fs from 'node:fs';
import path from 'node:path';
import { copyDatabase, findDamage, openDatabase } from './database.ts';

/** Three days of work: enough to step back past damage that was noticed late, small enough to keep. */
const backupsKept = 3;
const dayMs = 24 * 60 * 60 * 1000;

/** Backups of a store: `backups/sessions-2026-03-01T08-30-00-000Z.db` beside `sessions.db`. */
export function backupDirectory(file: string): string {
  return path.join(path.dirname(file), 'backups');
}

/** Full paths, newest first. */
export function listBackups(file: string): string[] {
  const directory = backupDirectory(file);
  if (!fs.existsSync(directory)) return [];
  const prefix = `${path.basename(file, '.db')}-`;
  return fs
    .readdirSync(directory)
    .filter((name) => name.startsWith(prefix) && name.endsWith('.db'))
    .sort()
    .reverse()
    .map((name) => path.join(directory, name));
}

/** At most one a day: the newest backup is a day old by its name, or there is none. */
export function isBackupDue(file: string, nowMs: number): boolean {
  const newest = listBackups(file)[0];
  return newest === undefined || newest <= backupName(file, nowMs - dayMs);
}

/**
 * Write one more backup, off this thread, and drop the oldest beyond three. A backup appears under its name
 * only when it is whole.
 *
 * @throws `storage-full`, `storage-unwritable` or `storage-locked`; the backups that exist stay as they are.
 */
export async function backUp(file: string, nowMs: number): Promise<void> {
  const directory = backupDirectory(file);
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  const target = backupName(file, nowMs);
  const unfinished = `${target}.${process.pid}.unfinished`;
  try {
    await copyDatabase(file, unfinished);
    fs.renameSync(unfinished, target);
  } finally {
    removeDatabase(unfinished);
  }
  for (const old of listBackups(file).slice(backupsKept)) removeDatabase(old);
}

/** What became of a damaged store. */
export interface Restored {
  /** Where the damaged file lies now. */
  readonly keptAs: string;
  /** The backup that took its place; null where there was no good one. */
  readonly from: string | null;
}

/**
 * Move a damaged store aside, under a name that says so, and put the newest backup that is whole in its place.
 * Backups that are damaged too are passed over. Nothing is deleted.
 */
export function restore(file: string, nowMs: number): Restored {
  const keptAs = path.join(path.dirname(file), `${path.basename(file, '.db')}.damaged-${stamp(nowMs)}.db`);
  for (const end of ['-wal', '-shm', '']) {
    if (fs.existsSync(file + end)) fs.renameSync(file + end, keptAs + end);
  }
  const from = listBackups(file).find(isWhole) ?? null;
  if (from !== null) {
    const unfinished = `${file}.${process.pid}.unfinished`;
    fs.copyFileSync(from, unfinished);
    fs.chmodSync(unfinished, 0o600);
    syncToDisk(unfinished);
    fs.renameSync(unfinished, file);
  }
  return { keptAs, from };
}

/** Delete a database and what SQLite keeps beside it. */
export function removeDatabase(file: string): void {
  for (const end of ['-wal', '-shm', '-journal', '']) fs.rmSync(file + end, { force: true });
}

function isWhole(backup: string): boolean {
  if (fs.statSync(backup).size === 0) return false;
  try {
    const database = openDatabase({ file: backup, synchronous: 'NORMAL', isReadOnly: true });
    try {
      return findDamage(database) === null;
    } finally {
      database.close();
    }
  } catch {
    // Whatever keeps it from being read, it is not the one to restore.
    return false;
  }
}

function syncToDisk(file: string): void {
  const handle = fs.openSync(file, 'r+');
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

function backupName(file: string, nowMs: number): string {
  return path.join(backupDirectory(file), `${path.basename(file, '.db')}-${stamp(nowMs)}.db`);
}

function stamp(nowMs: number): string {
  return new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-');
}
