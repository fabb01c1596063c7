import * as z from 'zod';
import { usageSchema } from '../engine/answer.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import type { ChatModel } from '../engine/model.ts';
import { ledgerSchema } from '../engine/prompt/part.ts';
import { collectTurn } from './collectTurn.ts';
import type { FollowedIndex } from './followedIndex.ts';
import { inTime } from './inTime.ts';
import { progressOf } from './progress.ts';
import type { Tool } from './tool.ts';

const maxQuestionLength = 20_000;
/** Less holds no question with a place of code; more than any model's window is none. */
const budgetRange = { min: 500, max: 2_000_000, otherwise: undefined };

/** How long a call may take, in milliseconds. */
export interface AskLimits {
  /** The whole call. A model that never ends must not hold its client for ever. */
  readonly totalMs: number;
  /** The wait for an index that is only beginning: an answer from nothing is no answer. */
  readonly indexMs: number;
}

/** The slowest usable model on one's own machine gives some 1,000 words in ten minutes. */
export const defaultAskLimits: AskLimits = { totalMs: 600_000, indexMs: 20_000 };

/** The model behind `ask`: named when the server starts, looked for with the first question. */
export interface AskModel {
  readonly label: string;
  /** @throws `EngineError` `model-missing` where no server has it. */
  open(signal: AbortSignal): Promise<ChatModel>;
}

const output = z.object({
  answer: z.string(),
  citations: z
    .array(z.object({ path: z.string(), startLine: z.number().int(), endLine: z.number().int() }))
    .describe('Only places that exist.'),
  usage: usageSchema.optional(),
  ledger: ledgerSchema.optional().describe('What was sent to the model, piece by piece.'),
  model: z.string(),
  sessionId: z.string(),
  warnings: z.array(z.string()),
});
export type AskContent = z.infer<typeof output>;

interface Asked {
  readonly engine: Engine;
  readonly followed: FollowedIndex;
  readonly model: AskModel;
  readonly limits: AskLimits;
}

/** `ask`: one turn with the model that this server was started with, stored as a session. */
export function ask({ engine, followed, model, limits }: Asked): Tool<typeof output> {
  return {
    name: 'ask',
    title: 'Ask about this code',
    description:
      `Ask a question about this workspace. ${model.label} answers it from the code that was found, with citations ` +
      'that were checked to exist. Takes as long as that model does.',
    input: z.object({
      question: z.string(),
      budgetTokens: z
        .int()
        .optional()
        .describe('At most so many tokens of prompt (default: what the model takes).'),
    }),
    output,
    // Not read-only: the question is sent to a model, and question and answer are stored.
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
    call: async (args, context) => {
      const question = args.text(['question', 'query', 'q', 'text'], maxQuestionLength);
      if (question === undefined) throw noQuestion();
      if (args.isGiven('schema')) throw noSchema();
      const budgetTokens = args.integer(['budgetTokens', 'budget', 'max_tokens'], budgetRange);
      const outOfTime = AbortSignal.timeout(limits.totalMs);
      const signal = AbortSignal.any([context.signal, outOfTime]);
      const opened = await model.open(signal);
      await using progress = progressOf(context);
      progress.mayTake('Waiting for the index');
      // A failed index is told of by the turn itself: a model may still answer.
      const searchable = followed.index.whenReady('searchable', signal).catch(() => undefined);
      await inTime(searchable, limits.indexMs, undefined);
      const turn = engine.ask({
        question,
        model: opened,
        signal,
        ...(budgetTokens === undefined ? {} : { budgetTokens }),
      });
      const content = await collectTurn(turn, {
        model: opened,
        warnings: args.notes,
        progress,
        isOutOfTime: () => outOfTime.aborted && !context.signal.aborted,
        limitMs: limits.totalMs,
      });
      return { content, text: toText(content) };
    },
  };
}

function noQuestion(): EngineError {
  return new EngineError('wrong-use', 'ask was called without a question.', { hint: 'Send `question`.' });
}

function noSchema(): EngineError {
  return new EngineError('wrong-use', 'ask cannot give its answer in a schema yet.', {
    hint: 'Leave `schema` out: the answer is Markdown with citations.',
  });
}

function toText(content: AskContent): string {
  const places = content.citations.map(({ path, startLine, endLine }) => `${path}:${startLine}-${endLine}`);
  return [
    content.answer,
    ...(places.length === 0 ? [] : ['', `Checked places: ${places.join(', ')}`]),
    ...content.warnings.map((warning) => `Note: ${warning}`),
  ].join('\n');
}
