/**
 * How long a model server may be silent, in milliseconds. The time to connect is not among them: Node's `fetch`
 * gives up after 10 s, which suits a server that listens at all.
 */
export interface TimeLimits {
  /** From the request to the first byte of the answer. */
  readonly firstTokenMs: number;
  /** Between two pieces of the answer. */
  readonly betweenTokensMs: number;
}

/**
 * A local server may load 30 GB of weights from disk and read a prompt of 8,000 tokens at 50 tokens a second before
 * its first word: 160 s and more; Node's `fetch` itself ends at 300 s. A hosted one that has said nothing for 120 s
 * (slow reasoning included) will not. Once words flow, the slowest usable model gives one a second: a minute of
 * silence is a hang, but hosted reasoning may pause longer than that between its summaries.
 */
export function defaultTimeLimits(isLocal: boolean): TimeLimits {
  return isLocal
    ? { firstTokenMs: 290_000, betweenTokensMs: 60_000 }
    : { firstTokenMs: 120_000, betweenTokensMs: 90_000 };
}

/** Thrown by `withTimeLimits`; `isFirst` tells which limit it was. */
export class SilenceError extends Error {
  readonly isFirst: boolean;
  readonly limitMs: number;

  constructor(isFirst: boolean, limitMs: number) {
    super(`silent for ${limitMs} ms`);
    this.isFirst = isFirst;
    this.limitMs = limitMs;
  }
}

/**
 * Wait for a promise, but no longer than `limitMs` and not past an abort. Rejects with `SilenceError` or the
 * signal's reason; the promise's own later rejection is swallowed, because nobody waits for it any more.
 */
export async function within<T>(
  promise: Promise<T>,
  limit: { readonly limitMs: number; readonly isFirst: boolean },
  signal: AbortSignal,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      finish();
    };
    const stop = (): void => settle(() => reject(reasonOf(signal)));
    const timer = setTimeout(
      () => settle(() => reject(new SilenceError(limit.isFirst, limit.limitMs))),
      limit.limitMs,
    );
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    promise.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
  });
}

/** Why a signal was aborted, as an `Error`. */
export function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new DOMException('The request was stopped.', 'AbortError');
}

/** Sleep, unless the signal aborts first: then rejects with its reason. */
export async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  const asleep = new Promise<never>(() => undefined);
  try {
    await within(asleep, { limitMs: durationMs, isFirst: false }, signal);
  } catch (error) {
    if (!(error instanceof SilenceError)) throw error;
  }
}
