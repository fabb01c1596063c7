import { ZodError } from 'zod';
import { EngineError } from '../engine/errors.ts';
import type { ChatEvent, ChatMessage, ChatModel, ChatOptions, Usage } from '../engine/model.ts';
import { estimateTokens } from '../engine/tokens.ts';
import { isLocalAddress, publicAddress, serverName } from './address.ts';
import { chunkSchema, gatherChunks } from './chunk.ts';
import { refused } from './failure.ts';
import type { Target } from './failure.ts';
import { defaultTimeLimits, reasonOf, SilenceError, within } from './limits.ts';
import type { TimeLimits } from './limits.ts';
import { defaultRetryLimits, openAnswer, readRefusal, toEngineError, wordsOf } from './open.ts';
import type { ChatRequest, OpenAnswer, RetryLimits } from './open.ts';
import { findWindow } from './window.ts';

export interface OpenAiModelOptions {
  /** Usually ends with `/v1`. */
  readonly baseUrl: string;
  /** Absent: no `Authorization` header is sent. */
  readonly apiKey?: string;
  readonly model: string;
  readonly windowTokens?: number;
  /** Absent: `Local · qwen3`, or `api.openai.com · gpt-x`. */
  readonly label?: string;
  /** Default: see `defaultTimeLimits`. */
  readonly timeLimits?: Partial<TimeLimits>;
  /** Default: see `defaultRetryLimits`. */
  readonly retryLimits?: Partial<RetryLimits>;
}

/**
 * A model behind any server that speaks OpenAI's Chat Completions. Nothing is loaded or sent before the first
 * `stream`. Events come as the server sends them, `usage` counted here where the server gives none. Failures are
 * `EngineError`s without secrets; an answer that breaks off throws `model-cut` after the text that did arrive.
 * An abort closes the socket, and the stream throws the signal's reason.
 */
export function openAiModel(options: OpenAiModelOptions): ChatModel {
  const { baseUrl, apiKey, model, windowTokens } = options;
  const target: Target = { baseUrl, model, ...(apiKey === undefined ? {} : { apiKey }) };
  const isLocal = isLocalAddress(baseUrl);
  const timeLimits = { ...defaultTimeLimits(isLocal), ...options.timeLimits };
  const retryLimits = { ...defaultRetryLimits, ...options.retryLimits };
  const place = isLocal ? 'Local' : serverName(baseUrl).replace(/^https?:\/\//, '');
  return {
    id: `${publicAddress(baseUrl)}#${model}`,
    label: options.label ?? `${place} · ${model}`,
    ...(windowTokens === undefined ? {} : { windowTokens }),
    outputModes: ['json-schema', 'tool'],
    findWindow: (signal) => findWindow(target, signal),
    stream: (messages: readonly ChatMessage[], { signal, maxOutputTokens, output }: ChatOptions) =>
      streamAnswer({ target, messages, maxOutputTokens, output, timeLimits, retryLimits }, signal),
  };
}

async function* streamAnswer(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent> {
  if (signal.aborted) throw reasonOf(signal);
  const answer = await openAnswer(request, signal);
  const gathering = gatherChunks();
  let said = '';
  const keep = (events: readonly ChatEvent[]): readonly ChatEvent[] => {
    for (const event of events) if ('text' in event) said += event.text;
    return events;
  };
  try {
    const source = await openChunks(answer, request, signal);
    for (;;) {
      const limit =
        said === ''
          ? { limitMs: request.timeLimits.firstTokenMs, isFirst: true }
          : { limitMs: request.timeLimits.betweenTokensMs, isFirst: false };
      const next = await within(source.chunks.next(), limit, signal);
      if (next.done === true) break;
      yield* keep(gathering.add(chunkSchema.parse(next.value)));
    }
    if (gathering.endReason === null && !source.isDoneSeen()) throw new CutError();
    yield* keep(gathering.finish());
    if (!gathering.hasUsage) yield { kind: 'usage', usage: estimateUsage(request.messages, said) };
    yield { kind: 'end', reason: gathering.endReason ?? 'stop' };
  } catch (error) {
    if (signal.aborted) throw reasonOf(signal);
    yield* keep(gathering.flush());
    throw brokenOff(error, { request, hasSaid: said !== '' });
  } finally {
    answer.controller.abort();
  }
}

/** The server ended its answer without saying that it is complete. */
class CutError extends Error {}

interface ChunkSource {
  readonly chunks: AsyncIterator<unknown>;
  /** The stream's closing word came, which counts where a server gives no reason for its end. */
  isDoneSeen(): boolean;
}

/** Events of a stream, or one whole answer from a server that does not stream. */
async function openChunks(
  { response, controller, client }: OpenAnswer,
  { target, timeLimits }: ChatRequest,
  signal: AbortSignal,
): Promise<ChunkSource> {
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('application/json')) {
    const limit = { limitMs: timeLimits.firstTokenMs, isFirst: true };
    const body: unknown = JSON.parse(await within(response.text(), limit, signal));
    const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
    if (error) throw refused({ status: 200, code: '', message: wordsOf(error) ?? '' }, target);
    return { chunks: once(body), isDoneSeen: () => true };
  }
  if (type.includes('text/html')) {
    throw new EngineError(
      'model-refused',
      `What answers at ${serverName(target.baseUrl)} is a web page, not a model server.`,
      { hint: 'Check the address: it usually ends with /v1.' },
    );
  }
  const { Stream } = await import('openai/streaming');
  const watched = watchForDone(response);
  return {
    chunks: Stream.fromSSEResponse<unknown>(watched.response, controller, client)[Symbol.asyncIterator](),
    isDoneSeen: () => watched.isDoneSeen(),
  };
}

async function* once(value: unknown): AsyncGenerator<unknown> {
  yield await Promise.resolve(value);
}

/** The library swallows `[DONE]`; whether it came tells a complete answer from a cut one. */
function watchForDone(response: Response): { response: Response; isDoneSeen(): boolean } {
  let tail = '';
  const watch = new TransformStream<Uint8Array, Uint8Array>({
    transform: (bytes, stream) => {
      tail = (tail + Buffer.from(bytes.subarray(-32)).toString('latin1')).slice(-32);
      stream.enqueue(bytes);
    },
  });
  const body = response.body?.pipeThrough(watch) ?? null;
  return {
    response: new Response(body, { headers: response.headers }),
    isDoneSeen: () => /data: ?\[DONE\]/.test(tail),
  };
}

/** What went wrong after the headers. Text that arrived makes it a cut answer, whatever the cause. */
function brokenOff(error: unknown, { request, hasSaid }: { request: ChatRequest; hasSaid: boolean }): Error {
  const { target } = request;
  const at = serverName(target.baseUrl);
  if (error instanceof EngineError || error instanceof SilenceError) return toEngineError(error, request);
  if (error instanceof CutError && !hasSaid) {
    return new EngineError('model-cut', `The server at ${at} ended its answer before the first word.`, {
      hint: 'Ask again. If it happens each time, look at the log of the server.',
    });
  }
  if (!hasSaid && isServersError(error)) {
    const { error: body } = error;
    return refused({ status: statusIn(body) ?? 500, code: '', message: wordsOf(body) ?? '' }, target);
  }
  const cause = describeBreak(error);
  if (!hasSaid && cause === 'sent data that cannot be read') {
    return new EngineError('model-refused', `The server at ${at} ${cause}.`, {
      hint: 'Check that it speaks the OpenAI chat API.',
    });
  }
  return new EngineError(
    'model-cut',
    `The answer of ${target.model} broke off: the server at ${at} ${cause}.`,
    {
      hint: 'What did arrive is kept. Ask again to go on.',
    },
  );
}

function describeBreak(error: unknown): string {
  if (error instanceof CutError) return 'ended it too soon';
  if (isServersError(error)) return 'met an error of its own';
  if (error instanceof SyntaxError || error instanceof ZodError) return 'sent data that cannot be read';
  return 'closed the connection';
}

/** An error object that a server put into its stream. */
function isServersError(error: unknown): error is Error & { readonly error: unknown } {
  return error instanceof Error && 'error' in error && Boolean(error.error) && readRefusal(error) === null;
}

function statusIn(body: unknown): number | null {
  if (typeof body !== 'object' || body === null || !('code' in body)) return null;
  return typeof body.code === 'number' && body.code >= 400 && body.code < 600 ? body.code : null;
}

/** Four tokens for each message are the marks that models put around it. */
function estimateUsage(messages: readonly ChatMessage[], said: string): Usage {
  const inputTokens = messages.reduce((sum, { content }) => sum + estimateTokens(content) + 4, 0);
  return { inputTokens, outputTokens: estimateTokens(said), isEstimated: true };
}
