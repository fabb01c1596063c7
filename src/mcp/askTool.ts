import * as z from 'zod';
import { usageSchema, type Citation, type TurnEvent } from '../engine/answer.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError, unreachable } from '../engine/errors.ts';
import type { ChatModel } from '../engine/model.ts';
import { ledgerSchema, type Ledger } from '../engine/prompt/part.ts';
import type { Tool, ToolContext } from './tool.ts';

const maxQuestionLength = 20_000;
/** How often a client that listens hears that the answer grows. */
const progressMs = 1000;

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
type AskContent = z.infer<typeof output>;

/** `ask`: one turn with the model that this server was started with, stored as a session. */
export function ask(engine: Engine, model: ChatModel): Tool<typeof output> {
  return {
    name: 'ask',
    title: 'Ask about this code',
    description:
      `Ask a question about this workspace. ${model.label} answers it from the code that was found, with citations ` +
      'that were checked to exist. Takes as long as that model does.',
    input: z.object({ question: z.string() }),
    output,
    // Not read-only: the question is sent to a model, and question and answer are stored.
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
    call: async (args, context) => {
      const question = args.text(['question', 'query', 'q', 'text'], maxQuestionLength);
      if (question === undefined) {
        throw new EngineError('wrong-use', 'ask was called without a question.', {
          hint: 'Send `question`.',
        });
      }
      const turn = engine.ask({ question, model, signal: context.signal });
      const content = await collect(turn, context, { model: model.id, notes: args.notes });
      return { content, text: toText(content) };
    },
  };
}

interface Collected {
  answer: string;
  citations: readonly Citation[];
  sessionId: string;
  readonly warnings: string[];
  usage?: AskContent['usage'];
  ledger?: Ledger;
}

async function collect(
  turn: AsyncIterable<TurnEvent>,
  context: ToolContext,
  about: { model: string; notes: readonly string[] },
): Promise<AskContent> {
  const so: Collected = { answer: '', citations: [], sessionId: '', warnings: [...about.notes] };
  const tell = progressTeller(context);
  for await (const event of turn) take(so, event, tell);
  return {
    answer: so.answer,
    citations: so.citations
      .filter((citation) => citation.isChecked)
      .map(({ path, startLine, endLine }) => ({ path, startLine, endLine })),
    ...(so.usage === undefined ? {} : { usage: so.usage }),
    ...(so.ledger === undefined ? {} : { ledger: so.ledger }),
    model: about.model,
    sessionId: so.sessionId,
    warnings: so.warnings,
  };
}

function take(so: Collected, event: TurnEvent, tell: (message: string, isStep?: boolean) => void): void {
  switch (event.kind) {
    case 'started':
      so.sessionId = event.sessionId;
      return;
    case 'step':
      return tell(event.text, true);
    case 'text':
      so.answer += event.text;
      return tell(`${so.answer.length} characters so far`);
    case 'reasoning':
      return tell('Thinking');
    case 'evidence':
      so.warnings.push(...event.evidence.warnings);
      return;
    case 'ledger':
      so.ledger = event.ledger;
      return;
    case 'usage':
      so.usage = event.usage;
      return;
    case 'citations':
      so.citations = event.citations;
      return;
    case 'warning':
      so.warnings.push(event.text);
      return;
    case 'done':
      if (event.reason === 'length')
        so.warnings.push('The model stopped at its length limit: the answer is cut.');
      return;
    case 'stopped':
      throw new EngineError('model-cut', 'The turn was stopped before it was answered.', {
        hint: 'Ask again.',
      });
    case 'failed':
      throw failed(event.failure, so.answer);
    default:
      return unreachable(event);
  }
}

function failed(failure: Extract<TurnEvent, { kind: 'failed' }>['failure'], answer: string): Error {
  if (failure.kind === 'bug') return new Error(failure.message);
  const hint = [failure.hint ?? '', answer === '' ? '' : `What arrived before: ${answer}`]
    .filter(Boolean)
    .join('\n');
  return new EngineError(failure.kind, failure.message, hint === '' ? {} : { hint });
}

function progressTeller(context: ToolContext): (message: string, isStep?: boolean) => void {
  let step = 0;
  let lastMs = 0;
  return (message, isStep = false) => {
    if (!isStep && performance.now() - lastMs < progressMs) return;
    lastMs = performance.now();
    context.progress(++step, message);
  };
}

function toText(content: AskContent): string {
  const places = content.citations.map(({ path, startLine, endLine }) => `${path}:${startLine}-${endLine}`);
  return [
    content.answer,
    ...(places.length === 0 ? [] : ['', `Checked places: ${places.join(', ')}`]),
    ...content.warnings.map((warning) => `Note: ${warning}`),
  ].join('\n');
}
