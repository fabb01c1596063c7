import type { IndexStatus } from '../engine/retrieval/status.ts';
import type { WorkspaceIndex } from '../engine/retrieval/workspaceIndex.ts';

/** An index, and what it last said of itself: for the answer that must be given when the index is too busy to give one. */
export interface FollowedIndex {
  readonly index: WorkspaceIndex;
  readonly lastStatus: () => IndexStatus;
}

export function followIndex(index: WorkspaceIndex): FollowedIndex {
  let last = starting;
  index.onStatus((status) => {
    last = status;
  });
  return { index, lastStatus: () => last };
}

/** What is known before the index said anything. */
const starting: IndexStatus = {
  state: 'starting',
  phase: 'walk',
  isPaused: false,
  role: 'reader',
  filesIndexed: 0,
  filesTotal: 0,
  filesParsed: 0,
  chunks: 0,
  generation: 0,
  skipped: {},
  languages: {},
  indexBytes: 0,
  warnings: [],
};
