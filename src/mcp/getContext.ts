import * as z from 'zod';
import type { Context } from '../engine/context.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import { contextContentSchema, toContextContent, toContextText } from './contextContent.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { FollowedIndex } from './followedIndex.ts';
import { couldNotLook, pageNotes, promptly } from './promptly.ts';
import type { Tool } from './tool.ts';

/** Less shows no place; more than this is no context but a dump, which no window of today holds. */
const budgetRange = { min: 100, max: 200_000, otherwise: 4000 };
/** About two pages: longer tasks carry pasted code, whose beginning says enough. */
const maxTaskLength = 4000;

const input = z.object({
  task: z
    .string()
    .describe('What is to be done or understood: a sentence or two, with the names that matter.'),
  budgetTokens: z
    .int()
    .min(budgetRange.min)
    .max(budgetRange.max)
    .default(budgetRange.otherwise)
    .describe('At most so many tokens of context.'),
  exclude: z.array(z.string()).optional().describe('Ids of parts that you have already.'),
  paths: z.array(z.string()).optional().describe('Only under these path prefixes or globs, such as src/**.'),
  cursor: z.string().optional().describe('From the answer before, for what found no room in it.'),
});

/** `get_context`: the code that a task needs, packed into a budget. */
export function getContext(engine: Engine, followed: FollowedIndex): Tool<typeof contextContentSchema> {
  return {
    name: 'get_context',
    title: 'Get context',
    description:
      'The code that a task needs, packed into a token budget: verbatim lines with path and line numbers, grouped by ' +
      'file, best first, with the imports and signatures around them. Says what was left out and why. ' +
      'Send the ids that you got as `exclude` later, and nothing comes twice.',
    input,
    output: contextContentSchema,
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    call: async (args, { signal }) => {
      const task = args.text(['task', 'query', 'q', 'question', 'text'], maxTaskLength);
      if (task === undefined) throw noTask();
      const budgetTokens = args.integer(['budgetTokens', 'budget', 'max_tokens'], budgetRange);
      const exclude = args.list(['exclude', 'ids']) ?? [];
      const paths = args.list(['paths', 'path']);
      const which = { task, budgetTokens, exclude, ...(paths === undefined ? {} : { paths }) };
      const page = readCursor(args.text(['cursor'], 1000), which);

      const request = { ...which, page: page.offset, signal };
      const found =
        (await promptly(followed, signal, () => engine.context(request))) ??
        ({ ...nothing, budgetTokens, ...couldNotLook(followed.lastStatus()) } satisfies Context);
      const next = { offset: page.offset + 1, generation: found.generation };
      const cursor = found.hasMore ? writeCursor(next, which) : undefined;
      const warnings = [...args.notes, ...pageNotes(page, found.generation), ...found.warnings];
      const content = toContextContent({ ...found, warnings }, cursor);
      return { content, text: toContextText(task, content) };
    },
  };
}

const nothing = { parts: [], tokens: 0, leftOut: [], hasMore: false };

function noTask(): EngineError {
  return new EngineError('wrong-use', 'get_context was called without a task.', {
    hint: 'Send `task`: what is to be done or understood, in a sentence or two.',
  });
}
