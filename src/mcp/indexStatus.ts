import * as z from 'zod';
import { indexStatusSchema, type IndexStatus } from '../engine/retrieval/status.ts';
import type { WorkspaceIndex } from '../engine/retrieval/workspaceIndex.ts';
import { inTime } from './inTime.ts';
import type { Tool } from './tool.ts';

const answerMs = 900;

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

/** `index_status`: how much of the workspace is indexed, what is skipped, and what is wrong. */
export function indexStatus(index: WorkspaceIndex): Tool<typeof indexStatusSchema> {
  return {
    name: 'index_status',
    title: 'Index status',
    description:
      'How much of this workspace is indexed, how many files were skipped and why, and whether the index is current.',
    input: z.object({}),
    output: indexStatusSchema,
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    call: async () => {
      const status = await inTime(index.status(), answerMs, starting);
      return { content: status, text: toText(status) };
    },
  };
}

function toText(status: IndexStatus): string {
  const skipped = Object.entries(status.skipped).map(([reason, count]) => `${count} ${reason}`);
  const megabytes = (status.indexBytes / 1_000_000).toFixed(1);
  return [
    `The index is ${status.state}${status.isPaused ? ' and paused' : ''} (phase: ${status.phase}).`,
    `${status.filesIndexed} of ${status.filesTotal} files indexed, ${status.filesParsed} of them parsed, ` +
      `${status.chunks} chunks, generation ${status.generation}, ${megabytes} MB on disk.`,
    `Skipped: ${skipped.length === 0 ? 'none' : skipped.join(', ')}.`,
    ...status.warnings.map((warning) => `Note: ${warning}`),
  ].join('\n');
}
