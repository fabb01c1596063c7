/** An immutable file of chunks, as the catalogue knows it. */
export interface SegmentRow {
  readonly id: number;
  readonly fileName: string;
  readonly bytes: number;
  readonly fileCount: number;
  readonly chunkCount: number;
  /** Bit `ordinal & 7` of byte `ordinal >> 3` is set where that file of the segment is no longer current. */
  readonly deleted: Uint8Array;
}

/** One indexed file: what the index saw of it, and which segment holds its chunks. */
export interface FileRow {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly hash: string;
  readonly language: string;
  /** 1: chunks from the line scan; 2: from the syntax tree. */
  readonly phase: 1 | 2;
  readonly segmentId: number;
  /** Which file of the segment it is, from 0. */
  readonly ordinal: number;
}
