import type { ToolContext } from './tool.ts';

/** How often a client that listens hears that the answer grows. */
const growingMs = 1000;
/**
 * How often it hears that we still wait. Clients give a call up after 60 s of silence, and a local model may load for
 * minutes before its first word.
 */
const waitingMs = 5000;

export interface Progress extends AsyncDisposable {
  /** A new step, told at once. */
  say(step: string): void;
  /** The same step goes on: told once a second. */
  goesOn(step: string): void;
}

/** Tell the client how far a long call is, with a sign of life where nothing happens. Dispose of it at the end. */
export function progressOf(context: ToolContext): Progress {
  const startedAt = performance.now();
  let [count, toldAt, current] = [0, -Infinity, 'Working'];
  const tell = (message: string): void => {
    toldAt = performance.now();
    context.progress(++count, message);
  };
  const timer = setInterval(() => {
    const now = performance.now();
    if (now - Math.max(toldAt, startedAt) < waitingMs) return;
    tell(`${current} (${Math.round((now - startedAt) / 1000)} s)`);
  }, growingMs);
  return {
    say: (step) => {
      current = step;
      tell(step);
    },
    goesOn: (step) => {
      current = step;
      if (performance.now() - toldAt >= growingMs) tell(step);
    },
    [Symbol.asyncDispose]: async () => clearInterval(timer),
  };
}
