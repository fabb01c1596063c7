import * as z from 'zod';
import { indexStatusSchema, type IndexStatus } from '../engine/retrieval/status.ts';
import type { FollowedIndex } from './followedIndex.ts';
import { inTime } from './inTime.ts';
import type { Tool } from './tool.ts';

const answerMs = 900;

/** `index_status`: how much of the workspace is indexed, what is skipped, and what is wrong. */
export function indexStatus({ index, lastStatus }: FollowedIndex): Tool<typeof indexStatusSchema> {
  return {
    name: 'index_status',
    title: 'Index status',
    description:
      'How much of this workspace is indexed, how many files were skipped and why, and whether the index is current.',
    input: z.object({}),
    output: indexStatusSchema,
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    call: async () => {
      const status = (await inTime<IndexStatus | null>(index.status(), answerMs, null)) ?? lastStatus();
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
