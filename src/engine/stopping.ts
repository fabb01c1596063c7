/** Why a signal was aborted, as an `Error`. */
export function stopReason(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error('The turn was stopped.');
}

/**
 * Wait for a promise, but not past an abort: then reject with its reason at once, whatever the promise does.
 * Its own later rejection is swallowed, because nobody waits for it any more.
 */
export async function untilStopped<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(stopReason(signal));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** The items of a stream up to an abort, which throws at once even where the stream itself does not listen. */
export async function* stoppable<T>(stream: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = stream[Symbol.asyncIterator]();
  let isOver = false;
  try {
    for (;;) {
      const next = await untilStopped(iterator.next(), signal);
      if (next.done === true) {
        isOver = true;
        return;
      }
      yield next.value;
    }
  } catch (error) {
    // A stream that threw has ended; one that was left waiting has not.
    isOver = !signal.aborted;
    throw error;
  } finally {
    if (!isOver) void iterator.return?.()?.catch(() => undefined);
  }
}
