import fs from 'node:fs';
import path from 'node:path';
import { EngineError } from '../engine/errors.ts';
import { backUp, isBackupDue, listBackups, restore } from './backup.ts';
import { findDamage, lockFile, openDatabase, type Database } from './database.ts';
import { migrate, newestVersion, refuseNewer, schemaVersion, type Migration } from './migrations.ts';
import { isDamage, toStorageFailure } from './storageFailure.ts';

export interface PreciousOptions {
  readonly file: string;
  /** What a person calls it: "The chat history". */
  readonly title: string;
  readonly migrations: readonly Migration[];
  /** One sentence for a person each time: a restore, a backup that failed, a row that does not read. */
  readonly onWarning: (sentence: string) => void;
  readonly now?: () => number;
  readonly busyTimeoutMs?: number;
  /** For tests: see `OpenOptions`. */
  readonly maxPages?: number;
}

/** A store that must lose nothing. */
export interface PreciousStore {
  readonly database: Database;
  /** As `Database.write`, but refused where the file was replaced or deleted, since the change would be lost. */
  write<T>(change: () => T): T;
  /** Resolves when a backup that is under way, if any, is over. */
  backedUp(): Promise<void>;
  close(): void;
}

/** How often a writer looks whether a backup is due; the look reads one folder. */
const backupLookMs = 10 * 60 * 1000;
/** An opening takes milliseconds, a restore copies one file: who waits longer gives up with `storage-locked`. */
const openingWaitMs = 10_000;
const openingPollMs = 10;

/**
 * Open a precious store: every transaction is on disk when it returns, the whole file is checked, a damaged one gives
 * way to its newest good backup, and one backup a day is kept, three in all.
 *
 * @throws `storage-newer` with nothing touched, `storage-locked`, `storage-full`, `storage-unwritable`.
 */
export function openPrecious(options: PreciousOptions): PreciousStore {
  const database = openWhole(options);
  const now = options.now ?? Date.now;
  // A new store is backed up after its first ten minutes, not with its first row.
  let nextLookMs = schemaVersion(database) === 0 ? now() + backupLookMs : now();
  let backup: Promise<void> = Promise.resolve();
  const backUpIfDue = (): void => {
    if (now() < nextLookMs) return;
    nextLookMs = now() + backupLookMs;
    if (!isBackupDue(options.file, now())) return;
    backup = backUp(options.file, now()).catch((error: unknown) => {
      const failure = toStorageFailure(error, options.file);
      const words = failure instanceof Error ? failure.message : String(failure);
      options.onWarning(`${options.title} could not be backed up. ${words}`);
    });
  };
  try {
    keepBeforeMigrating(database, options);
    migrate(database, options.migrations);
    backUpIfDue();
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    database,
    write: (change) => {
      if (!database.isInPlace()) throw replaced(options);
      const result = database.write(change);
      backUpIfDue();
      return result;
    },
    backedUp: () => backup,
    close: () => database.close(),
  };
}

/**
 * One process at a time opens: another that restores a backup takes the file away and puts a new one there, and whoever
 * opened in between would write into the one that is gone.
 */
function openWhole(options: PreciousOptions): Database {
  const lock = waitForLock(`${options.file}.opening`);
  try {
    if (wasEmptied(options.file)) return openRestored(options);
    return openChecked(options);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return openRestored(options);
  } finally {
    lock.release();
  }
}

/** SQLite takes a file of no length for a new database; one that has backups was more than that. */
function wasEmptied(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.size === 0 && listBackups(file).length > 0;
}

function openChecked(options: PreciousOptions): Database {
  const database = openDatabase({
    file: options.file,
    synchronous: 'FULL',
    ...(options.busyTimeoutMs === undefined ? {} : { busyTimeoutMs: options.busyTimeoutMs }),
    ...(options.maxPages === undefined ? {} : { maxPages: options.maxPages }),
    beforeChange: (bare) => {
      refuseNewer(bare, options.migrations);
      const found = findDamage(bare);
      if (found !== null) throw damaged(options.file, found);
    },
  });
  // A deleted conversation leaves no bytes behind in the file.
  database.exec('PRAGMA secure_delete = ON');
  return database;
}

function openRestored(options: PreciousOptions): Database {
  const { keptAs, from } = restore(options.file, (options.now ?? Date.now)());
  const outcome =
    from === null
      ? 'There was no good backup, so an empty one was started.'
      : `The backup ${path.basename(from)} was restored.`;
  options.onWarning(
    `${options.title} was damaged. ${outcome} The damaged file is kept as ${path.basename(keptAs)}.`,
  );
  return openChecked(options);
}

function waitForLock(file: string): { release(): void } {
  const deadline = Date.now() + openingWaitMs;
  for (;;) {
    const lock = lockFile(file);
    if (lock !== null) return lock;
    if (Date.now() > deadline) {
      throw new EngineError(
        'storage-locked',
        `${file} is held by another process that opens the store or restores a backup.`,
        {
          hint: 'Try again in a moment.',
        },
      );
    }
    // The stores answer synchronously, so the wait is one too; it happens only beside another process that opens.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, openingPollMs);
  }
}

/** A migration that goes wrong in a way nobody foresaw must not be the end of the data. */
function keepBeforeMigrating(database: Database, options: PreciousOptions): void {
  const version = schemaVersion(database);
  if (version === 0 || version === newestVersion(options.migrations)) return;
  const { file } = options;
  const target = path.join(
    path.dirname(file),
    `${path.basename(file, '.db')}.before-version-${version + 1}.db`,
  );
  if (fs.existsSync(target)) return;
  database.run('VACUUM INTO ?', target);
  fs.chmodSync(target, 0o600);
}

function damaged(file: string, found: string): EngineError {
  return new EngineError('storage-damaged', `${file} is damaged: ${found}.`, {
    hint: 'Reload the window: Sightline then restores the newest good backup.',
  });
}

function replaced(options: PreciousOptions): EngineError {
  return new EngineError(
    'storage-damaged',
    `${options.title} was replaced or deleted on disk while it was open: ${options.file}.`,
    { hint: 'Reload the window to work with the file that is there now.' },
  );
}
