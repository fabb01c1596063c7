import * as z from 'zod';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import type { ChatModel } from '../engine/model.ts';
import { outputSchema, type OutputSchema } from '../engine/output/schema.ts';
import { askContentSchema, toAskText } from './askContent.ts';
import { collectTurn } from './collectTurn.ts';
import { progressOf } from './progress.ts';
import type { Tool } from './tool.ts';

const maxQuestionLength = 20_000;
/** Less holds no question with a place of code; more than any model's window is none. */
const budgetRange = { min: 500, max: 2_000_000, otherwise: undefined };

/**
 * A model that never ends must not hold its client for ever. The slowest usable model on one's own machine gives some
 * 1,000 words in this time.
 */
export const defaultAskLimitMs = 600_000;

/** The model behind `ask`: named when the server starts, looked for with the first question. */
export interface AskModel {
  readonly label: string;
  /** @throws `EngineError` `model-missing` where no server has it. */
  open(signal: AbortSignal): Promise<ChatModel>;
}

interface Asked {
  readonly engine: Engine;
  readonly model: AskModel;
  /** How long a call may take. */
  readonly limitMs: number;
}

/** `ask`: one turn with the model that this server was started with, stored as a session. */
export function ask({ engine, model, limitMs }: Asked): Tool<typeof askContentSchema> {
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
      schema: z
        .record(z.string(), z.unknown())
        .optional()
        .describe('A JSON schema: the answer is then a value that fits it, in `value`.'),
    }),
    output: askContentSchema,
    // Not read-only: the question is sent to a model, and question and answer are stored.
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
    call: async (args, context) => {
      const question = args.text(['question', 'query', 'q', 'text'], maxQuestionLength);
      if (question === undefined) throw noQuestion();
      const schema = schemaOf(args.values(['schema'])[0]);
      const budgetTokens = args.integer(['budgetTokens', 'budget', 'max_tokens'], budgetRange);
      const outOfTime = AbortSignal.timeout(limitMs);
      const signal = AbortSignal.any([context.signal, outOfTime]);
      const opened = await model.open(signal);
      await using progress = progressOf(context);
      const turn = engine.ask({
        question,
        model: opened,
        signal,
        askedBy: context.clientName,
        ...(budgetTokens === undefined ? {} : { budgetTokens }),
        ...(schema === undefined ? {} : { schema }),
      });
      const content = await collectTurn(turn, {
        model: opened,
        warnings: args.notes,
        progress,
        isOutOfTime: () => outOfTime.aborted && !context.signal.aborted,
        limitMs,
      });
      return { content, text: toAskText(content) };
    },
  };
}

/** Some clients send objects as text. */
function schemaOf(given: unknown): OutputSchema | undefined {
  if (given === undefined) return undefined;
  if (typeof given !== 'string') return outputSchema(given);
  try {
    return outputSchema(JSON.parse(given));
  } catch (error) {
    if (error instanceof EngineError) throw error;
    return outputSchema(given);
  }
}

function noQuestion(): EngineError {
  return new EngineError('wrong-use', 'ask was called without a question.', { hint: 'Send `question`.' });
}
