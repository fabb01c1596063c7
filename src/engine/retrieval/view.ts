import { lengthNorms } from '../ranking/bm25.ts';
import { fieldNames, type FieldName, type Segment } from './segment.ts';
import { readFile, readPaths } from './records.ts';

export interface ViewEntry {
  readonly segment: Segment;
  /** A bit for each file, set where the file is gone or indexed anew elsewhere. Null: all live. */
  readonly deletedFiles?: Uint8Array | null;
  /** Put before each path, where there are several roots; empty otherwise. */
  readonly rootName?: string;
}

export interface LiveSegment {
  readonly segment: Segment;
  readonly deletedFiles: Uint8Array | null;
  readonly rootName: string;
  readonly liveFiles: number;
  readonly liveChunks: number;
}

/**
 * What a search sees: some segments without their deleted files. It never changes; an update makes another one,
 * which costs about a millisecond for 100,000 chunks, and searches under way keep theirs.
 */
export interface IndexView {
  readonly segments: readonly LiveSegment[];
  readonly fileCount: number;
  readonly chunkCount: number;
  /** For each field, what BM25 makes of a document's length: as `lengthNorms` gives them. */
  readonly norms: Readonly<Record<FieldName, Float32Array>>;
}

export function createView(entries: readonly ViewEntry[]): IndexView {
  const total = { symbol: 0, path: 0, doc: 0, body: 0 };
  const segments = entries.map((entry) => toLive(entry, total));
  const fileCount = segments.reduce((sum, { liveFiles }) => sum + liveFiles, 0);
  const chunkCount = segments.reduce((sum, { liveChunks }) => sum + liveChunks, 0);
  const norms = (field: FieldName) =>
    lengthNorms(total[field] / Math.max(1, field === 'path' ? fileCount : chunkCount));
  return {
    segments,
    fileCount,
    chunkCount,
    norms: { symbol: norms('symbol'), path: norms('path'), doc: norms('doc'), body: norms('body') },
  };
}

function toLive(entry: ViewEntry, total: Record<FieldName, number>): LiveSegment {
  const { segment, rootName = '' } = entry;
  const deletedFiles = entry.deletedFiles?.some((bits) => bits !== 0) === true ? entry.deletedFiles : null;
  const sums = segmentTotals(segment);
  let { fileCount: liveFiles, chunkCount: liveChunks } = segment;
  for (const field of fieldNames) total[field] += sums[field];
  for (let file = 0; deletedFiles !== null && file < segment.fileCount; file++) {
    if (!isDeleted(deletedFiles, file)) continue;
    liveFiles--;
    total.path -= segment.fields.path.lengths[file] ?? 0;
    const end = segment.fileFirstChunk[file + 1] ?? 0;
    for (let chunk = segment.fileFirstChunk[file] ?? 0; chunk < end; chunk++) {
      liveChunks--;
      total.symbol -= segment.fields.symbol.lengths[chunk] ?? 0;
      total.doc -= segment.fields.doc.lengths[chunk] ?? 0;
      total.body -= segment.fields.body.lengths[chunk] ?? 0;
    }
  }
  return { segment, deletedFiles, rootName, liveFiles, liveChunks };
}

/** Memos of what never changes about a segment, so that a new view after each save costs little. */
const totals = new WeakMap<Segment, Record<FieldName, number>>();
const paths = new WeakMap<Segment, readonly string[]>();

function segmentTotals(segment: Segment): Record<FieldName, number> {
  const known = totals.get(segment);
  if (known !== undefined) return known;
  const sum = (field: FieldName) => segment.fields[field].lengths.reduce((all, length) => all + length, 0);
  const found = { symbol: sum('symbol'), path: sum('path'), doc: sum('doc'), body: sum('body') };
  totals.set(segment, found);
  return found;
}

/** Paths of a segment's files by number, without the root's name. */
export function pathsOf(segment: Segment): readonly string[] {
  const known = paths.get(segment);
  if (known !== undefined) return known;
  const found = readPaths(segment);
  paths.set(segment, found);
  return found;
}

export function isDeleted(bits: Uint8Array | null, file: number): boolean {
  return bits !== null && (((bits[file >> 3] ?? 0) >> (file & 7)) & 1) === 1;
}

/** A copy of the bits with some files set. */
export function withDeleted(
  segment: Segment,
  bits: Uint8Array | null,
  files: Iterable<number>,
): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(Math.ceil(segment.fileCount / 8));
  if (bits !== null) copy.set(bits);
  for (const file of files) copy[file >> 3] = (copy[file >> 3] ?? 0) | (1 << (file & 7));
  return copy;
}

/** A path as hits show it and `FileSource` takes it. */
export function shownPath(rootName: string, path: string): string {
  return rootName === '' ? path : `${rootName}/${path}`;
}

/** Path and content hash of each live file, as hits show them: what a reconcile compares with the disk. */
export function* liveFilesOf(view: IndexView): Generator<{ path: string; hash: string; language: string }> {
  for (const { segment, deletedFiles, rootName } of view.segments) {
    for (let file = 0; file < segment.fileCount; file++) {
      if (isDeleted(deletedFiles, file)) continue;
      const { path, hash, language } = readFile(segment, file);
      yield { path: shownPath(rootName, path), hash, language };
    }
  }
}
