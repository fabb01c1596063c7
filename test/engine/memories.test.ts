import assert from 'node:assert/strict';
import { EngineError } from '../../src/engine/errors.ts';
import { createMemories } from '../../src/engine/createMemories.ts';
import type { Memories, RememberRequest } from '../../src/engine/memories.ts';
import { openMemories, type StoredMemories } from '../../src/storage/memories.ts';
import { makeFolder, removeFolders } from '../storage/folder.ts';
import { fakeIndex } from '../support/fakeIndex.ts';

const delay = 'function delay() {\n  return 200;\n}';

describe('memories', () => {
  let store: StoredMemories;
  let memories: Memories;
  let now = 0;
  let ids = 0;
  let moments = 0;
  let between: () => unknown;
  const files: Record<string, string> = {};
  const open = (directory: string, workspace = '/w'): Memories => {
    store = openMemories({ directory, workspace, now: () => ++now });
    return createMemories({
      store,
      index: fakeIndex([], files),
      now: () => ++now,
      timeout: (ms) => AbortSignal.timeout(ms),
      newId: () => `m${++ids}`,
      moment: async () => {
        moments++;
        await between();
      },
      commitOf: async () => 'abc123',
    });
  };
  const say = (text: string, more: Partial<RememberRequest> = {}) =>
    memories.remember({ text, by: 'user', ...more });
  const recall = async (query: string, paths: string[] = []) =>
    (await memories.recall({ query, limit: 5, isUse: false, paths })).memories;
  const texts = async (query: string, paths: string[] = []) =>
    (await recall(query, paths)).map(({ memory }) => memory.text);

  beforeEach(() => {
    now = Date.UTC(2026, 0, 1);
    ids = 0;
    moments = 0;
    between = () => undefined;
    for (const name of Object.keys(files)) delete files[name];
    memories = open(makeFolder());
  });
  afterEach(() => {
    store.close();
    removeFolders();
  });

  it('remember with kind and scope guessed from the words, and recall by other forms of them', async () => {
    const { memory } = await say('I prefer small commits with a reason');
    assert.equal(memory.kind, 'preference');
    assert.equal(memory.scope, 'user');
    assert.equal(
      (await say('Uploads go to the bucket in Frankfurt, decided for latency')).memory.kind,
      'decision',
    );
    const [found] = await recall('how big should a commit be?');
    assert.equal(found?.memory.text, 'I prefer small commits with a reason');
    assert.deepEqual(found.reasons, ['mentions "commit"']);
    assert.deepEqual(await texts('zebra'), []);
  });

  it('merge what says the same, with both origins, and are surer of it then', async () => {
    const { memory } = await say('Retries are capped at 5 attempts', { by: 'agent', byName: 'Goose' });
    const again = await say('retries are capped at 5 attempts.');
    assert.equal(again.outcome, 'merged');
    assert.equal(again.memory.id, memory.id);
    assert.deepEqual(
      again.memory.origins.map(({ by, name }) => name ?? by),
      ['Goose', 'user'],
    );
    assert.equal(again.memory.confidence, 1);
    assert.equal(again.memory.text, 'retries are capped at 5 attempts.', "a person's own words");
    const near = await say('Capped at 5 attempts are the retries', { by: 'agent' });
    assert.equal(near.outcome, 'merged');
    assert.equal(memories.list().length, 1);
  });

  it('show a contradiction, touch nothing, and supersede where that is said', async () => {
    const old = await say('Retries are capped at 5 attempts');
    const fresh = await say('Retries are capped at 8 attempts');
    assert.deepEqual(
      fresh.related.map(({ memory, kind, why }) => [memory.id, kind, why]),
      [[old.memory.id, 'contradiction', 'the numbers differ (8 and 5)']],
    );
    assert.equal(memories.list().length, 2);
    const { superseded, memory } = await say('Retries are capped at 9 attempts', {
      supersedes: old.memory.id,
    });
    assert.equal(superseded?.supersededBy, memory.id);
    assert.ok(!(await texts('retries capped')).includes('Retries are capped at 5 attempts'));
    assert.equal(memories.list({ withPast: true }).length, 3);
    await assert.rejects(say('Another thing entirely', { supersedes: 'nobody' }), kind('memory-missing'));
  });

  it('undo a change and what was changed with it, and undo the undo', async () => {
    const old = await say('Retries are capped at 5 attempts');
    const { memory } = await say('Retries are capped at 9 attempts', { supersedes: old.memory.id });
    assert.deepEqual(
      memories.undo(memory.id).map(({ id, supersededBy }) => [id, supersededBy]),
      [[old.memory.id, null]],
    );
    assert.deepEqual(await texts('retries capped'), ['Retries are capped at 5 attempts']);
    assert.equal(memories.undo(memory.id).length, 2);
    assert.deepEqual(await texts('retries capped'), ['Retries are capped at 9 attempts']);
    memories.edit(old.memory.id, { kind: 'fact' });
    assert.throws(
      () => memories.undo(memory.id),
      kind('wrong-use'),
      'since one of the two was changed after',
    );
  });

  it('edit by hand, but not past the gate', async () => {
    const { memory } = await say('We deploy on Mondays');
    assert.equal(memories.edit(memory.id, { text: 'We deploy on Tuesdays', scope: 'team' }).scope, 'team');
    assert.deepEqual(await texts('deploy Tuesdays'), ['We deploy on Tuesdays']);
    assert.throws(() => memories.edit(memory.id, { text: 'word' }), kind('memory-refused'));
    assert.equal(memories.undo(memory.id)[0]?.text, 'We deploy on Mondays');
    assert.deepEqual(
      memories.history({ id: memory.id, limit: 9 }).map(({ action }) => action),
      ['undone', 'edited', 'added'],
    );
  });

  it('keep the lines they rest on, follow them, and say when they changed', async () => {
    files['src/net.ts'] = `\n${delay}`;
    const { memory } = await say('The delay is fixed at 200 because the server asked for it', {
      evidence: [{ path: 'src/net.ts', startLine: 2, endLine: 4 }],
    });
    assert.deepEqual(memory.evidence, [
      {
        path: 'src/net.ts',
        startLine: 2,
        endLine: 4,
        hash: memory.evidence[0]?.hash,
        text: delay,
        commit: 'abc123',
      },
    ]);
    await say('The delay of uploads is fixed, too');
    assert.equal((await recall('fixed delay of the server'))[0]?.isStale, false);
    files['src/net.ts'] = `// one\n// two\n\n${delay}`;
    const moved = { kind: 'moved', path: 'src/net.ts', startLine: 4, endLine: 6 };
    assert.deepEqual((await recall('fixed delay of the server'))[0]?.states, [moved]);
    files['src/net.ts'] = delay.replace('200', '900');
    const found = await recall('delay fixed');
    assert.equal(found.at(-1)?.memory.id, memory.id, 'it is ranked lower');
    assert.equal(found.at(-1)?.isStale, true);
    assert.match(found.at(-1)?.reasons.join() ?? '', /its lines have changed since/);
    const renewed = await memories.renewEvidence(memory.id);
    assert.match(renewed.evidence[0]?.text ?? '', /900|}/);
    assert.equal((await memories.check([renewed]))[0]?.isStale, false);
  });

  it('leave out evidence that is not there, and say so', async () => {
    const { memory, warnings } = await say('Timeouts are doubled in tests', {
      evidence: [{ path: 'gone.ts' }],
    });
    assert.deepEqual(memory.evidence, []);
    assert.deepEqual(warnings, ['gone.ts is not there, so it is not kept as evidence.']);
  });

  it('rank those that rest on the files at hand first', async () => {
    files['src/a.ts'] = 'const first = 1';
    await say('The cache keeps values for an hour', {});
    await say('The cache of a is never cleared by hand, since that takes a whole night', {
      evidence: [{ path: 'src/a.ts' }],
    });
    assert.equal(
      (await texts('the cache', ['src/a.ts']))[0],
      'The cache of a is never cleared by hand, since that takes a whole night',
    );
    assert.equal((await texts('the cache'))[0], 'The cache keeps values for an hour');
    assert.match((await recall('unrelated', ['src/a.ts']))[0]?.reasons.join() ?? '', /rests on src\/a\.ts/);
  });

  it('stay within a number and a budget, and go on from there', async () => {
    for (let i = 0; i < 6; i++) await say(`The worker ${'abcdef'[i]} runs job ${i} at night`);
    const first = await memories.recall({ query: 'worker job night', limit: 4, isUse: false });
    const rest = await memories.recall({ query: 'worker job night', limit: 4, offset: 4, isUse: false });
    assert.deepEqual(
      [first.memories.length, first.hasMore, rest.memories.length, rest.hasMore],
      [4, true, 2, false],
    );
    const small = await memories.recall({
      query: 'worker job night',
      limit: 9,
      budgetTokens: 30,
      isUse: false,
    });
    assert.ok(small.memories.length >= 1 && small.memories.length < 4);
  });

  it('count uses, and forget expired ones without a trace in recall', async () => {
    const { memory } = await say('The office is closed over Easter', { expiresAt: now + 1_000 });
    await memories.recall({ query: 'office', limit: 5, isUse: true });
    assert.equal(memories.get(memory.id).useCount, 1);
    now += 10_000;
    assert.deepEqual(await texts('office'), []);
    assert.equal(memories.list({ withPast: true }).length, 1);
  });

  it('begin every prompt with the same preferences and decisions', async () => {
    await say('I prefer tabs');
    await say('We decided on Postgres because of its extensions');
    await say('The server listens on port 80 by itself');
    const before = memories.profile(100).map(({ text }) => text);
    assert.equal(before.length, 2);
    await say('We never squash merges');
    assert.deepEqual(
      memories.profile(100).map(({ text }) => text),
      [...before, 'We never squash merges'],
    );
  });

  it('keep what is proposed until a person decides, and do not ask twice', async () => {
    const origin = { by: 'turn', at: 1 } as const;
    const proposal = {
      text: 'We always pin versions',
      kind: 'preference',
      scope: 'workspace',
      origin,
      reason: 'r',
    } as const;
    assert.equal(memories.propose([proposal, { ...proposal, text: 'We never pin versions at all' }]), 2);
    assert.equal(memories.propose([proposal]), 0);
    const [one, two] = memories.proposals();
    assert.equal(
      (await memories.accept(one?.id ?? '', { text: 'We always pin exact versions' })).memory.text,
      'We always pin exact versions',
    );
    assert.equal(memories.reject([two?.id ?? '']).length, 1);
    assert.deepEqual(memories.proposals(), []);
    assert.equal(
      memories.propose([{ ...proposal, text: 'we never pin versions at all!' }]),
      0,
      'it was rejected',
    );
  });

  it('see what another window remembered, and nothing of another workspace but what is the user’s own', async () => {
    const directory = makeFolder();
    const one = open(directory, '/w');
    const firstStore = store;
    const two = open(directory, '/w\n/more');
    const secondStore = store;
    const other = open(directory, '/other');
    await one.recall({ query: 'x', limit: 1, isUse: false });
    await two.remember({ text: 'Logs are kept for 30 days', by: 'user' });
    await two.remember({ text: 'I prefer short logs', by: 'user' });
    const seen = async (by: Memories) =>
      (await by.recall({ query: 'logs', limit: 5, isUse: false })).memories.length;
    assert.equal(await seen(one), 2);
    assert.equal(await seen(other), 1);
    assert.equal(one.generation(), two.generation());
    firstStore.close();
    secondStore.close();
  });

  it('are read in pieces, with a moment for others between them, and miss nothing that is said meanwhile', async () => {
    const directory = makeFolder();
    const { memory } = await say('The first of many memories of this store');
    const { useCount: _, usedAt: __, ...stored } = memory;
    store.close();
    open(directory);
    store.write((rows) => {
      for (let i = 0; i < 450; i++)
        rows.put('added', { ...stored, id: `n${i}`, text: `Number ${i} of this store` });
    });
    store.close();
    const reader = open(directory);
    const other = openMemories({ directory, workspace: '/w' });
    let said = 0;
    between = () => {
      if (said++ === 0)
        other.write((rows) => rows.put('edited', { ...stored, id: 'n1', text: 'Said meanwhile, of zebras' }));
    };
    const { memories: found } = await reader.recall({ query: 'zebras', limit: 5, isUse: false });
    assert.deepEqual(
      found.map(({ memory }) => memory.id),
      ['n1'],
    );
    assert.ok(moments >= 4, String(moments));
    other.close();
  });

  it('stand still when the clock goes backwards', async () => {
    const { memory } = await say('Backups run at night, as an episode of last year', { kind: 'episode' });
    await memories.recall({ query: 'backups', limit: 5, isUse: true });
    now -= 1e9;
    await say('Backups are checked each week');
    await memories.recall({ query: 'backups', limit: 5, isUse: true });
    assert.equal((await texts('backups')).length, 2);
    assert.equal(memories.list()[0]?.text, 'Backups are checked each week', 'newest is what was said last');
    assert.ok((memories.get(memory.id).usedAt ?? 0) > now, 'a use does not become older');
    assert.equal(memories.undo(memory.id).length, 0);
  });
});

function kind(wanted: string) {
  return (error: unknown) => error instanceof EngineError && error.kind === wanted;
}
