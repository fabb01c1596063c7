import type { WordVectors } from '../engine/ranking/wordVectors.ts';
import type { FileEntry } from './difference.ts';
import type { LiveSegment } from './liveSegment.ts';

/**
 * Have files go through phase 2 again whose vectors are of another table, or that have none. Until then, they are found
 * by words alone. Where there is no table, nothing is done: what there is may be wanted again.
 */
export function embedAgain(
  entries: Map<string, FileEntry>,
  live: ReadonlyMap<number, LiveSegment>,
  vectors: WordVectors | null,
): void {
  if (vectors === null) return;
  for (const [path, entry] of entries) {
    const segment = live.get(entry.segmentId)?.segment;
    if (segment !== undefined && segment.vectors.key !== vectors.key)
      entries.set(path, { ...entry, phase: 1 });
  }
}
