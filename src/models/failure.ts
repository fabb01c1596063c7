import { EngineError } from '../engine/errors.ts';
import type { ErrorKind } from '../engine/errors.ts';
import { redact } from '../engine/prompt/firewall.ts';
import { serverName } from './address.ts';

/** Which server and model a failure is about. `apiKey` is here only to be kept out of every message. */
export interface Target {
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey?: string | undefined;
}

/** What is known of a failed exchange, whoever threw it. */
export interface Refusal {
  readonly status: number;
  /** `error.code` or `error.type` of the body. */
  readonly code: string;
  /** The server's own words. */
  readonly message: string;
  readonly retryAfterMs?: number;
}

/**
 * A server's refusal as something a person can act on. The server's words are kept where they help, without
 * secrets and cut to one line.
 */
export function refused(refusal: Refusal, target: Target): EngineError {
  const at = serverName(target.baseUrl);
  const said = quote(refusal.message, target);
  const fail = (kind: ErrorKind, message: string, hint: string): EngineError =>
    new EngineError(kind, message, { hint });
  if (isTooLong(refusal)) {
    return fail(
      'prompt-too-large',
      `The question with its context is longer than ${target.model} at ${at} accepts${said}.`,
      'Ask in a new chat, or choose a model with a larger window.',
    );
  }
  if (isModelMissing(refusal)) {
    return fail(
      'model-missing',
      `The server at ${at} has no model named ${target.model}${said}.`,
      'Choose one of the models that the server lists.',
    );
  }
  switch (refusal.status) {
    case 401:
      return target.apiKey
        ? fail('model-unauthorized', `The server at ${at} did not accept the key.`, 'Enter the key again.')
        : fail('model-unauthorized', `The server at ${at} asks for a key.`, 'Enter a key for this server.');
    case 402:
      return fail('model-refused', `The account at ${at} has no credit left${said}.`, 'Add credit there.');
    case 403:
      return fail(
        'model-unauthorized',
        `The server at ${at} does not let this key use ${target.model}${said}.`,
        'Use another key, or choose another model.',
      );
    case 404:
      return fail(
        'model-missing',
        `There is no chat API at ${at}${said}.`,
        'Check the address: it usually ends with /v1.',
      );
    case 429:
      return rateLimited(refusal, target);
    default:
      return fail(
        'model-refused',
        `The server at ${at} answered with status ${refusal.status}${said}.`,
        refusal.status >= 500 ? 'Try again in a moment.' : 'Check the settings of this model.',
      );
  }
}

function rateLimited(refusal: Refusal, target: Target): EngineError {
  const at = serverName(target.baseUrl);
  const said = quote(refusal.message, target);
  if (isQuotaSpent(refusal)) {
    return new EngineError('rate-limited', `The quota of the account at ${at} is used up${said}.`, {
      hint: 'Check the plan and the billing of the account, or choose another model.',
    });
  }
  const wait = refusal.retryAfterMs;
  return new EngineError('rate-limited', `The server at ${at} takes no more requests for now${said}.`, {
    hint: wait === undefined ? 'Try again in a minute.' : `Try again in ${describeDuration(wait)}.`,
  });
}

/** A quota does not come back by waiting, so it is not tried again. */
export function isQuotaSpent({ code, message }: Refusal): boolean {
  return code === 'insufficient_quota' || /exceeded your current quota|billing/i.test(message);
}

function isTooLong({ status, code, message }: Refusal): boolean {
  if (status === 413) return true;
  if (/context_length_exceeded|exceed_context_size/.test(code)) return true;
  return (
    (status === 400 || status === 422 || status === 500) &&
    /context (?:length|size|window)|maximum context|too many tokens|prompt is too long/i.test(message)
  );
}

function isModelMissing({ status, code, message }: Refusal): boolean {
  if (code === 'model_not_found') return true;
  return (
    (status === 404 || status === 400) && /\bmodel\b.*(?:not found|does not exist|not exist)/i.test(message)
  );
}

/** The server could not be reached, or broke off before it answered. */
export function unreachable(cause: unknown, target: Target): EngineError {
  const at = serverName(target.baseUrl);
  const code = codeOf(cause);
  const start = 'Start the server, or choose another model.';
  const [message, hint] = ((): readonly [string, string] => {
    switch (code) {
      case 'ECONNREFUSED':
        return [`Nothing answers at ${at}.`, start];
      case 'ENOTFOUND':
      case 'EAI_AGAIN':
        return [`The address ${at} is not known.`, 'Check the address and the network.'];
      case 'UND_ERR_CONNECT_TIMEOUT':
      case 'ETIMEDOUT':
        return [`The server at ${at} could not be reached in time.`, 'Check the network, or the address.'];
      case 'ECONNRESET':
      case 'UND_ERR_SOCKET':
      case 'EPIPE':
        return [`The server at ${at} broke the connection before it answered.`, start];
      default:
        return /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)
          ? [`The certificate of ${at} is not trusted (${code}).`, 'Check the address, or the certificate.']
          : [`The server at ${at} cannot be reached${code === '' ? '' : ` (${code})`}.`, start];
    }
  })();
  return new EngineError('model-unreachable', message, { hint });
}

/** A connection that was closed before any answer may be tried again; one that nobody accepts may not. */
export function isBrokenBeforeAnswer(cause: unknown): boolean {
  return ['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE'].includes(codeOf(cause));
}

/** The system's or the library's code, from the error or the innermost cause that has one. */
export function codeOf(error: unknown): string {
  let code = '';
  for (let at = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') code = at.code;
  }
  return code;
}

/** `: "the words"`, without secrets, one line of at most 200 characters; nothing where there are none. */
function quote(words: string, { apiKey }: Target): string {
  const bare = apiKey !== undefined && apiKey !== '' ? words.replaceAll(apiKey, '[redacted]') : words;
  // Servers echo keys cut or masked, which no pattern knows: what begins like a key goes, whatever its length.
  const masked = redact(bare).text.replace(/\b(?:sk|pk|key)-[\w*.…-]+/g, '[redacted]');
  const line = masked
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (line === '') return '';
  return `: "${line.length > 200 ? `${line.slice(0, 199)}…` : line.replace(/\.$/, '')}"`;
}

/** "45 s", "12 min", "3 h": for a sentence. */
export function describeDuration(durationMs: number): string {
  const seconds = Math.max(1, Math.ceil(durationMs / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
