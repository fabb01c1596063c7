import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { EngineError } from '../engine/errors.ts';
import { skipReasons, type SkipReason } from '../engine/retrieval/status.ts';
import type { SkippedFile } from '../engine/retrieval/workspaceIndex.ts';
import { removeDatabase } from './backup.ts';
import { applyChange, type CatalogueChange } from './catalogueChange.ts';
import type { FileRow, SegmentRow } from './catalogueRows.ts';
import { findDamage, openDatabase, type Database, type SqlValue } from './database.ts';
import { isDamage } from './storageFailure.ts';

export interface CatalogueState {
  /** Names this catalogue file: another value means that it was rebuilt, and everything must be loaded again. */
  readonly epoch: string;
  readonly generation: number;
  readonly segments: readonly SegmentRow[];
  /** Free for the next segment: never used before in this epoch. */
  readonly nextSegmentId: number;
}

/** The catalogue of one root's index: which files are indexed, in which segments, and which were skipped. */
export interface Catalogue {
  readonly file: string;
  /** Generation and segments of one moment. */
  load(): CatalogueState;
  /** In path order. One short read; 50,000 rows take about 0.1 s. */
  files(): Iterable<FileRow>;
  /** All of the change or nothing, in one transaction. @returns the new generation. */
  commit(change: CatalogueChange): number;
  /** A cheap look, for a reader that polls. Another `epoch` or generation means: load again. */
  version(): { readonly epoch: string; readonly generation: number };
  generation(): number;
  /** In path order. */
  skipped(limit: number): SkippedFile[];
  skippedCounts(): Partial<Record<SkipReason, number>>;
  close(): void;
}

export interface CatalogueOptions {
  /** The folder of one root's index. */
  readonly directory: string;
  /** A reader never writes and never rebuilds. */
  readonly isReadOnly: boolean;
  /** What the segments' format is called; an index of another format is rebuilt. */
  readonly formatVersion: number;
  readonly onMessage?: (sentence: string) => void;
  readonly busyTimeoutMs?: number;
  /** For tests: see `OpenOptions`. */
  readonly maxPages?: number;
}

const schema = `
  CREATE TABLE meta(
    epoch TEXT NOT NULL, generation INTEGER NOT NULL, format_version INTEGER NOT NULL, next_segment_id INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE segments(
    id INTEGER PRIMARY KEY, file_name TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL,
    file_count INTEGER NOT NULL, chunk_count INTEGER NOT NULL, deleted BLOB NOT NULL
  ) STRICT;
  CREATE TABLE files(
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ms REAL NOT NULL, hash TEXT NOT NULL, language TEXT NOT NULL,
    phase INTEGER NOT NULL CHECK (phase IN (1, 2)), segment_id INTEGER NOT NULL, ordinal INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE skipped(path TEXT PRIMARY KEY, reason TEXT NOT NULL, detail TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Changes with the tables above, not with the segments. */
const schemaVersionOfCatalogue = 1;

/**
 * Open the catalogue of one root. It is disposable: one that is damaged or of another format is deleted and started anew,
 * with a message; segment files that it then does not name are the writer's to remove. Only the holder of the lease may open it for writing.
 *
 * @throws For a reader, `index-unavailable` where there is none yet or it has another format, `index-damaged` where it
 *         is damaged. Else `storage-locked`, `storage-full`, `storage-unwritable`.
 */
export function openCatalogue(options: CatalogueOptions): Catalogue {
  const file = path.join(options.directory, 'catalogue.db');
  const isNew = (fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0;
  if (isNew && !options.isReadOnly) return start(file, options);
  try {
    const { database, problem } = openExisting(file, options);
    if (problem === null) return wrap(database);
    database.close();
    if (options.isReadOnly) throw unavailable(file, problem);
    return rebuild(file, options, problem);
  } catch (error) {
    if (options.isReadOnly) throw isDamage(error) ? damagedIndex(file, error) : readerFailure(file, error);
    if (!isDamage(error)) throw error;
    return rebuild(file, options, 'was damaged');
  }
}

function openExisting(
  file: string,
  options: CatalogueOptions,
): { database: Database; problem: string | null } {
  if (options.isReadOnly && !fs.existsSync(file)) throw unavailable(file, 'does not exist yet');
  const database = openDatabase({ ...connection(file, options), isReadOnly: options.isReadOnly });
  try {
    const version = Number(database.get('PRAGMA user_version')?.['user_version']);
    if (version !== schemaVersionOfCatalogue) return { database, problem: 'had another format' };
    // A reader polls and reloads; the writer has checked the file already.
    if (!options.isReadOnly && findDamage(database) !== null) return { database, problem: 'was damaged' };
    const format = database.get('SELECT format_version FROM meta')?.['format_version'];
    return { database, problem: format === options.formatVersion ? null : 'had another format' };
  } catch (error) {
    database.close();
    throw error;
  }
}

function rebuild(file: string, options: CatalogueOptions, problem: string): Catalogue {
  options.onMessage?.(`The index in ${options.directory} ${problem}, so it is built again.`);
  removeDatabase(file);
  return start(file, options);
}

function start(file: string, options: CatalogueOptions): Catalogue {
  removeDatabase(file);
  const database = openDatabase(connection(file, options));
  try {
    database.write(() => {
      database.exec(schema);
      database.run('INSERT INTO meta VALUES (?, 0, ?, 1)', randomUUID(), options.formatVersion);
      database.exec(`PRAGMA user_version = ${schemaVersionOfCatalogue}`);
    });
  } catch (error) {
    database.close();
    throw error;
  }
  return wrap(database);
}

function connection(file: string, options: CatalogueOptions) {
  return {
    file,
    synchronous: 'NORMAL',
    ...(options.busyTimeoutMs === undefined ? {} : { busyTimeoutMs: options.busyTimeoutMs }),
    ...(options.maxPages === undefined ? {} : { maxPages: options.maxPages }),
  } as const;
}

function wrap(database: Database): Catalogue {
  const version = () => {
    // A rebuild puts another file in this place; this connection would see the old one for ever.
    if (!database.isInPlace()) throw unavailable(database.file, 'was rebuilt');
    const row = database.get('SELECT epoch, generation FROM meta');
    return { epoch: String(row?.['epoch']), generation: Number(row?.['generation']) };
  };
  return {
    file: database.file,
    load: () => loadState(database),
    files: () => readFiles(database),
    commit: (change) => {
      if (!database.isInPlace()) throw unavailable(database.file, 'was deleted while it was open');
      return database.write(() => applyChange(database, change));
    },
    version,
    generation: () => version().generation,
    skipped: (limit) =>
      database
        .allArrays('SELECT path, reason, detail FROM skipped ORDER BY path LIMIT ?', limit)
        .map(([file, reason, detail]) => ({
          path: String(file),
          reason: toReason(reason),
          detail: String(detail),
        })),
    skippedCounts: () =>
      Object.fromEntries(
        database
          .allArrays('SELECT reason, count(*) FROM skipped GROUP BY reason')
          .map(([reason, count]) => [toReason(reason), Number(count)]),
      ),
    close: () => database.close(),
  };
}

/** One statement, so that generation and segments are of one moment. */
function loadState(database: Database): CatalogueState {
  const rows = database.allArrays(
    `SELECT epoch, generation, next_segment_id, id, file_name, bytes, file_count, chunk_count, deleted
     FROM meta LEFT JOIN segments ORDER BY id`,
  );
  const first = rows[0];
  if (first === undefined) throw damagedIndex(database.file, new Error('the catalogue has no generation'));
  return {
    epoch: String(first[0]),
    generation: Number(first[1]),
    nextSegmentId: Number(first[2]),
    segments: rows.filter((row) => row[3] !== null).map(toSegment),
  };
}

// STRICT tables and a CHECK are the schema of the rows below: a parse of each would double the time of a restart.
function toSegment(row: readonly SqlValue[]): SegmentRow {
  const [, , , id, fileName, bytes, fileCount, chunkCount, deleted] = row;
  return {
    id: Number(id),
    fileName: String(fileName),
    bytes: Number(bytes),
    fileCount: Number(fileCount),
    chunkCount: Number(chunkCount),
    deleted: deleted as Uint8Array,
  };
}

function* readFiles(database: Database): Iterable<FileRow> {
  const rows = database.allArrays(
    'SELECT path, size, mtime_ms, hash, language, phase, segment_id, ordinal FROM files ORDER BY path',
  );
  for (const row of rows) {
    yield {
      path: row[0] as string,
      size: row[1] as number,
      mtimeMs: row[2] as number,
      hash: row[3] as string,
      language: row[4] as string,
      phase: row[5] as 1 | 2,
      segmentId: row[6] as number,
      ordinal: row[7] as number,
    };
  }
}

function toReason(value: SqlValue | undefined): SkipReason {
  return skipReasons.find((reason) => reason === value) ?? 'unreadable';
}

function unavailable(file: string, problem: string): EngineError {
  return new EngineError('index-unavailable', `The index at ${file} ${problem}.`, {
    hint: 'It opens again as soon as the window or server that writes it is done.',
  });
}

/** A writer that rebuilds takes the file away: a reader that opens just then meets an error of the file system. */
function readerFailure(file: string, error: unknown): unknown {
  if (!(error instanceof EngineError) || error.kind === 'index-unavailable') return error;
  return error.kind === 'storage-locked' ? error : unavailable(file, 'could not be opened');
}

function damagedIndex(file: string, cause: unknown): EngineError {
  return new EngineError('index-damaged', `The index at ${file} is damaged.`, {
    hint: 'The window or server that writes it builds it again when it starts.',
    cause,
  });
}
