import type { SkippedFile } from '../engine/retrieval/workspaceIndex.ts';
import type { FileRow, SegmentRow } from './catalogueRows.ts';
import type { Database } from './database.ts';

/**
 * What one commit changes. Drops happen before puts, so that a path or a segment may leave and come back in one change.
 * A reader sees all of it or nothing.
 */
export interface CatalogueChange {
  readonly dropSegmentIds?: Iterable<number>;
  readonly addSegments?: Iterable<SegmentRow>;
  /** The whole bit set of each segment named; applied after `addSegments`. */
  readonly deleted?: ReadonlyMap<number, Uint8Array>;
  /** Forget these paths, whether they are indexed or skipped. */
  readonly dropPaths?: Iterable<string>;
  /** Replace the rows of these paths. A path that is indexed is no longer skipped. */
  readonly putFiles?: Iterable<FileRow>;
  readonly dropSkipped?: Iterable<string>;
  /** A path that is skipped is no longer indexed. */
  readonly putSkipped?: Iterable<SkippedFile>;
  /** True: `putSkipped` is the whole list from now on. */
  readonly replaceSkipped?: boolean;
}

/** Apply a change inside the caller's transaction. @returns the new generation. */
export function applyChange(database: Database, change: CatalogueChange): number {
  changeSegments(database, change);
  for (const path of change.dropPaths ?? []) {
    database.run('DELETE FROM files WHERE path = ?', path);
    database.run('DELETE FROM skipped WHERE path = ?', path);
  }
  putFiles(database, change.putFiles ?? []);
  if (change.replaceSkipped === true) database.run('DELETE FROM skipped');
  for (const path of change.dropSkipped ?? []) database.run('DELETE FROM skipped WHERE path = ?', path);
  for (const { path, reason, detail } of change.putSkipped ?? []) {
    database.run('INSERT OR REPLACE INTO skipped VALUES (?, ?, ?)', path, reason, detail);
    database.run('DELETE FROM files WHERE path = ?', path);
  }
  database.run('UPDATE meta SET generation = generation + 1');
  return Number(database.get('SELECT generation FROM meta')?.['generation']);
}

function changeSegments(database: Database, change: CatalogueChange): void {
  for (const id of change.dropSegmentIds ?? []) database.run('DELETE FROM segments WHERE id = ?', id);
  for (const { id, fileName, bytes, fileCount, chunkCount, deleted } of change.addSegments ?? []) {
    database.run(
      'INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?)',
      id,
      fileName,
      bytes,
      fileCount,
      chunkCount,
      deleted,
    );
    database.run('UPDATE meta SET next_segment_id = max(next_segment_id, ?)', id + 1);
  }
  for (const [id, bits] of change.deleted ?? []) {
    const changed = database.run('UPDATE segments SET deleted = ? WHERE id = ?', bits, id);
    if (changed === 0) throw new Error(`The catalogue has no segment ${id} to mark files of as deleted.`);
  }
}

function putFiles(database: Database, files: Iterable<FileRow>): void {
  const hasSkipped = database.get('SELECT 1 FROM skipped LIMIT 1') !== undefined;
  for (const file of files) {
    database.run(
      'INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      file.path,
      file.size,
      file.mtimeMs,
      file.hash,
      file.language,
      file.phase,
      file.segmentId,
      file.ordinal,
    );
    if (hasSkipped) database.run('DELETE FROM skipped WHERE path = ?', file.path);
  }
}
