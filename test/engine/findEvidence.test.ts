import assert from 'node:assert/strict';
import type { Evidence, TurnEvent } from '../../src/engine/answer.ts';
import { findEvidence } from '../../src/engine/findEvidence.ts';
import type { IndexStatus } from '../../src/engine/retrieval/status.ts';
import { aHit } from '../support/evidence.ts';
import { fakeIndex } from '../support/fakeIndex.ts';

const indexing: IndexStatus = {
  state: 'indexing',
  phase: 'scan',
  isPaused: false,
  role: 'writer',
  filesIndexed: 0,
  filesTotal: 40,
  filesParsed: 0,
  chunks: 0,
  generation: 1,
  skipped: {},
  languages: {},
  indexBytes: 0,
  warnings: [],
};

/** An index of 40 files that a test builds by hand. */
function growingIndex(start: Partial<IndexStatus> = {}) {
  let status = { ...indexing, ...start };
  let listener: (status: IndexStatus) => void = () => undefined;
  let waits = 0;
  const searchable = Promise.withResolvers<void>();
  const index = fakeIndex(
    [aHit()],
    {},
    {
      status: async () => status,
      onStatus: (heard) => {
        listener = heard;
        waits += 1;
        return () => (waits -= 1);
      },
      whenReady: () => searchable.promise,
      search: async () => ({
        hits: status.filesIndexed === 0 ? [] : [aHit()],
        coverage: { filesIndexed: status.filesIndexed, filesTotal: status.filesTotal },
        generation: status.filesIndexed,
        warnings: [],
      }),
    },
  );
  return {
    index,
    listeners: () => waits,
    grow(filesIndexed: number) {
      status = { ...status, filesIndexed };
      listener(status);
    },
    finish() {
      status = { ...status, filesIndexed: 40, phase: 'parse' };
      searchable.resolve();
    },
    fail: (error: Error) => searchable.reject(error),
  };
}

/** Clocks that go off when the test says so: the first look, then the end of patience. */
function clocks() {
  const aborts: AbortController[] = [];
  const timeout = (): AbortSignal => {
    const abort = new AbortController();
    aborts.push(abort);
    return abort.signal;
  };
  return { timeout, ring: () => aborts.at(-1)?.abort(new Error('enough')) };
}

async function find(
  world: ReturnType<typeof growingIndex>,
  script: readonly ((ring: () => void) => void)[],
  options: { signal?: AbortSignal; isOptional?: boolean } = {},
): Promise<{ events: TurnEvent[]; steps: string[]; found: Evidence }> {
  const { timeout, ring } = clocks();
  const { signal = new AbortController().signal, isOptional = false } = options;
  const events: TurnEvent[] = [];
  const stream = findEvidence(world.index, { query: 'q', limit: 5, signal, timeout, isOptional });
  const doing = (async () => {
    for (const act of script) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      act(ring);
    }
  })();
  try {
    for (;;) {
      const next = await stream.next();
      if (next.done === true) {
        const steps = events.flatMap((event) => (event.kind === 'step' ? [event.text] : []));
        return { events, steps, found: next.value };
      }
      events.push(next.value);
    }
  } finally {
    await doing;
    assert.equal(world.listeners(), 0, 'nobody listens any more');
  }
}

describe('evidence from an index that is still being built', () => {
  it('is waited for, and says so', async () => {
    const world = growingIndex({ phase: 'walk' });
    const { steps, found, events } = await find(world, [() => world.finish()]);
    assert.deepEqual(steps, [
      'Looking for files: 40 so far',
      'Searching 40 files',
      'Found 1 place in 1 file',
    ]);
    assert.equal(found.hits.length, 1);
    assert.deepEqual(found.warnings, []);
    assert.ok(!events.some(({ kind }) => kind === 'evidence'), 'the caller tells it');
  });

  it('says a count anew in the place of the one before', async () => {
    const world = growingIndex();
    const { events } = await find(world, [() => world.grow(10), () => world.grow(20), () => world.finish()]);
    const steps = events.filter((event) => event.kind === 'step').slice(0, 3);
    assert.deepEqual(
      steps.map(({ text, isUpdate }) => [text, isUpdate === true]),
      [
        ['Indexing 0 of 40 files', false],
        ['Indexing 10 of 40 files', true],
        ['Indexing 20 of 40 files', true],
      ],
    );
  });

  it('is shown after the first look as far as it goes, and then completed', async () => {
    const world = growingIndex();
    const { events, found } = await find(world, [
      () => world.grow(10),
      (ring) => ring(),
      () => world.finish(),
    ]);
    const early = events.filter((event) => event.kind === 'evidence');
    assert.deepEqual(
      early.map(({ evidence }) => evidence.coverage),
      [{ filesIndexed: 10, filesTotal: 40 }],
    );
    assert.deepEqual(found.coverage, { filesIndexed: 40, filesTotal: 40 });
    assert.deepEqual(found.warnings, []);
  });

  it('is not empty only because nothing was indexed within a second', async () => {
    const world = growingIndex();
    const { events, found } = await find(world, [(ring) => ring(), () => world.finish()]);
    assert.ok(!events.some(({ kind }) => kind === 'evidence'));
    assert.equal(found.hits.length, 1);
  });

  it('says what it is not of when patience ends first', async () => {
    const world = growingIndex();
    const { found } = await find(world, [(ring) => ring(), () => world.grow(10), (ring) => ring()]);
    assert.deepEqual(found.coverage, { filesIndexed: 10, filesTotal: 40 });
    assert.match(found.warnings.join(), /not indexed to its end/);
  });

  it('is not waited for while indexing is paused', async () => {
    const world = growingIndex({ isPaused: true, filesIndexed: 10 });
    const { found } = await find(world, []);
    assert.deepEqual(found.coverage, { filesIndexed: 10, filesTotal: 40 });
    assert.match(found.warnings.join(), /not indexed to its end/);
  });

  it('is given at the first look where a full index is only compared with the disk', async () => {
    const world = growingIndex({ phase: 'walk', filesIndexed: 40 });
    const { found } = await find(world, [(ring) => ring()]);
    assert.deepEqual(found.warnings, []);
    assert.equal(found.hits.length, 1);
  });

  it('ends at once with a stop', async () => {
    const world = growingIndex();
    const stop = new AbortController();
    const begun = performance.now();
    await assert.rejects(
      find(world, [() => stop.abort(new Error('stopped'))], { signal: stop.signal }),
      /stopped/,
    );
    assert.ok(performance.now() - begun < 500);
  });

  it('asks an index that failed, which tells why', async () => {
    const world = growingIndex();
    world.index.search = () => Promise.reject(new Error('The disk is full.'));
    const failing = () => world.fail(new Error('The disk is full.'));
    await assert.rejects(find(world, [failing]), /disk is full/);
  });

  it('goes without code where a model can answer all the same', async () => {
    const world = growingIndex();
    world.index.search = () => Promise.reject(new Error('The disk is full.'));
    const failing = () => world.fail(new Error('The disk is full.'));
    const { events, found } = await find(world, [failing], { isOptional: true });
    assert.match(found.warnings.join(), /could not be searched: .*disk is full/);
    assert.equal(events.filter(({ kind }) => kind === 'warning').length, 1);
  });
});
