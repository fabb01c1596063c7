import { mergeSegments, segmentsToMerge } from '../engine/retrieval/mergeSegments.ts';
import { encodeSegment } from '../engine/retrieval/segment.ts';
import { pathsOf } from '../engine/retrieval/view.ts';
import { readSegment } from '../segments/segmentFiles.ts';
import { countChunks, type LiveSegment } from './liveSegment.ts';

/** Segments on disk to make one of. `deletedFiles` is a bit set over each one's file ordinals. */
export interface MergeJob {
  readonly kind: 'merge';
  readonly sources: readonly { readonly file: string; readonly deletedFiles: Uint8Array }[];
}

export interface MergeResult {
  readonly kind: 'merged';
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** In order of their file ordinal in the merged segment. */
  readonly paths: readonly string[];
}

export async function runMergeJob(job: MergeJob): Promise<MergeResult> {
  const sources = await Promise.all(
    job.sources.map(async ({ file, deletedFiles }) => ({ segment: await readSegment(file), deletedFiles })),
  );
  const merged = mergeSegments(sources);
  return { kind: 'merged', bytes: encodeSegment(merged), paths: pathsOf(merged) };
}

/** Which segments to make one of, or none. Vectors of two tables cannot stand side by side. */
export function chooseMerge(live: Iterable<LiveSegment>): readonly LiveSegment[] {
  for (const alike of Map.groupBy(live, ({ segment }) => segment.vectors.key).values()) {
    const chosen = chooseAmong(alike);
    if (chosen.length > 0) return chosen;
  }
  return [];
}

function chooseAmong(segments: readonly LiveSegment[]): readonly LiveSegment[] {
  const counts = segments.map((one) => ({
    chunkCount: one.segment.chunkCount,
    liveChunks: countChunks([one]),
  }));
  return segmentsToMerge(counts).flatMap((place) => segments[place] ?? []);
}
