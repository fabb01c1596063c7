import type { OpenAI } from 'openai';
import { EngineError } from '../engine/errors.ts';
import type { ChatMessage, OutputRequest } from '../engine/model.ts';
import { describeDuration, isBrokenBeforeAnswer, isQuotaSpent, refused, unreachable } from './failure.ts';
import type { Refusal, Target } from './failure.ts';
import { serverName } from './address.ts';
import { pause, reasonOf, SilenceError, within } from './limits.ts';
import type { TimeLimits } from './limits.ts';
import { outputFields } from './outputFields.ts';

/**
 * When a request that failed before its first byte is sent again: after 429, 500, 502, 503, 504 and a connection
 * that was closed. `tries` counts the first one. The waits double from `baseMs`; a server's own `Retry-After` is
 * honoured up to `maxWaitMs`: a person who waits longer than that for a first word wants to be told instead.
 */
export interface RetryLimits {
  readonly tries: number;
  readonly baseMs: number;
  readonly maxWaitMs: number;
}

export const defaultRetryLimits: RetryLimits = { tries: 3, baseMs: 500, maxWaitMs: 20_000 };

export interface ChatRequest {
  readonly target: Target;
  readonly messages: readonly ChatMessage[];
  readonly maxOutputTokens?: number | undefined;
  readonly output?: OutputRequest | undefined;
  readonly timeLimits: TimeLimits;
  readonly retryLimits: RetryLimits;
}

/** An answer that has begun. Aborting `controller` closes its socket. */
export interface OpenAnswer {
  readonly response: Response;
  readonly client: OpenAI;
  readonly controller: AbortController;
}

/**
 * Send the request and wait for the answer's headers; try again where that may help.
 * Throws `EngineError`, or the signal's reason.
 */
export async function openAnswer(request: ChatRequest, signal: AbortSignal): Promise<OpenAnswer> {
  const { tries, maxWaitMs } = request.retryLimits;
  let wantsUsage = true;
  for (let attempt = 1; ; attempt++) {
    try {
      return await openOnce(request, { signal, wantsUsage });
    } catch (error) {
      if (signal.aborted) throw reasonOf(signal);
      const refusal = readRefusal(error);
      if (wantsUsage && refusal !== null && isUsageRefused(refusal)) {
        wantsUsage = false;
        continue;
      }
      const waitMs = retryWait(error, attempt, request.retryLimits);
      if (waitMs === null || attempt >= tries || waitMs > maxWaitMs) throw toEngineError(error, request);
      await pause(waitMs, signal);
    }
  }
}

async function openOnce(
  request: ChatRequest,
  { signal, wantsUsage }: { signal: AbortSignal; wantsUsage: boolean },
): Promise<OpenAnswer> {
  const { target, messages, maxOutputTokens, output, timeLimits } = request;
  const client = await openAiClient(target, timeLimits.firstTokenMs);
  const controller = new AbortController();
  // `max_tokens` is what local servers know; OpenAI's own newer models refuse it.
  const lengthField = /\.openai\.(?:com|azure\.com)/.test(target.baseUrl)
    ? 'max_completion_tokens'
    : 'max_tokens';
  const sent = client.chat.completions
    .create(
      {
        model: target.model,
        messages: messages.map(({ role, content }) => ({ role, content })),
        stream: true,
        ...(wantsUsage ? { stream_options: { include_usage: true } } : {}),
        ...(maxOutputTokens === undefined ? {} : { [lengthField]: maxOutputTokens }),
        ...(output === undefined ? {} : outputFields(output)),
      },
      { signal: controller.signal },
    )
    .asResponse();
  try {
    const limit = { limitMs: timeLimits.firstTokenMs, isFirst: true };
    return { response: await within(sent, limit, signal), client, controller };
  } catch (error) {
    controller.abort();
    throw error;
  }
}

/**
 * A client that takes nothing from the environment and logs nothing: which server gets which key is the user's
 * choice alone, and its log would show prompts. The library is loaded with the first request.
 */
export async function openAiClient(target: Target, timeoutMs: number): Promise<OpenAI> {
  const openai = await import('openai');
  const hasKey = target.apiKey !== undefined && target.apiKey !== '';
  return new openai.OpenAI({
    baseURL: target.baseUrl,
    apiKey: hasKey ? target.apiKey : 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    // A local server without keys should not be sent one that looks real.
    defaultHeaders: hasKey ? {} : { Authorization: null },
    maxRetries: 0,
    // Our own limit comes first; this one only keeps the library's from being shorter.
    timeout: timeoutMs + 5_000,
    logLevel: 'off',
  });
}

/** How long to wait before the next try, or null where there should be none. */
function retryWait(error: unknown, attempt: number, { baseMs }: RetryLimits): number | null {
  // A tenth of chance keeps several windows from asking again at the same moment.
  const backoffMs = baseMs * 2 ** (attempt - 1) * (1 + Math.random() / 10);
  const refusal = readRefusal(error);
  if (refusal === null) return isBrokenBeforeAnswer(error) ? backoffMs : null;
  if (![429, 500, 502, 503, 504].includes(refusal.status) || isQuotaSpent(refusal)) return null;
  return refusal.retryAfterMs ?? backoffMs;
}

/** Anything thrown while a request is under way, as an `EngineError`. */
export function toEngineError(error: unknown, { target }: Pick<ChatRequest, 'target'>): Error {
  if (error instanceof EngineError) return error;
  if (error instanceof SilenceError) return silent(error, target);
  const refusal = readRefusal(error);
  return refusal === null ? unreachable(error, target) : refused(refusal, target);
}

function silent({ isFirst, limitMs }: SilenceError, target: Target): EngineError {
  const at = serverName(target.baseUrl);
  const duration = describeDuration(limitMs);
  return isFirst
    ? new EngineError('model-timeout', `The model at ${at} did not answer within ${duration}.`, {
        hint: 'Start the server, or choose another model.',
      })
    : new EngineError(
        'model-timeout',
        `The model at ${at} stopped in its answer and sent nothing for ${duration}.`,
        {
          hint: 'Ask again, or choose another model.',
        },
      );
}

function isUsageRefused({ status, message }: Refusal): boolean {
  return (status === 400 || status === 422) && /stream_options|include_usage/.test(message);
}

/** The refusal in what the library throws, by its fields: its classes would have to be loaded to be named. */
export function readRefusal(error: unknown): Refusal | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null;
  const { status } = error;
  const { code, type, error: body, headers } = error as Error & Record<string, unknown>;
  const retryAfterMs = headers instanceof Headers ? readRetryAfter(headers) : null;
  return {
    status,
    code: [code, type].filter((word) => typeof word === 'string').join(' '),
    message: wordsOf(body) ?? error.message.replace(/^\d{3} /, '').replace('status code (no body)', ''),
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  };
}

/** The server's words in an error body, which may be a string or an object with a message. */
export function wordsOf(body: unknown): string | null {
  if (typeof body === 'string') return body;
  if (typeof body !== 'object' || body === null || !('message' in body)) return null;
  return typeof body.message === 'string' ? body.message : JSON.stringify(body.message);
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date. */
function readRetryAfter(headers: Headers): number | null {
  const milliseconds = Number(headers.get('retry-after-ms') ?? NaN);
  if (Number.isFinite(milliseconds)) return Math.max(0, milliseconds);
  const after = headers.get('retry-after');
  if (after === null) return null;
  const waitMs = /^[\d.]+$/.test(after.trim()) ? Number(after) * 1000 : Date.parse(after) - Date.now();
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : null;
}
