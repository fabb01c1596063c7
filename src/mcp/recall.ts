import * as z from 'zod';
import { EngineError } from '../engine/errors.ts';
import type { Memories } from '../engine/memories.ts';
import { memoryScopes } from '../engine/memory/memory.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { recallContentSchema, toRecallContent, toRecallText } from './memoryContent.ts';
import { pageNotes } from './promptly.ts';
import type { Tool } from './tool.ts';

const limitRange = { min: 1, max: 50, otherwise: 10 };
const maxQueryLength = 4000;

const input = z.object({
  query: z.string().describe('What you are about to do, or what you want to know.'),
  limit: z.int().min(limitRange.min).max(limitRange.max).default(limitRange.otherwise),
  scope: z.enum(memoryScopes).optional(),
  paths: z.array(z.string()).optional().describe('Files at hand: memories that rest on them come first.'),
  cursor: z.string().optional().describe('From the answer before, for more.'),
});

/** `recall`: what was remembered about a question. */
export function recall(memories: () => Memories): Tool<typeof recallContentSchema> {
  return {
    name: 'recall',
    title: 'Recall',
    description:
      'What was remembered in earlier sessions, by the user and by every agent, that bears on a question: decisions ' +
      'with reasons, preferences, procedures, facts. Best first, each with its origin, date, the lines it rests on, ' +
      'and whether these have changed since. Ask it before you begin a task.',
    input,
    output: recallContentSchema,
    // It counts uses, which changes nothing that a caller could notice.
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    call: async (args) => {
      const query = args.text(['query', 'q', 'question', 'text'], maxQueryLength);
      if (query === undefined) throw noQuery();
      const limit = args.integer(['limit', 'k', 'top_k', 'max_results'], limitRange);
      const scope = args.oneOf(['scope'], memoryScopes);
      const paths = args.list(['paths', 'path']) ?? [];
      const which = { query, scope, paths };
      const page = readCursor(args.text(['cursor'], 1000), which);
      const generation = memories().generation();
      const answer = await memories().recall({ ...which, limit, offset: page.offset, isUse: true });
      const next = { offset: page.offset + limit, generation };
      const cursor = answer.hasMore ? writeCursor(next, which) : undefined;
      const warnings = [...args.notes, ...pageNotes(page, generation, 'What is remembered')];
      const content = toRecallContent(answer, { warnings, cursor });
      return { content, text: toRecallText(query, content) };
    },
  };
}

function noQuery(): EngineError {
  return new EngineError('wrong-use', 'recall was called without a query.', {
    hint: 'Send `query`: what you are about to do, or what you want to know.',
  });
}
