import type { WalkedFile } from '../files/entry.ts';
import type { FileRow } from '../storage/catalogueRows.ts';
import type { WantedFile } from './parseJob.ts';

/** What the index knows of one file of a root. */
export type FileEntry = Omit<FileRow, 'path'>;

export interface Difference {
  /** New or possibly changed files, newest first: what was worked on last is searchable first. */
  readonly wanted: readonly (WantedFile & WalkedFile)[];
  /** Indexed files that are not there any more, or are ignored now. */
  readonly removed: readonly string[];
}

/**
 * Compare a walk with the index. Size and time of change decide whether a file is read again; whether it is indexed
 * again is decided by its hash.
 */
export function difference(
  entries: ReadonlyMap<string, FileEntry>,
  walked: readonly WalkedFile[],
): Difference {
  const seen = new Set<string>();
  const wanted: (WantedFile & WalkedFile)[] = [];
  for (const file of walked) {
    seen.add(file.path);
    const entry = entries.get(file.path);
    const isSame = entry !== undefined && entry.size === file.size && entry.mtimeMs === file.mtimeMs;
    if (!isSame) wanted.push({ ...file, knownHash: entry?.hash ?? null });
  }
  const removed = [...entries.keys()].filter((path) => !seen.has(path));
  wanted.sort((a, b) => b.mtimeMs - a.mtimeMs || (a.path < b.path ? -1 : 1));
  return { wanted, removed };
}

/** Cut a list into batches of at most `maxBytes` and `maxFiles`; one file larger than that is a batch of its own. */
export function batches<T extends { readonly size: number }>(
  files: readonly T[],
  limits: { readonly firstBytes: number; readonly maxBytes: number; readonly maxFiles: number },
): T[][] {
  const result: T[][] = [];
  let batch: T[] = [];
  let bytes = 0;
  for (const file of files) {
    const limit = result.length === 0 ? limits.firstBytes : limits.maxBytes;
    if (batch.length > 0 && (bytes + file.size > limit || batch.length >= limits.maxFiles)) {
      result.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(file);
    bytes += file.size;
  }
  if (batch.length > 0) result.push(batch);
  return result;
}
