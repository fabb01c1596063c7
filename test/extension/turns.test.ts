import assert from 'node:assert/strict';
import type { TurnEvent } from '../../src/engine/answer.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { runTurns } from '../../src/extension/turns.ts';

const started: TurnEvent = { kind: 'started', sessionId: 's', turnId: 't', title: 'T' };
const done: TurnEvent = { kind: 'done', elapsedMs: 1, reason: 'stop' };

type Script = (signal: AbortSignal) => AsyncGenerator<TurnEvent>;

function scripted(script: Script): Engine {
  const engine: Pick<Engine, 'ask'> = { ask: ({ signal }) => script(signal) };
  return engine as Engine;
}

/** Runs one turn to its end and gives every event that was told, and every bug. */
async function run(script: Script, during?: (turns: ReturnType<typeof runTurns>) => void) {
  const events: TurnEvent[] = [];
  const bugs: unknown[] = [];
  const over = Promise.withResolvers<void>();
  const turns = runTurns({
    now: () => 0,
    onBug: (bug) => bugs.push(bug),
    onEvent: (_ids, event) => {
      events.push(event);
      if (['done', 'stopped', 'failed'].includes(event.kind)) over.resolve();
    },
  });
  const ids = await turns.ask(scripted(script), { question: 'q', model: null });
  during?.(turns);
  if (ids !== null) await over.promise;
  return { ids, bugs, turns, kinds: events.map(({ kind }) => kind), events };
}

const never = (): Promise<void> => new Promise(() => undefined);

describe('turns', () => {
  it('tells every event, and forgets the turn when it ends', async () => {
    const { kinds, turns } = await run(async function* () {
      yield started;
      yield { kind: 'text', text: 'Hi' };
      yield done;
    });
    assert.deepEqual(kinds, ['started', 'text', 'done']);
    assert.equal(turns.runningIn('s'), undefined);
  });

  it('keeps what a running turn has said', async () => {
    let partial = '';
    await run(
      async function* () {
        yield started;
        yield { kind: 'text', text: 'Hel' };
        yield { kind: 'text', text: 'lo' };
        await new Promise((resolve) => setTimeout(resolve, 100));
        yield done;
      },
      (turns) => setTimeout(() => (partial = turns.runningIn('s')?.partial.answer ?? ''), 70),
    );
    assert.equal(partial, 'Hello');
  });

  it('ends a turn within a second of Stop, though the engine hangs', async () => {
    const before = Date.now();
    const { kinds } = await run(
      async function* () {
        yield started;
        await never();
      },
      (turns) => turns.stop('s'),
    );
    assert.deepEqual(kinds, ['started', 'stopped']);
    assert.ok(Date.now() - before < 1000);
  });

  it('lets the engine end a stopped turn itself', async () => {
    const { events } = await run(
      async function* (signal) {
        yield started;
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        yield { kind: 'stopped', elapsedMs: 42 };
      },
      (turns) => turns.stop('s'),
    );
    assert.deepEqual(events.at(-1), { kind: 'stopped', elapsedMs: 42 });
  });

  it('turns a bug after the start into a failed turn', async () => {
    const { kinds, bugs } = await run(async function* () {
      yield started;
      throw new Error('broken');
    });
    assert.deepEqual(kinds, ['started', 'failed']);
    assert.equal(bugs.length, 1);
  });

  it('calls a stream without an end a bug', async () => {
    const { kinds } = await run(async function* () {
      yield started;
    });
    assert.deepEqual(kinds, ['started', 'failed']);
  });

  it('rejects where the question was not stored', () =>
    assert.rejects(
      // eslint-disable-next-line require-yield
      run(async function* () {
        throw new Error('disk full');
      }),
      /disk full/,
    ));

  it('stops a question that is not stored yet', async () => {
    const { turns, pending } = begin();
    turns.stop(null);
    assert.equal(await pending, null);
  });
});

function begin() {
  const turns = runTurns({ now: () => 0, onBug: () => undefined, onEvent: () => undefined });
  const engine = scripted(async function* () {
    await never();
    yield done;
  });
  return { turns, pending: turns.ask(engine, { question: 'q', model: null }) };
}
