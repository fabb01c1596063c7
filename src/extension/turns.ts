import type { TurnEvent } from '../engine/answer.ts';
import type { AskRequest, Engine } from '../engine/engine.ts';
import { toFailure } from '../engine/errors.ts';
import { emptyTurn, foldEvent, isEnd, type TurnSoFar } from '../engine/foldEvent.ts';
import { gatherText } from './gatherText.ts';

/** After Stop, how long the engine has to end the turn by itself before the panel is told that it has. */
const stopGraceMs = 800;

export interface RunningTurn {
  readonly sessionId: string;
  readonly turnId: string;
  /** As told to the watcher: a panel that is drawn from this hears the rest. */
  readonly partial: TurnSoFar;
}

export interface TurnIds {
  readonly sessionId: string;
  readonly turnId: string;
}

/** The turns that are being answered: they go on while the panel is hidden or shows another chat. */
export interface Turns {
  /**
   * Begin a turn. Resolves when its question is stored (null: stopped before that); rejects if it could not be.
   * `onStored` is called before anyone hears of the turn.
   */
  ask(
    engine: Engine,
    request: Omit<AskRequest, 'signal'>,
    onStored?: (ids: TurnIds) => void,
  ): Promise<TurnIds | null>;
  runningIn(sessionId: string): RunningTurn | undefined;
  /** Stop the turn of this chat, and one whose chat has no id yet. Its stream ends within a second. */
  stop(sessionId: string | null): void;
  /** Stop all, and wait until they have ended. */
  close(): Promise<void>;
}

interface Run {
  readonly abort: AbortController;
  ids: TurnIds | null;
  partial: TurnSoFar;
  over: Promise<void>;
}

interface Watchers {
  readonly onEvent: (ids: TurnIds, event: TurnEvent) => void;
  readonly onBug: (error: unknown) => void;
  readonly now: () => number;
}

export function runTurns(watchers: Watchers): Turns {
  const runs = new Set<Run>();
  return {
    ask(engine, request, onStored) {
      const run: Run = {
        abort: new AbortController(),
        ids: null,
        partial: emptyTurn,
        over: Promise.resolve(),
      };
      runs.add(run);
      return new Promise<TurnIds | null>((resolve, reject) => {
        const stream = engine.ask({ ...request, signal: run.abort.signal });
        const emit = gatherText((event) => {
          run.partial = foldEvent(run.partial, event);
          if (event.kind === 'started') {
            run.ids = { sessionId: event.sessionId, turnId: event.turnId };
            onStored?.(run.ids);
          }
          // Gone from the list before its end is told: whoever hears of the end must find it over.
          if (isEnd(event)) runs.delete(run);
          if (run.ids !== null) watchers.onEvent(run.ids, event);
          if (event.kind === 'started') resolve(run.ids);
        });
        run.over = follow(run, stream, { ...watchers, emit })
          .finally(() => runs.delete(run))
          .then(() => resolve(null), reject);
      });
    },
    runningIn(sessionId) {
      for (const { ids, partial } of runs) if (ids?.sessionId === sessionId) return { ...ids, partial };
      return undefined;
    },
    stop(sessionId) {
      for (const run of runs) {
        if (run.ids === null || run.ids.sessionId === sessionId) run.abort.abort();
      }
    },
    async close() {
      for (const run of runs) run.abort.abort();
      await Promise.all([...runs].map(({ over }) => over));
    },
  };
}

/** Pass each event on until the turn has ended; end it ourselves where the engine does not. */
async function follow(
  run: Run,
  stream: AsyncIterable<TurnEvent>,
  { emit, onBug, now }: Watchers & { readonly emit: (event: TurnEvent) => void },
): Promise<void> {
  const startedAt = now();
  const iterator = stream[Symbol.asyncIterator]();
  const abandoned = afterAbort(run.abort.signal);
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), abandoned]);
      if (next === 'abandoned') break;
      if (next.done === true) throw new Error('The turn ended without saying how.');
      const event = next.value;
      if (event.kind === 'failed' && run.ids === null) throw new Error(event.failure.message);
      emit(event);
      if (isEnd(event)) return;
    }
    emit({ kind: 'stopped', elapsedMs: now() - startedAt });
    iterator.return?.().catch(onBug);
  } catch (error) {
    // Without a stored question there is no turn to show the failure in: whoever asked is told.
    if (run.ids === null) throw error;
    onBug(error);
    emit({ kind: 'failed', elapsedMs: now() - startedAt, failure: toFailure(error) });
  }
}

function afterAbort(signal: AbortSignal): Promise<'abandoned'> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => setTimeout(() => resolve('abandoned'), stopGraceMs), {
      once: true,
    });
  });
}
