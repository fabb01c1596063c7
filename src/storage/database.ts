import fs from 'node:fs';
import path from 'node:path';
import type * as Sqlite from 'node:sqlite';
import { EngineError } from '../engine/errors.ts';
import { toStorageFailure } from './storageFailure.ts';

export type SqlValue = null | number | bigint | string | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/**
 * One connection to one SQLite file. Statements are prepared once and kept. Every read is over when it returns:
 * no reader holds a transaction open, so the write-ahead log cannot grow without bound.
 * Every call throws `EngineError` (`storage-*`) where a person can act.
 */
export interface Database {
  readonly file: string;
  get(sql: string, ...values: SqlValue[]): SqlRow | undefined;
  all(sql: string, ...values: SqlValue[]): SqlRow[];
  /** Each row as an array, in the order of the selected columns: for tables of many rows. */
  allArrays(sql: string, ...values: SqlValue[]): SqlValue[][];
  /** @returns how many rows changed. */
  run(sql: string, ...values: SqlValue[]): number;
  exec(sql: string): void;
  /**
   * Run `change` in one `BEGIN IMMEDIATE` transaction: all of it is stored, or nothing.
   * A deferred transaction would meet SQLITE_BUSY whatever the waiting time.
   */
  write<T>(change: () => T): T;
  /** False where someone replaced or deleted the file: what is written here would be lost. */
  isInPlace(): boolean;
  close(): void;
}

export interface OpenOptions {
  readonly file: string;
  /** FULL survives a power cut; NORMAL may lose the last transactions then, but never harms the file. */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** Never writes, and never makes the file. */
  readonly isReadOnly?: boolean;
  /** How long a call waits for another process's transaction. */
  readonly busyTimeoutMs?: number;
  /** Called with the bare connection before anything about the file may change. */
  readonly beforeChange?: (database: Database) => void;
  /** For tests: the file may not grow past this many pages of 4096 bytes. */
  readonly maxPages?: number;
}

/** A window that writes and one that searches wait for each other no longer than this. */
const defaultBusyTimeoutMs = 5000;
/** A checkpoint cuts a write-ahead log that a burst of writes made longer than this. */
const walLimitBytes = 16 * 1024 * 1024;

/**
 * Open a file with a write-ahead log and foreign keys, mode 0600, its folder 0700.
 *
 * @throws `storage-unwritable`, `storage-locked`, `storage-full` or `storage-damaged`.
 */
export function openDatabase(options: OpenOptions): Database {
  const { file } = options;
  const sqlite = loadSqlite();
  let connection: Sqlite.DatabaseSync | null = null;
  try {
    if (options.isReadOnly !== true) makePrivateFile(file);
    else if (!fs.existsSync(file)) throw missing(file);
    connection = new sqlite.DatabaseSync(file, {
      timeout: options.busyTimeoutMs ?? defaultBusyTimeoutMs,
      enableForeignKeyConstraints: true,
    });
    const database = wrap(connection, file);
    // A connection opened for reading alone could not follow a live write-ahead log; this one just refuses to write.
    if (options.isReadOnly === true) database.exec('PRAGMA query_only = ON');
    options.beforeChange?.(database);
    if (options.isReadOnly !== true) {
      database.exec(`PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = ${walLimitBytes}`);
    }
    database.exec(`PRAGMA synchronous = ${options.synchronous}`);
    if (options.maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${options.maxPages}`);
    return database;
  } catch (error) {
    connection?.close();
    throw toStorageFailure(error, file);
  }
}

/**
 * Copy a whole database into a new file, off this thread, while others read and write.
 * One step over all pages: a copy in pieces would start again each time another process writes.
 */
export async function copyDatabase(file: string, target: string): Promise<void> {
  const sqlite = loadSqlite();
  const source = new sqlite.DatabaseSync(file, { timeout: defaultBusyTimeoutMs });
  try {
    await sqlite.backup(source, target, { rate: 0x7fffffff });
    fs.chmodSync(target, 0o600);
  } catch (error) {
    throw toStorageFailure(error, target);
  } finally {
    source.close();
  }
}

/** Null where the whole file is well formed; otherwise what SQLite found, in its words. 0.6 ms for each MB. */
export function findDamage(database: Database): string | null {
  const rows = database.all('PRAGMA quick_check(3)').map((row) => String(row['quick_check']));
  return rows.length === 1 && rows[0] === 'ok' ? null : rows.join('; ');
}

/**
 * A file lock that the system takes back when its process ends, however it ends.
 * The file stays empty; SQLite brings the locking that works alike on every platform.
 *
 * @returns null where another process, or another lock of this one, holds it.
 */
export function lockFile(file: string): { isInPlace(): boolean; release(): void } | null {
  const sqlite = loadSqlite();
  let connection: Sqlite.DatabaseSync | null = null;
  try {
    makePrivateFile(file);
    connection = new sqlite.DatabaseSync(file, { timeout: 0 });
    const inode = inodeOf(file);
    // Without a journal file, the lock can be had on a full disk too.
    connection.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    const held = connection;
    return { isInPlace: () => inode === inodeOf(file), release: () => held.close() };
  } catch (error) {
    connection?.close();
    const failure = toStorageFailure(error, file);
    if (failure instanceof EngineError && failure.kind === 'storage-locked') return null;
    throw failure;
  }
}

function wrap(connection: Sqlite.DatabaseSync, file: string): Database {
  const statements = new Map<string, Sqlite.StatementSync>();
  const inode = inodeOf(file);
  const guard = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      throw toStorageFailure(error, file);
    }
  };
  const prepare = (sql: string, asArrays = false): Sqlite.StatementSync => {
    const key = asArrays ? `arrays ${sql}` : sql;
    let statement = statements.get(key);
    if (statement === undefined) {
      statement = connection.prepare(sql);
      if (asArrays) statement.setReturnArrays(true);
      statements.set(key, statement);
    }
    return statement;
  };
  return {
    file,
    get: (sql, ...values) => guard(() => prepare(sql).get(...values)),
    all: (sql, ...values) => guard(() => prepare(sql).all(...values)),
    // The declared type does not know of setReturnArrays.
    allArrays: (sql, ...values) => guard(() => prepare(sql, true).all(...values) as unknown as SqlValue[][]),
    run: (sql, ...values) => guard(() => Number(prepare(sql).run(...values).changes)),
    exec: (sql) => guard(() => connection.exec(sql)),
    write: (change) => guard(() => inTransaction(connection, change)),
    isInPlace: () => inode === inodeOf(file),
    close: () => {
      statements.clear();
      if (connection.isOpen) connection.close();
    },
  };
}

function inTransaction<T>(connection: Sqlite.DatabaseSync, change: () => T): T {
  connection.exec('BEGIN IMMEDIATE');
  try {
    const result = change();
    connection.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk makes SQLite roll back by itself.
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

function makePrivateFile(file: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  // Only ever opened when it is new: closing a file gives up every lock that this process holds on it (POSIX).
  // SQLite gives its log the mode of the database.
  try {
    fs.closeSync(fs.openSync(file, 'wx', 0o600));
  } catch (error) {
    if (!isExisting(error)) throw error;
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function inodeOf(file: string): bigint | null {
  return fs.statSync(file, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
}

function missing(file: string): EngineError {
  return new EngineError('index-unavailable', `${file} does not exist yet.`, {
    hint: 'Wait until the window or server that writes it has started.',
  });
}

let loaded: typeof Sqlite | undefined;

/**
 * Loaded on first use. Some Node versions warn on stderr that SQLite is experimental, which would spoil the output
 * of the command line: that one warning is dropped while the module loads, and no other, at no other time.
 */
function loadSqlite(): typeof Sqlite {
  if (loaded !== undefined) return loaded;
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: never[]) => {
    if (!String(warning).includes('SQLite is an experimental feature')) emitWarning(warning, ...rest);
  };
  try {
    loaded = process.getBuiltinModule('node:sqlite') as typeof Sqlite | undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
  if (loaded !== undefined) return loaded;
  throw new EngineError('wrong-use', `Node ${process.version} has no SQLite.`, {
    hint: 'Run Sightline with Node 22.13 or newer.',
  });
}
