import { EngineError } from '../engine/errors.ts';
import { serverName } from './address.ts';
import { refused, unreachable } from './failure.ts';
import type { Target } from './failure.ts';
import { reasonOf, SilenceError, within } from './limits.ts';
import { wordsOf } from './open.ts';

/** Lists of models are a few hundred kilobytes at most; what is larger is something else. */
const maxBytes = 8_000_000;

export interface JsonLimits {
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Sent as JSON in a POST; absent: a GET. */
  readonly body?: unknown;
}

/**
 * Get a JSON value from a model server, without loading the chat library: for lists, probes and reranking.
 * Throws `EngineError`, or the signal's reason.
 */
export async function getJson(
  url: string,
  target: Target,
  { limitMs, signal, body }: JsonLimits,
): Promise<unknown> {
  const leaving = new AbortController();
  try {
    const read = readJson(url, target, { signal: leaving.signal, sent: body });
    return await within(read, { limitMs, isFirst: true }, signal);
  } catch (error) {
    if (signal.aborted) throw reasonOf(signal);
    if (error instanceof EngineError) throw error;
    if (error instanceof SilenceError) {
      const message = `The server at ${serverName(target.baseUrl)} did not answer within ${Math.ceil(limitMs / 1000)} s.`;
      throw new EngineError('model-timeout', message, { hint: 'Start the server, or choose another model.' });
    }
    throw unreachable(error, target);
  } finally {
    leaving.abort();
  }
}

async function readJson(
  url: string,
  { apiKey, ...target }: Target,
  { signal, sent }: { readonly signal: AbortSignal; readonly sent: unknown },
): Promise<unknown> {
  const headers = { accept: 'application/json', ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) };
  const post =
    sent === undefined
      ? { headers }
      : {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(sent),
        };
  // A redirect would carry the key to a server that the user did not name.
  const response = await fetch(url, { ...post, signal, redirect: 'manual' });
  const text = await response.text();
  const body = text.length > maxBytes ? undefined : parse(text);
  if (!response.ok) {
    const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : body;
    throw refused(
      { status: response.status, code: '', message: wordsOf(error) ?? '' },
      { ...target, apiKey },
    );
  }
  if (body === undefined) {
    throw new EngineError(
      'model-refused',
      `What answers at ${serverName(target.baseUrl)} is not a model server.`,
      {
        hint: 'Check the address: it usually ends with /v1.',
      },
    );
  }
  return body;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
