import * as z from 'zod';
import type { ChatEvent, EndReason, Usage } from '../engine/model.ts';
import { thinkTagSplitter } from './thinkTags.ts';

/** Text as most servers send it, or the list of typed pieces that some do. */
const contentSchema = z.union([
  z.string(),
  z.array(z.looseObject({ type: z.string(), text: z.string().optional(), thinking: z.unknown() })),
]);

const callSchema = z.looseObject({
  index: z.number().optional(),
  id: z.string().nullish(),
  function: z.looseObject({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
});

const deltaSchema = z.looseObject({
  content: contentSchema.nullish(),
  reasoning_content: z.string().nullish(),
  reasoning: z.string().nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(callSchema).nullish(),
});

const usageSchema = z.looseObject({
  prompt_tokens: z.number().nullish(),
  completion_tokens: z.number().nullish(),
  prompt_tokens_details: z.looseObject({ cached_tokens: z.number().nullish() }).nullish(),
  completion_tokens_details: z.looseObject({ reasoning_tokens: z.number().nullish() }).nullish(),
});

/** One event of a streamed answer, or a whole one (`message` for `delta`). Unknown fields are let through. */
export const chunkSchema = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        delta: deltaSchema.nullish(),
        message: deltaSchema.nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: usageSchema.nullish(),
});
export type Chunk = z.infer<typeof chunkSchema>;
type Delta = z.infer<typeof deltaSchema>;

/** Gathers the chunks of one answer: gives `text` and `reasoning` at once, keeps the rest for `finish`. */
export interface Gathering {
  add(chunk: Chunk): readonly ChatEvent[];
  /** What is held back, then tool calls and usage; without the `end` event. */
  finish(): readonly ChatEvent[];
  /** What is held back of text that was cut off. */
  flush(): readonly ChatEvent[];
  /** Null until the server says why it ended. */
  readonly endReason: EndReason | null;
  readonly hasUsage: boolean;
}

export function gatherChunks(): Gathering {
  const splitter = thinkTagSplitter();
  const calls = new Map<number, { id: string; name: string; argumentsText: string }>();
  let usage: Usage | null = null;
  let endReason: EndReason | null = null;
  return {
    add: (chunk) => {
      usage = readUsage(chunk) ?? usage;
      const choice = chunk.choices?.[0];
      if (choice === undefined) return [];
      const delta = choice.delta ?? choice.message;
      if (choice.finish_reason) endReason = readEndReason(choice.finish_reason);
      if (!delta) return [];
      collectCalls(delta, calls);
      return eventsOf(delta, splitter);
    },
    flush: () => splitter.end(),
    finish: () => {
      const toolCalls = [...calls.entries()].sort(([a], [b]) => a - b);
      return [
        ...splitter.end(),
        ...toolCalls.map(([, call]) => ({ kind: 'tool-call', ...call }) as const),
        ...(usage === null ? [] : [{ kind: 'usage', usage } as const]),
      ];
    },
    get endReason() {
      return endReason;
    },
    get hasUsage() {
      return usage !== null;
    },
  };
}

function eventsOf(delta: Delta, splitter: ReturnType<typeof thinkTagSplitter>): readonly ChatEvent[] {
  const events: ChatEvent[] = [];
  // Some servers send the same reasoning under both names.
  const reasoning = delta.reasoning_content || delta.reasoning;
  if (reasoning) events.push({ kind: 'reasoning', text: reasoning });
  const pieces = typeof delta.content === 'string' ? [delta.content] : (delta.content ?? []);
  for (const piece of pieces) {
    if (typeof piece === 'string') events.push(...splitter.push(piece));
    else if (piece.type === 'text' && piece.text !== undefined) events.push(...splitter.push(piece.text));
    else if (piece.type === 'thinking') events.push(...thinkingOf(piece.thinking));
  }
  if (delta.refusal) events.push({ kind: 'text', text: delta.refusal });
  return events;
}

const thinkingSchema = z.union([z.string(), z.array(z.looseObject({ text: z.string().optional() }))]);

function thinkingOf(thinking: unknown): readonly ChatEvent[] {
  const parsed = thinkingSchema.safeParse(thinking);
  if (!parsed.success) return [];
  const text =
    typeof parsed.data === 'string' ? parsed.data : parsed.data.map((piece) => piece.text ?? '').join('');
  return text === '' ? [] : [{ kind: 'reasoning', text }];
}

function collectCalls(
  delta: Delta,
  calls: Map<number, { id: string; name: string; argumentsText: string }>,
): void {
  for (const [position, call] of (delta.tool_calls ?? []).entries()) {
    const index = call.index ?? position;
    const known = calls.get(index) ?? { id: '', name: '', argumentsText: '' };
    calls.set(index, {
      id: call.id || known.id || `call-${index}`,
      name: call.function?.name || known.name,
      argumentsText: known.argumentsText + (call.function?.arguments ?? ''),
    });
  }
}

function readEndReason(reason: string): EndReason {
  switch (reason) {
    case 'length':
    case 'max_tokens':
      return 'length';
    case 'content_filter':
      return 'refused';
    case 'tool_calls':
    case 'function_call':
      return 'tool-calls';
    default:
      // `stop`, and the words that single servers have for it: `eos`, `stop_sequence`, `end_turn`.
      return 'stop';
  }
}

function readUsage({ usage }: Chunk): Usage | null {
  if (typeof usage?.prompt_tokens !== 'number') return null;
  const cached = usage.prompt_tokens_details?.cached_tokens ?? null;
  const reasoning = usage.completion_tokens_details?.reasoning_tokens ?? null;
  return {
    inputTokens: usage.prompt_tokens,
    outputTokens: usage.completion_tokens ?? 0,
    ...(cached === null ? {} : { cachedInputTokens: cached }),
    ...(reasoning === null ? {} : { reasoningTokens: reasoning }),
    isEstimated: false,
  };
}
