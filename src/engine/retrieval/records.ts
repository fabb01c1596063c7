import { declarationKinds, type DeclarationKind } from './chunk.ts';
import type { Segment, TextTable } from './segment.ts';

/** What a segment knows of a chunk, beside its postings. The text is in the file. */
export interface ChunkRecord {
  readonly startLine: number;
  readonly endLine: number;
  readonly symbol: string | undefined;
  readonly kind: DeclarationKind | undefined;
  readonly container: readonly string[];
  readonly signature: string | undefined;
  readonly doc: string | undefined;
  readonly alsoDefines: readonly string[];
}

/** Between the strings of a record, and between the strings of a list in it: control characters that no source has. */
const fieldMark = '\u001f';
const listMark = '\u001e';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Collects strings into one table. */
export interface TextSink {
  bytes: Uint8Array;
  length: number;
  readonly offsets: number[];
}

export function createTextSink(): TextSink {
  return { bytes: new Uint8Array(1 << 14), length: 0, offsets: [0] };
}

export function addText(sink: TextSink, text: string): void {
  if (text === '') {
    sink.offsets.push(sink.length);
    return;
  }
  // A UTF-16 unit takes at most three bytes of UTF-8.
  const most = sink.length + text.length * 3;
  if (most > sink.bytes.length) {
    const bytes = new Uint8Array(Math.max(most, sink.bytes.length * 2));
    bytes.set(sink.bytes.subarray(0, sink.length));
    sink.bytes = bytes;
  }
  sink.length += encoder.encodeInto(text, sink.bytes.subarray(sink.length)).written;
  sink.offsets.push(sink.length);
}

export function addBytes(sink: TextSink, bytes: Uint8Array): void {
  if (sink.length + bytes.length > sink.bytes.length) {
    const grown = new Uint8Array(Math.max(sink.length + bytes.length, sink.bytes.length * 2));
    grown.set(sink.bytes.subarray(0, sink.length));
    sink.bytes = grown;
  }
  sink.bytes.set(bytes, sink.length);
  sink.length += bytes.length;
  sink.offsets.push(sink.length);
}

export function toTextTable(sink: TextSink): TextTable {
  return { offsets: Uint32Array.from(sink.offsets), bytes: sink.bytes.subarray(0, sink.length) };
}

export function textBytes(table: TextTable, index: number): Uint8Array {
  return table.bytes.subarray(table.offsets[index], table.offsets[index + 1]);
}

function textAt(table: TextTable, index: number): string {
  return decoder.decode(textBytes(table, index));
}

type Described = Omit<ChunkRecord, 'startLine' | 'endLine' | 'kind'>;

export function describeChunk(chunk: Described): string {
  const { symbol = '', container, signature = '', doc = '', alsoDefines } = chunk;
  if (symbol === '' && signature === '' && doc === '' && container.length + alsoDefines.length === 0)
    return '';
  return [unmarked(symbol), joined(container), unmarked(signature), unmarked(doc), joined(alsoDefines)].join(
    fieldMark,
  );
}

function joined(names: readonly string[]): string {
  if (names.length < 2) return unmarked(names[0] ?? '');
  return names.map(unmarked).join(listMark);
}

// eslint-disable-next-line no-control-regex
const marks = /[\u001e\u001f]/;

function unmarked(text: string): string {
  return marks.test(text) ? text.replaceAll(fieldMark, ' ').replaceAll(listMark, ' ') : text;
}

export function describeFile(file: { readonly path: string; readonly hash: string }): string {
  return `${file.path}${fieldMark}${file.hash}`;
}

export function readChunk(segment: Segment, chunk: number): ChunkRecord {
  const [symbol = '', container = '', signature = '', doc = '', alsoDefines = ''] = textAt(
    segment.chunkText,
    chunk,
  ).split(fieldMark);
  const list = (names: string) => (names === '' ? [] : names.split(listMark));
  return {
    startLine: segment.chunkStartLine[chunk] ?? 1,
    endLine: segment.chunkEndLine[chunk] ?? 1,
    symbol: symbol === '' ? undefined : symbol,
    kind: declarationKinds[(segment.chunkKind[chunk] ?? 0) - 1],
    container: list(container),
    signature: signature === '' ? undefined : signature,
    doc: doc === '' ? undefined : doc,
    alsoDefines: list(alsoDefines),
  };
}

export interface FileRecord {
  /** Relative to its workspace root, with `/`, as it was given to `buildSegment`. */
  readonly path: string;
  readonly hash: string;
  readonly language: string;
  readonly flags: number;
}

export function readFile(segment: Segment, file: number): FileRecord {
  const [path = '', hash = ''] = textAt(segment.fileText, file).split(fieldMark);
  const language = segment.languages[segment.fileLanguage[file] ?? 0] ?? '';
  return { path, hash, language, flags: segment.fileFlags[file] ?? 0 };
}

/** Paths of all files, by number. Decoded in one go, which is much faster than one by one. */
export function readPaths(segment: Segment): string[] {
  return Array.from({ length: segment.fileCount }, (_, file) => {
    const text = textAt(segment.fileText, file);
    return text.slice(0, text.indexOf(fieldMark));
  });
}

/** The file that a chunk belongs to, by binary search. */
export function fileOfChunk(segment: Segment, chunk: number): number {
  let low = 0;
  let high = segment.fileCount - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segment.fileFirstChunk[middle] ?? 0) <= chunk) low = middle;
    else high = middle - 1;
  }
  return low;
}
