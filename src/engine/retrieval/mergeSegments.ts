import { createByteSink, readPostings, writePostings, type ByteSink, type Entries } from './postings.ts';
import { addBytes, createTextSink, textBytes, toTextTable } from './records.ts';
import { dimsOf, noVectors } from './chunkVectors.ts';
import {
  packSegment,
  type ChunkVectors,
  type FieldIndex,
  type FieldName,
  type Segment,
  type SegmentTables,
} from './segment.ts';
import { isDeleted } from './view.ts';

export interface MergeEntry {
  readonly segment: Segment;
  /** A bit for each file that is left behind. Null: none. */
  readonly deletedFiles?: Uint8Array | null;
}

/** New numbers of a segment's files and chunks; -1 where they are left behind. */
interface Renumbered {
  readonly segment: Segment;
  readonly files: Int32Array;
  readonly chunks: Int32Array;
}

/**
 * Join segments into one without their deleted files. The result is, byte for byte, what `buildSegment` would give
 * for the live files in the same order; no text is needed for it.
 */
export function mergeSegments(entries: readonly MergeEntry[]): Segment {
  const sources = renumber(entries);
  return packSegment({
    ...mergeFiles(sources),
    ...mergeChunks(sources),
    fields: mergeFields(sources),
    vectors: mergeVectors(sources),
  });
}

function renumber(entries: readonly MergeEntry[]): Renumbered[] {
  let fileCount = 0;
  let chunkCount = 0;
  return entries.map(({ segment, deletedFiles = null }) => {
    const files = new Int32Array(segment.fileCount).fill(-1);
    const chunks = new Int32Array(segment.chunkCount).fill(-1);
    for (let file = 0; file < segment.fileCount; file++) {
      if (isDeleted(deletedFiles, file)) continue;
      files[file] = fileCount++;
      const end = segment.fileFirstChunk[file + 1] ?? 0;
      for (let chunk = segment.fileFirstChunk[file] ?? 0; chunk < end; chunk++) chunks[chunk] = chunkCount++;
    }
    return { segment, files, chunks };
  });
}

/** Call with the number of each live file or chunk. */
function eachLive(numbers: Int32Array, visit: (old: number) => void): void {
  for (let old = 0; old < numbers.length; old++) if ((numbers[old] ?? -1) >= 0) visit(old);
}

type FileTables = Pick<
  SegmentTables,
  'fileFirstChunk' | 'fileFlags' | 'fileLanguage' | 'fileText' | 'languages'
>;

function mergeFiles(sources: readonly Renumbered[]): FileTables {
  const firstChunk: number[] = [];
  const flags: number[] = [];
  const fileLanguage: number[] = [];
  const text = createTextSink();
  const languages = new Map<string, number>();
  let chunkCount = 0;
  for (const { segment, files } of sources) {
    eachLive(files, (file) => {
      firstChunk.push(chunkCount);
      chunkCount += (segment.fileFirstChunk[file + 1] ?? 0) - (segment.fileFirstChunk[file] ?? 0);
      flags.push(segment.fileFlags[file] ?? 0);
      const name = segment.languages[segment.fileLanguage[file] ?? 0] ?? '';
      const language = languages.get(name) ?? languages.size;
      languages.set(name, language);
      fileLanguage.push(language);
      addBytes(text, textBytes(segment.fileText, file));
    });
  }
  return {
    fileFirstChunk: Uint32Array.from([...firstChunk, chunkCount]),
    fileFlags: Uint16Array.from(flags),
    fileLanguage: Uint16Array.from(fileLanguage),
    fileText: toTextTable(text),
    languages: Array.from(languages.keys()),
  };
}

type ChunkTables = Pick<
  SegmentTables,
  'chunkStartLine' | 'chunkEndLine' | 'chunkKind' | 'chunkFirstLine' | 'chunkContent' | 'chunkText'
>;

function mergeChunks(sources: readonly Renumbered[]): ChunkTables {
  const size = liveCount(sources.map(({ chunks }) => chunks));
  const tables = {
    chunkStartLine: new Uint32Array(size),
    chunkEndLine: new Uint32Array(size),
    chunkKind: new Uint8Array(size),
    chunkFirstLine: new Uint32Array(size),
    chunkContent: new Uint32Array(size),
  };
  const names = ['chunkStartLine', 'chunkEndLine', 'chunkKind', 'chunkFirstLine', 'chunkContent'] as const;
  const text = createTextSink();
  for (const { segment, chunks } of sources) {
    for (const name of names) copyNumbered(segment[name], tables[name], chunks);
    eachLive(chunks, (chunk) => addBytes(text, textBytes(segment.chunkText, chunk)));
  }
  return { ...tables, chunkText: toTextTable(text) };
}

/** Vectors of two tables cannot stand side by side: where keys differ, none are kept. */
function mergeVectors(sources: readonly Renumbered[]): ChunkVectors {
  const key = sources[0]?.segment.vectors.key ?? '';
  const having = sources.filter(({ segment }) => segment.vectors.numbers.length > 0);
  if (sources.some(({ segment }) => segment.vectors.key !== key)) return noVectors('');
  const [first] = having;
  if (first === undefined) return noVectors(key);
  const dims = dimsOf(first.segment);
  const count = liveCount(sources.map(({ chunks }) => chunks));
  const numbers = new Int8Array(count * dims);
  const scales = new Float32Array(count);
  for (const { segment, chunks } of having) {
    const { vectors } = segment;
    eachLive(chunks, (old) => {
      const to = chunks[old] ?? 0;
      numbers.set(vectors.numbers.subarray(old * dims, (old + 1) * dims), to * dims);
      scales[to] = vectors.scales[old] ?? 0;
    });
  }
  return scales.some((scale) => scale !== 0) ? { key, numbers, scales } : noVectors(key);
}

function liveCount(numbers: readonly Int32Array[]): number {
  return numbers.reduce((sum, each) => sum + each.reduce((n, to) => n + (to < 0 ? 0 : 1), 0), 0);
}

type Column = Uint8Array | Uint16Array | Uint32Array;

function copyNumbered(from: Column, to: Column, numbers: Int32Array): void {
  eachLive(numbers, (old) => {
    to[numbers[old] ?? 0] = from[old] ?? 0;
  });
}

function mergeFields(sources: readonly Renumbered[]): SegmentTables['fields'] {
  return {
    symbol: mergeField(sources, 'symbol'),
    path: mergeField(sources, 'path'),
    doc: mergeField(sources, 'doc'),
    body: mergeField(sources, 'body'),
  };
}

interface Cursor {
  readonly field: FieldIndex;
  readonly numbers: Int32Array;
  at: number;
}

/** Walk all dictionaries at once in order of terms, and write each term's lists one after the other. */
function mergeField(sources: readonly Renumbered[], name: FieldName): FieldIndex {
  const numbersOf = (source: Renumbered) => (name === 'path' ? source.files : source.chunks);
  const cursors = sources.map((source): Cursor => {
    return { field: source.segment.fields[name], numbers: numbersOf(source), at: 0 };
  });
  const documents = cursors.reduce((sum, { numbers }) => sum + numbers.length, 0);
  const merged = { ids: new Int32Array(documents), counts: new Uint8Array(documents) };
  const scratch = { ids: new Int32Array(documents), counts: new Uint8Array(documents) };
  const most = cursors.reduce((sum, { field }) => sum + field.terms.length, 0);
  const terms = new Float64Array(most);
  const offsets = new Uint32Array(most + 1);
  const bytes = createByteSink(cursors.reduce((sum, { field }) => sum + field.postings.length, 64));
  let count = 0;
  for (let term = leastTerm(cursors); term !== Infinity; term = leastTerm(cursors)) {
    if (!writeMerged(bytes, cursors, { term, merged, scratch })) continue;
    terms[count++] = term;
    offsets[count] = bytes.length;
  }
  return {
    terms: terms.slice(0, count),
    offsets: offsets.slice(0, count + 1),
    postings: bytes.bytes.subarray(0, bytes.length),
    lengths: mergeLengths(cursors),
  };
}

function leastTerm(cursors: readonly Cursor[]): number {
  let least = Infinity;
  for (const { field, at } of cursors) {
    const term = field.terms[at] ?? Infinity;
    if (term < least) least = term;
  }
  return least;
}

/** @returns  False where only deleted files had the term. */
function writeMerged(
  bytes: ByteSink,
  cursors: readonly Cursor[],
  { term, merged, scratch }: { term: number; merged: Entries; scratch: Entries },
): boolean {
  let length = 0;
  for (const cursor of cursors) {
    const { field, at, numbers } = cursor;
    if (field.terms[at] !== term) continue;
    cursor.at++;
    const count = readPostings(field.postings, field.offsets[at] ?? 0, scratch);
    for (let i = 0; i < count; i++) {
      const id = numbers[scratch.ids[i] ?? 0] ?? -1;
      if (id < 0) continue;
      merged.ids[length] = id;
      merged.counts[length++] = scratch.counts[i] ?? 1;
    }
  }
  if (length > 0) writePostings(bytes, merged, { from: 0, to: length });
  return length > 0;
}

function mergeLengths(cursors: readonly Cursor[]): Uint16Array {
  const size = liveCount(cursors.map(({ numbers }) => numbers));
  const lengths = new Uint16Array(size);
  for (const { field, numbers } of cursors) copyNumbered(field.lengths, lengths, numbers);
  return lengths;
}

/** How many segments one merge takes at most, and how many of one size may stand side by side. */
const mergeWidth = 8;

/**
 * Which segments to merge next, so that there are never many: eight of about one size become one, and a segment that
 * is mostly deleted is written anew. Every chunk is so rewritten a few times only, however many files are saved.
 *
 * @param entries  The live segments with how much of each is alive.
 * @returns        Places in `entries`, ascending; empty when nothing is worth doing.
 */
export function segmentsToMerge(
  entries: readonly { readonly chunkCount: number; readonly liveChunks: number }[],
): number[] {
  const tiers = new Map<number, number[]>();
  entries.forEach(({ liveChunks }, i) => {
    const tier = Math.floor(Math.log(Math.max(liveChunks, smallest) / smallest) / Math.log(mergeWidth));
    tiers.set(tier, [...(tiers.get(tier) ?? []), i]);
  });
  for (const [, members] of Array.from(tiers).sort((a, b) => a[0] - b[0])) {
    if (members.length >= mergeWidth) return members;
  }
  const mostlyDead = entries.findIndex(({ chunkCount, liveChunks }) => liveChunks < chunkCount / 2);
  return mostlyDead < 0 ? [] : [mostlyDead];
}

/** Segments below this many chunks are of one size: those of single saved files. */
const smallest = 64;
