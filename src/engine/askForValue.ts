import type { ChatEvent, ChatMessage, ChatModel, Usage } from './model.ts';
import { generate, type Generated, type GenerateEvent } from './output/generate.ts';
import { placesIn } from './output/places.ts';
import type { OutputSchema } from './output/schema.ts';
import { untilStopped } from './stopping.ts';

export interface ValueRequest {
  readonly model: ChatModel;
  readonly messages: readonly ChatMessage[];
  readonly schema: OutputSchema;
  readonly signal: AbortSignal;
}

/** Events of a turn. The last two are the whole value and its text. */
export type ValueEvent =
  | Extract<ChatEvent, { kind: 'text' | 'reasoning' | 'usage' }>
  | { readonly kind: 'value'; readonly value: unknown; readonly isPartial: boolean }
  | { readonly kind: 'step'; readonly text: string };

export interface AnswerOfValue {
  /** The value as JSON, for people: what is stored. */
  readonly text: string;
  /** The places that the value names, as citations to check. */
  readonly places: string;
}

/**
 * Ask a model for a value, as events of a turn: the value so far, steps where it is asked again, at last the whole
 * value and its text. Usage is the sum of all requests.
 *
 * @throws As `generate`.
 */
export async function* askForValue(request: ValueRequest): AsyncGenerator<ValueEvent, AnswerOfValue> {
  const { model, signal } = request;
  const events = generate(request);
  let spent: Usage | null = null;
  try {
    for (;;) {
      const next: IteratorResult<GenerateEvent, Generated> = await untilStopped(events.next(), signal);
      if (next.done === true) return yield* tell(next.value);
      const event = next.value;
      if (event.kind === 'usage') {
        spent = spent === null ? event.usage : sum(spent, event.usage);
        yield { kind: 'usage', usage: spent };
      } else if (event.kind === 'partial') yield { kind: 'value', value: event.value, isPartial: true };
      else if (event.kind === 'repair') yield { kind: 'step', text: againInWords(model, event.problems) };
      else yield event;
    }
  } finally {
    // Whoever stops does not wait for a model that does not listen.
    void events.return({ value: null, repairs: 0, isMended: false }).catch(() => undefined);
  }
}

function* tell({ value }: Generated): Generator<ValueEvent, AnswerOfValue> {
  const text = JSON.stringify(value, null, 2);
  yield { kind: 'value', value, isPartial: false };
  yield { kind: 'text', text };
  return { text, places: placesIn(value) };
}

function againInWords({ label }: ChatModel, problems: readonly string[]): string {
  const more = problems.length > 1 ? ` and ${problems.length - 1} more` : '';
  return `Asking ${label} again: ${problems[0] ?? 'it did not fit'}${more}`;
}

function sum(a: Usage, b: Usage): Usage {
  const both = (name: 'cachedInputTokens' | 'reasoningTokens') =>
    a[name] === undefined && b[name] === undefined ? {} : { [name]: (a[name] ?? 0) + (b[name] ?? 0) };
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    ...both('cachedInputTokens'),
    ...both('reasoningTokens'),
    isEstimated: a.isEstimated || b.isEstimated,
  };
}
