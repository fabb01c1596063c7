/**
 * A postings list is bytes: the number of entries, then for each entry the distance from the one before and its
 * count, as variable-length integers. The lowest two bits hold counts 1 to 3; 3 says that a byte with the count
 * follows. A common word takes one byte for each chunk, where plain arrays would take five.
 */
export interface ByteSink {
  bytes: Uint8Array;
  length: number;
}

/** Counts above this are kept as this: BM25 has long been saturated there. */
export const maxCount = 255;

export function createByteSink(capacity = 1 << 16): ByteSink {
  return { bytes: new Uint8Array(capacity), length: 0 };
}

/** Make room for `extra` more bytes; after it, writes need no check. */
export function reserve(sink: ByteSink, extra: number): void {
  if (sink.length + extra <= sink.bytes.length) return;
  const bytes = new Uint8Array(Math.max(sink.bytes.length * 2, sink.length + extra));
  bytes.set(sink.bytes.subarray(0, sink.length));
  sink.bytes = bytes;
}

/** Most bytes that one entry can take: five for the distance, one for the count. */
export const maxEntryBytes = 6;

export function writeVarint(sink: ByteSink, value: number): void {
  let rest = value >>> 0;
  while (rest >= 128) {
    sink.bytes[sink.length++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  sink.bytes[sink.length++] = rest;
}

/** Entries of one list: `ids` ascending, each with its count, from `from` to before `to`. */
export interface Entries {
  readonly ids: Int32Array;
  readonly counts: Uint8Array;
}

export function writePostings(sink: ByteSink, entries: Entries, range: { from: number; to: number }): void {
  const { from, to } = range;
  const { ids, counts } = entries;
  reserve(sink, (to - from + 1) * maxEntryBytes);
  writeVarint(sink, to - from);
  const { bytes } = sink;
  let at = sink.length;
  let previous = -1;
  for (let i = from; i < to; i++) {
    const id = ids[i] ?? 0;
    const count = counts[i] ?? 1;
    let rest = ((id - previous) << 2) | (count < 4 ? count - 1 : 3);
    while (rest >= 128) {
      bytes[at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    if (count > 3) bytes[at++] = count;
    previous = id;
  }
  sink.length = at;
}

/** Where a list's entries begin, and how many there are. */
export function readLength(bytes: Uint8Array, at: number): { readonly count: number; readonly next: number } {
  let value = 0;
  let shift = 0;
  let next = at;
  for (;;) {
    const byte = bytes[next++] ?? 0;
    value |= (byte & 127) << shift;
    if (byte < 128) return { count: value, next };
    shift += 7;
  }
}

/**
 * Decode a list into `ids` and `counts`, which must be long enough.
 * @returns  How many entries there were.
 */
export function readPostings(bytes: Uint8Array, at: number, into: Entries): number {
  const { count, next } = readLength(bytes, at);
  const { ids, counts } = into;
  let position = next;
  let id = -1;
  for (let i = 0; i < count; i++) {
    let value = bytes[position++] ?? 0;
    if (value >= 128) {
      value &= 127;
      let shift = 7;
      let byte = 128;
      while (byte >= 128) {
        byte = bytes[position++] ?? 0;
        value |= (byte & 127) << shift;
        shift += 7;
      }
    }
    id += value >>> 2;
    const low = (value & 3) + 1;
    ids[i] = id;
    counts[i] = low < 4 ? low : (bytes[position++] ?? 0);
  }
  return count;
}
