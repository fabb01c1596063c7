import { EngineError } from '../errors.ts';
import type { ChatEvent, ChatMessage, ChatModel, OutputMode } from '../model.ts';
import { readPartial, readValue, type Read } from './parse.ts';
import type { OutputSchema } from './schema.ts';

export interface GenerateRequest {
  readonly model: ChatModel;
  /** They tell the model what to do and, by `schemaWords`, what its answer must be. */
  readonly messages: readonly ChatMessage[];
  readonly schema: OutputSchema;
  readonly signal: AbortSignal;
  readonly maxOutputTokens?: number;
  /** How often a value that does not fit is sent back with what is wrong; default 2. */
  readonly maxRepairs?: number;
}

/** What happens while a value is made. `partial` is the value so far, unchecked; each replaces the one before. */
export type GenerateEvent =
  | { readonly kind: 'partial'; readonly value: unknown }
  /** It did not fit and is asked for again. */
  | { readonly kind: 'repair'; readonly number: number; readonly problems: readonly string[] }
  | Extract<ChatEvent, { kind: 'reasoning' | 'usage' }>;

export interface Generated {
  readonly value: unknown;
  /** How often the model was asked again. */
  readonly repairs: number;
  /** The text was not JSON as it stood, or the value was bent where that was beyond doubt. */
  readonly isMended: boolean;
}

const defaultRepairs = 2;

/** A model that goes on for ever must not fill the memory: twice what models may answer at most today. */
const longestAnswer = 1_000_000;

/**
 * Have a model give a value that fits a schema: the server's own JSON-schema mode where it has one, else a forced tool
 * call, else words alone. A mode that a server refuses is not tried on it again. What does not fit is sent back with
 * what is wrong, a few times.
 *
 * @throws EngineError `output-invalid` with the raw text where no value came of it; what the model throws; the signal's
 *         reason.
 */
export async function* generate(request: GenerateRequest): AsyncGenerator<GenerateEvent, Generated> {
  const { schema, maxRepairs = defaultRepairs } = request;
  let { messages } = request;
  for (let repairs = 0; ; repairs++) {
    const text = yield* answerOf(request, messages);
    const read = readValue(text, schema);
    if (read.kind === 'value') return { value: read.value, repairs, isMended: read.isMended };
    if (repairs === maxRepairs) throw invalid(request, read, text);
    const problems = problemsOf(read);
    yield { kind: 'repair', number: repairs + 1, problems };
    messages = [...request.messages, ...askAgain(text, problems)];
  }
}

/** What a prompt says of the answer's form. It stands in the prompt in every mode: not every server heeds the others. */
export function schemaWords(schema: OutputSchema): string {
  return `Answer with one JSON value that fits this JSON schema, and with nothing else: no words before or after it, no code fence.\n${JSON.stringify(schema.json)}`;
}

/** Modes that a model's server refused, by the model's id: asked once, remembered as long as this process lives. */
const refused = new Map<string, Set<OutputMode>>();

function modeFor({ id, outputModes = [] }: ChatModel): OutputMode | null {
  return outputModes.find((mode) => refused.get(id)?.has(mode) !== true) ?? null;
}

async function* answerOf(
  request: GenerateRequest,
  messages: readonly ChatMessage[],
): AsyncGenerator<GenerateEvent, string> {
  const { model } = request;
  for (;;) {
    const mode = modeFor(model);
    try {
      return yield* answerIn(mode, request, messages);
    } catch (error) {
      // A server that does not know a mode refuses the request; the same without it tells whether that was why.
      const mayBeMode = error instanceof EngineError && error.kind === 'model-refused';
      if (mode === null || !mayBeMode || request.signal.aborted) throw error;
      refused.set(model.id, (refused.get(model.id) ?? new Set()).add(mode));
    }
  }
}

async function* answerIn(
  mode: OutputMode | null,
  { model, schema, signal, maxOutputTokens }: GenerateRequest,
  messages: readonly ChatMessage[],
): AsyncGenerator<GenerateEvent, string> {
  const output = mode === null ? {} : { output: { mode, name: 'answer', schema: schema.json } };
  const limit = maxOutputTokens === undefined ? {} : { maxOutputTokens };
  let text = '';
  let shown = 0;
  let called: string | null = null;
  for await (const event of model.stream(messages, { signal, ...limit, ...output })) {
    if (event.kind === 'reasoning' || event.kind === 'usage') yield event;
    if (event.kind === 'tool-call') called ??= event.argumentsText;
    if (event.kind !== 'text') continue;
    text += event.text;
    if (text.length > longestAnswer) break;
    // Reading all of it for each word would take time that grows with the square of its length.
    if (text.length < shown * 1.1 + 20) continue;
    shown = text.length;
    const value = readPartial(text);
    if (value !== undefined) yield { kind: 'partial', value };
  }
  return called ?? text;
}

function problemsOf(read: Exclude<Read, { kind: 'value' }>): readonly string[] {
  return read.kind === 'invalid' ? read.problems : ['There is no JSON value in it.'];
}

/** As much of a wrong answer as shows what was wrong with it. */
const longestQuote = 8_000;

function askAgain(text: string, problems: readonly string[]): ChatMessage[] {
  const list = problems.map((problem) => `- ${problem}`).join('\n');
  return [
    { role: 'assistant', content: text.slice(0, longestQuote) },
    {
      role: 'user',
      content: `That does not fit the schema:\n${list}\nAnswer again with the whole JSON value, corrected, and nothing else.`,
    },
  ];
}

function invalid(
  { model, maxRepairs = defaultRepairs }: GenerateRequest,
  read: Read,
  text: string,
): EngineError {
  const what = read.kind === 'invalid' ? 'a value that fits the schema' : 'JSON';
  const first = read.kind === 'invalid' ? ` ${read.problems[0] ?? ''}` : '';
  const times = maxRepairs === 0 ? '' : ` in ${maxRepairs + 1} tries`;
  return new EngineError('output-invalid', `${model.label} did not give ${what}${times}.${first}`, {
    hint: 'Make the schema simpler, or choose another model.',
    rawText: text,
  });
}
