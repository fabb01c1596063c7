import { EngineError } from '../engine/errors.ts';
import { serverName } from './address.ts';
import { refused, unreachable } from './failure.ts';
import type { Target } from './failure.ts';
import { reasonOf, SilenceError, within } from './limits.ts';
import { wordsOf } from './open.ts';

/** Lists of models are a few hundred kilobytes at most; what is larger is something else. */
const maxBytes = 8_000_000;

/**
 * Get a JSON value from a model server, without loading the chat library: for lists and probes.
 * Throws `EngineError`, or the signal's reason.
 */
export async function getJson(
  url: string,
  target: Target,
  { limitMs, signal }: { readonly limitMs: number; readonly signal: AbortSignal },
): Promise<unknown> {
  const leaving = new AbortController();
  try {
    return await within(readJson(url, target, leaving.signal), { limitMs, isFirst: true }, signal);
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

async function readJson(url: string, target: Target, signal: AbortSignal): Promise<unknown> {
  const { apiKey } = target;
  const headers = { accept: 'application/json', ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) };
  // A redirect would carry the key to a server that the user did not name.
  const response = await fetch(url, { headers, signal, redirect: 'manual' });
  const text = await response.text();
  const body = text.length > maxBytes ? undefined : parse(text);
  if (!response.ok) {
    const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : body;
    throw refused({ status: response.status, code: '', message: wordsOf(error) ?? '' }, target);
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
