import type { Segment } from '../engine/retrieval/segment.ts';
import type { SkippedFile } from '../engine/retrieval/workspaceIndex.ts';
import type { FileRow, SegmentRow } from '../storage/catalogueRows.ts';

/** A segment that is on disk and that no catalogue names yet. */
export interface Added {
  readonly row: SegmentRow;
  readonly segment: Segment;
}

/** What one commit of a root's index changes. */
export interface Change {
  readonly added: Added | null;
  /** Whole bit sets of segments whose files left; a segment without a current file is dropped. */
  readonly deleted: Map<number, Uint8Array>;
  readonly putFiles: readonly FileRow[];
  readonly putSkipped: readonly SkippedFile[];
  readonly dropPaths: readonly string[];
  readonly replaceSkipped?: boolean;
  readonly dropSegmentIds?: readonly number[];
}

/** Such a commit would only make readers load again. */
export function isNothing(change: Change, dropped: ReadonlySet<number>): boolean {
  const { added, deleted, putFiles, putSkipped, dropPaths, replaceSkipped } = change;
  const counts = [deleted.size, dropped.size, putFiles.length, putSkipped.length, dropPaths.length];
  return added === null && replaceSkipped !== true && counts.every((count) => count === 0);
}
