import path from 'node:path';
import { toFailure } from '../engine/errors.ts';
import type { Segment } from '../engine/retrieval/segment.ts';
import { isDeleted } from '../engine/retrieval/view.ts';
import { readSegment, removeSegment } from '../segments/segmentFiles.ts';
import type { SegmentRow } from '../storage/catalogueRows.ts';

/** A segment that searches see. */
export interface LiveSegment {
  readonly id: number;
  /** Where it lies on disk. */
  readonly file: string;
  readonly bytes: number;
  readonly segment: Segment;
  /** Bit set over file ordinals, replaced and never changed in place: a view holds the one it was made with. */
  readonly deleted: Uint8Array;
}

export interface LoadedSegments {
  readonly live: Map<number, LiveSegment>;
  /** Ids that cannot be read. */
  readonly damaged: readonly number[];
  readonly problems: readonly string[];
}

/** Load the segments that the catalogue names; those that are loaded already are kept. */
export async function loadSegments(
  directory: string,
  rows: readonly SegmentRow[],
  loaded: ReadonlyMap<number, LiveSegment>,
): Promise<LoadedSegments> {
  const damaged: number[] = [];
  const problems: string[] = [];
  const live = new Map<number, LiveSegment>();
  for (const { id, fileName, bytes, deleted } of rows) {
    try {
      const file = path.join(directory, fileName);
      const segment = loaded.get(id)?.segment ?? (await readSegment(file));
      live.set(id, { id, file, bytes, segment, deleted });
    } catch (error) {
      damaged.push(id);
      problems.push(toFailure(error).message);
    }
  }
  return { live, damaged, problems };
}

/** Delete segment files without waiting for it. One that stays behind is removed by the next writer. */
export function removeFiles(files: readonly string[], onMessage: (sentence: string) => void): void {
  for (const file of files) {
    removeSegment(file).catch((error: unknown) => onMessage(toFailure(error).message));
  }
}

export function markDeleted(bits: Uint8Array, ordinal: number): void {
  bits[ordinal >> 3] = (bits[ordinal >> 3] ?? 0) | (1 << (ordinal & 7));
}

export function countDeleted(bits: Uint8Array): number {
  let count = 0;
  for (let byte of bits) for (; byte !== 0; byte &= byte - 1) count++;
  return count;
}

/** Chunks of files that are current. */
export function countChunks(live: Iterable<LiveSegment>): number {
  let count = 0;
  for (const { segment, deleted } of live) {
    for (let file = 0; file < segment.fileCount; file++) {
      if (isDeleted(deleted, file)) continue;
      count += (segment.fileFirstChunk[file + 1] ?? 0) - (segment.fileFirstChunk[file] ?? 0);
    }
  }
  return count;
}
