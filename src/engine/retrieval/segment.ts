import { EngineError } from '../errors.ts';

export const fieldNames = ['symbol', 'path', 'doc', 'body'] as const;
export type FieldName = (typeof fieldNames)[number];

/** Postings of one field: sorted terms, and for each the place of its list. `path` counts files, the others chunks. */
export interface FieldIndex {
  /** Ascending. */
  readonly terms: Float64Array;
  /** One more than there are terms. */
  readonly offsets: Uint32Array;
  /** As `postings.ts` writes them. */
  readonly postings: Uint8Array;
  /** Words of each document in this field, at most 65,535. */
  readonly lengths: Uint16Array;
}

/** Strings one after the other in UTF-8; string `i` lies between offsets `i` and `i + 1`. */
export interface TextTable {
  readonly offsets: Uint32Array;
  readonly bytes: Uint8Array;
}

/**
 * A part of the index that never changes: some files, their chunks and their postings, all in one block of bytes,
 * so that it moves between threads and to disk and back without a copy. Files are numbered in the order given, and
 * the chunks of a file are neighbours, in order of lines. The text itself is not here: it is read from the file.
 */
export interface Segment {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly fileCount: number;
  readonly chunkCount: number;
  /** The chunks of file `i` are `fileFirstChunk[i]` to before `fileFirstChunk[i + 1]`. */
  readonly fileFirstChunk: Uint32Array;
  /** Bits of `fileFlags.ts`. */
  readonly fileFlags: Uint16Array;
  readonly fileLanguage: Uint16Array;
  readonly fileText: TextTable;
  readonly languages: readonly string[];
  readonly chunkStartLine: Uint32Array;
  readonly chunkEndLine: Uint32Array;
  /** Place in `declarationKinds` plus one; 0 is none. */
  readonly chunkKind: Uint8Array;
  /** Hashes by which a chunk is found again in a file that changed: of its first line that says something, and of all. */
  readonly chunkFirstLine: Uint32Array;
  readonly chunkContent: Uint32Array;
  readonly chunkText: TextTable;
  readonly fields: Readonly<Record<FieldName, FieldIndex>>;
  readonly vectors: ChunkVectors;
}

/** What each chunk is about, as far as a table of word vectors tells. */
export interface ChunkVectors {
  /** The `key` of the table; empty where the segment was made without one. */
  readonly key: string;
  /** The same number for each chunk; empty where no chunk has a vector. */
  readonly numbers: Int8Array;
  /** What makes each vector's length 1; 0 where a chunk has none. Empty where no chunk has one. */
  readonly scales: Float32Array;
}

export type SegmentTables = Omit<Segment, 'bytes' | 'fileCount' | 'chunkCount'>;

/** Changes with every change of the tokeniser or of the layout: an index of another format is built anew. */
export const segmentFormat = 2;
const magic = 0x4c474953;
const headerWords = 8;
type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array | Int8Array | Float32Array;

/** Lay the tables out as one block of bytes. The same tables give the same bytes. */
export function packSegment(tables: SegmentTables): Segment {
  const columns = toColumns(tables);
  const tableBytes = (headerWords + columns.length * 2) * 4;
  let size = aligned(tableBytes);
  const places = columns.map((column) => {
    const place = size;
    size = aligned(size + column.byteLength);
    return place;
  });
  const bytes = new Uint8Array(size);
  const words = new Uint32Array(bytes.buffer);
  const { length: fileCount } = tables.fileFlags;
  const { length: chunkCount } = tables.chunkStartLine;
  words.set([magic, segmentFormat, 0, size, fileCount, chunkCount, columns.length, 0]);
  columns.forEach((column, i) => {
    words.set([places[i] ?? 0, column.byteLength], headerWords + i * 2);
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), places[i]);
  });
  words[2] = checksum(words);
  return openSegment(bytes);
}

/** The bytes to store or to post to another thread (transfer `bytes.buffer`). */
export function encodeSegment(segment: Segment): Uint8Array<ArrayBuffer> {
  return segment.bytes;
}

/**
 * Read a segment that was on disk. No byte is copied unless the block is misaligned in its buffer.
 * @throws EngineError `index-damaged` where it is of another format, cut short, or any byte has changed.
 */
export function decodeSegment(bytes: Uint8Array<ArrayBuffer>): Segment {
  const block = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  if (block.byteLength % 8 !== 0 || block.byteLength < headerWords * 4) throw damaged('it is cut short');
  const words = new Uint32Array(block.buffer, block.byteOffset, block.byteLength / 4);
  if (words[0] !== magic) throw damaged('it does not begin like one');
  if (words[1] !== segmentFormat) throw damaged(`it has format ${words[1]}, not ${segmentFormat}`);
  if (words[3] !== block.byteLength) throw damaged('it is cut short');
  if (words[2] !== checksum(words)) throw damaged('its checksum is wrong');
  return openSegment(block);
}

/** Read a segment whose bytes are known to be whole, since another thread of this process has just made them. */
export function openSegment(bytes: Uint8Array<ArrayBuffer>): Segment {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const place = (i: number): [ArrayBuffer, number, number] => [
    bytes.buffer,
    bytes.byteOffset + (words[headerWords + i * 2] ?? 0),
    words[headerWords + i * 2 + 1] ?? 0,
  ];
  return { bytes, fileCount: words[4] ?? 0, chunkCount: words[5] ?? 0, ...fromColumns(place) };
}

function damaged(why: string): EngineError {
  return new EngineError('index-damaged', `A part of the index cannot be read: ${why}.`, {
    hint: 'It is built anew from the files.',
  });
}

function aligned(size: number): number {
  return Math.ceil(size / 8) * 8;
}

/**
 * Four lanes, since one chain of multiplications is four times slower. Each step is one-to-one in its lane, and so is
 * the joining of the lanes: a change of any one word changes the sum. The first three words are left out:
 * two are compared by themselves, and the third is the sum.
 */
function checksum(words: Uint32Array): number {
  let a = 1;
  let b = 2;
  let c = 3;
  let d = 4;
  let i = 3;
  for (; i + 4 <= words.length; i += 4) {
    a = Math.imul(a ^ (words[i] ?? 0), 0x9e3779b1);
    b = Math.imul(b ^ (words[i + 1] ?? 0), 0x85ebca6b);
    c = Math.imul(c ^ (words[i + 2] ?? 0), 0xc2b2ae35);
    d = Math.imul(d ^ (words[i + 3] ?? 0), 0x27d4eb2f);
    a ^= a >>> 15;
    b ^= b >>> 15;
    c ^= c >>> 15;
    d ^= d >>> 15;
  }
  for (; i < words.length; i++) a = Math.imul(a ^ (words[i] ?? 0), 0x9e3779b1);
  for (const lane of [b, c, d]) {
    a = Math.imul(a ^ lane, 0x9e3779b1);
    a ^= a >>> 13;
  }
  return a >>> 0;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function toColumns(tables: SegmentTables): Column[] {
  return [
    tables.fileFirstChunk,
    tables.fileFlags,
    tables.fileLanguage,
    tables.fileText.offsets,
    tables.fileText.bytes,
    encoder.encode(tables.languages.join('\n')),
    tables.chunkStartLine,
    tables.chunkEndLine,
    tables.chunkKind,
    tables.chunkFirstLine,
    tables.chunkContent,
    tables.chunkText.offsets,
    tables.chunkText.bytes,
    ...fieldNames.flatMap((name) => {
      const field = tables.fields[name];
      return [field.terms, field.offsets, field.postings, field.lengths];
    }),
    encoder.encode(tables.vectors.key),
    tables.vectors.numbers,
    tables.vectors.scales,
  ];
}

function fromColumns(place: (i: number) => [ArrayBuffer, number, number]): SegmentTables {
  const u8 = (i: number) => new Uint8Array(...place(i));
  const u16 = (i: number) => new Uint16Array(...counted(place(i), 2));
  const u32 = (i: number) => new Uint32Array(...counted(place(i), 4));
  const f64 = (i: number) => new Float64Array(...counted(place(i), 8));
  const field = (i: number): FieldIndex => ({
    terms: f64(i),
    offsets: u32(i + 1),
    postings: u8(i + 2),
    lengths: u16(i + 3),
  });
  const languages = decoder.decode(u8(5));
  return {
    fileFirstChunk: u32(0),
    fileFlags: u16(1),
    fileLanguage: u16(2),
    fileText: { offsets: u32(3), bytes: u8(4) },
    languages: languages === '' ? [] : languages.split('\n'),
    chunkStartLine: u32(6),
    chunkEndLine: u32(7),
    chunkKind: u8(8),
    chunkFirstLine: u32(9),
    chunkContent: u32(10),
    chunkText: { offsets: u32(11), bytes: u8(12) },
    fields: { symbol: field(13), path: field(17), doc: field(21), body: field(25) },
    vectors: {
      key: decoder.decode(u8(29)),
      numbers: new Int8Array(...place(30)),
      scales: new Float32Array(...counted(place(31), 4)),
    },
  };
}

function counted(place: [ArrayBuffer, number, number], size: number): [ArrayBuffer, number, number] {
  return [place[0], place[1], place[2] / size];
}
