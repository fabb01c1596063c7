import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EngineError } from '../../src/engine/errors.ts';
import type { TurnOutcome } from '../../src/engine/session/session.ts';
import { openSessions, type Sessions, type SessionsOptions } from '../../src/storage/sessions.ts';
import { makeFolder, removeFolders } from './folder.ts';

const outcome = (answer: string, more: Partial<TurnOutcome> = {}): TurnOutcome => ({
  answer,
  reasoning: '',
  state: 'done',
  evidence: {
    hits: [],
    coverage: { filesIndexed: 3, filesTotal: 4 },
    generation: 7,
    warnings: ['one file was not read'],
  },
  ledger: { rows: [], tokens: 10, budgetTokens: 100 },
  citations: [{ path: 'a.ts', startLine: 1, endLine: 2, isChecked: true }],
  usage: { inputTokens: 5, outputTokens: 6, isEstimated: true },
  failure: null,
  warnings: [],
  ...more,
});

const failsWith = (kind: string) => (error: unknown) => error instanceof EngineError && error.kind === kind;

describe('stored sessions', () => {
  let directory = '';
  let clock = 1_000_000;
  const warnings: string[] = [];
  const stores: Sessions[] = [];
  const open = (more: Partial<SessionsOptions> = {}): Sessions => {
    const store = openSessions({
      directory,
      workspace: 'w',
      now: () => ++clock,
      onWarning: (sentence) => warnings.push(sentence),
      ...more,
    });
    stores.push(store);
    return store;
  };
  const ask = (store: Sessions, sessionId: string, question: string, parentId: string | null = null) =>
    store.ask({ sessionId, parentId, question, model: 'm', modelLabel: 'M' });
  const questions = (store: Sessions, sessionId: string) =>
    store.get(sessionId).turns.map((turn) => turn.question);
  const titles = (store: Sessions, query?: string) =>
    store.list(query === undefined ? {} : { query }).map((session) => session.title);

  beforeEach(() => {
    directory = makeFolder();
    warnings.length = 0;
  });
  afterEach(async () => {
    // A backup goes on beside the test that caused it: a folder that it still writes into cannot be removed.
    for (const store of stores.splice(0)) {
      await store.backedUp();
      store.close();
    }
    removeFolders();
  });

  it('keep why an answer is not whole', () => {
    const store = open();
    const session = store.create('First');
    const first = ask(store, session.id, 'How?');
    store.end(first.id, outcome('Because', { endReason: 'length' }));
    store.end(ask(store, session.id, 'And?', first.id).id, outcome('So.'));
    const reasons = open()
      .get(session.id)
      .turns.map(({ endReason }) => endReason);
    assert.deepEqual(reasons, ['length', undefined]);
    const fork = store.fork(session.id, first.id);
    assert.equal(store.get(fork.id).turns[0]?.endReason, 'length');
  });

  it('keep a question before it is answered, then its whole outcome, over a restart', () => {
    const store = open();
    const session = store.create('First');
    const turn = ask(store, session.id, 'How?');
    assert.equal(turn.state, 'asked');
    store.keepPartial(turn.id, { answer: 'Be', reasoning: 'hm' });
    const partial = store.get(session.id).turns[0];
    assert.deepEqual([partial?.state, partial?.answer, partial?.reasoning], ['asked', 'Be', 'hm']);
    store.end(turn.id, outcome('Because.'));
    store.keepPartial(turn.id, { answer: 'late', reasoning: '' });
    store.close();

    const [found] = open().get(session.id).turns;
    const { endedAt, ...rest } = found ?? assert.fail('the turn is gone');
    assert.ok(endedAt !== null && endedAt > turn.askedAt);
    assert.deepEqual(rest, {
      ...outcome('Because.'),
      id: turn.id,
      parentId: null,
      question: 'How?',
      model: 'm',
      modelLabel: 'M',
      askedAt: turn.askedAt,
    });
    assert.deepEqual(warnings, []);
  });

  it('refuse to end a turn twice, or as still asked', () => {
    const store = open();
    const turn = ask(store, store.create('x').id, 'q');
    assert.throws(() => store.end(turn.id, outcome('', { state: 'asked' })));
    store.end(turn.id, outcome('a'));
    assert.throws(() => store.end(turn.id, outcome('b')));
  });

  it('are listed wherever one of their folders is open, in whatever order, and nowhere else', () => {
    const titles = (workspace: string): string[] =>
      open({ workspace })
        .list()
        .map(({ title }) => title)
        .sort();
    open({ workspace: '/a' }).create('of a');
    open({ workspace: '/a\n/b' }).create('of a and b');
    open({ workspace: '/a/b' }).create('of the folder inside');
    assert.deepEqual(titles('/a'), ['of a', 'of a and b']);
    assert.deepEqual(titles('/b\n/a'), ['of a', 'of a and b']);
    assert.deepEqual(titles('/b'), ['of a and b']);
    assert.deepEqual(titles('/a/b'), ['of the folder inside']);
    assert.deepEqual(titles('/c'), []);
  });

  it('are listed newest change first, of this workspace only, as many as asked for', () => {
    const store = open();
    const one = store.create('one');
    store.create('two');
    open({ workspace: 'elsewhere' }).create('not here');
    assert.deepEqual(titles(store), ['two', 'one']);
    ask(store, one.id, 'q');
    assert.deepEqual(titles(store), ['one', 'two']);
    assert.equal(store.list({ limit: 1 })[0]?.turnCount, 1);
    assert.equal(store.list({ limit: 1 }).length, 1);
    store.rename(one.id, 'uno');
    assert.deepEqual(titles(store), ['uno', 'two']);
  });

  it('are found by words of titles, questions and answers, in any case', () => {
    const store = open();
    const one = store.create('Retry policy');
    store.end(
      ask(store, one.id, 'Where is the backoff?').id,
      outcome('In `retryDelay` of net/retry.ts, 100%_sure.'),
    );
    const two = store.create('Größe');
    store.keepPartial(ask(store, two.id, 'Über ÄRGER').id, { answer: 'half an answer', reasoning: '' });
    assert.deepEqual(titles(store, 'RETRY'), ['Retry policy']);
    assert.deepEqual(titles(store, 'backoff policy retrydelay'), ['Retry policy']);
    assert.deepEqual(titles(store, 'backoff half'), [], 'all words in one session');
    assert.deepEqual(titles(store, 'ärger GRÖSSE'), []);
    assert.deepEqual(titles(store, 'ärger größe half'), ['Größe']);
    assert.deepEqual(titles(store, '0%_s'), ['Retry policy']);
    assert.deepEqual(titles(store, 'r%y'), []);
    assert.deepEqual(titles(store, "'; DROP TABLE turns --"), []);
    assert.equal(titles(store, '  ').length, 2);
  });

  it('show one branch and keep the others', () => {
    const store = open();
    const { id } = store.create('x');
    const first = ask(store, id, '1');
    const second = ask(store, id, '2', first.id);
    ask(store, id, '3', second.id);
    const other = ask(store, id, '2b', first.id);
    assert.deepEqual(questions(store, id), ['1', '2b']);
    assert.deepEqual(store.branches(second.id), [second.id, other.id]);
    assert.deepEqual(store.branches(first.id), [first.id]);
    assert.deepEqual(
      store.showBranch(second.id).turns.map((turn) => turn.question),
      ['1', '2', '3'],
    );
    const again = ask(store, id, '1 edited');
    assert.deepEqual(questions(store, id), ['1 edited']);
    assert.deepEqual(store.branches(again.id), [first.id, again.id]);
    assert.throws(() => ask(store, store.create('y').id, 'q', first.id), /another session/);
  });

  it('fork into a session of their own that outlives the first', () => {
    const store = open();
    const { id } = store.create('x');
    const first = ask(store, id, '1');
    store.end(first.id, outcome('one'));
    const second = ask(store, id, '2', first.id);
    ask(store, id, '3', second.id);
    const fork = store.fork(id, second.id);
    assert.deepEqual([fork.title, fork.forkedFrom, fork.turnCount], ['x (fork)', id, 2]);
    store.delete(id);
    const copy = store.get(fork.id);
    assert.deepEqual(
      copy.turns.map((turn) => [turn.question, turn.answer, turn.state]),
      [
        ['1', 'one', 'done'],
        ['2', '', 'interrupted'],
      ],
    );
    assert.equal(copy.turns[0]?.askedAt, first.askedAt);
    ask(store, fork.id, 'on', copy.turns[1]?.id);
    assert.deepEqual(questions(store, fork.id), ['1', '2', 'on']);
  });

  it('can be restored after a delete until the store closes, also beside a second window', () => {
    const store = open();
    const { id } = store.create('x');
    ask(store, id, 'q');
    store.delete(id);
    assert.deepEqual(titles(store), []);
    assert.throws(() => store.get(id), failsWith('session-missing'));
    assert.throws(() => ask(store, id, 'more'), failsWith('session-missing'));
    open().close();
    store.restore(id);
    assert.deepEqual(questions(store, id), ['q']);
    store.delete(id);
    store.close();
    assert.throws(() => open().restore(id), failsWith('session-missing'));
    const bytes = fs.readFileSync(path.join(directory, 'sessions.db'));
    assert.equal(bytes.includes(id), false, 'the bytes are gone too');
  });

  it('that are missing say so', () => {
    const store = open();
    for (const act of [
      () => store.get('nope'),
      () => store.rename('nope', 'x'),
      () => store.delete('nope'),
      () => store.branches('nope'),
      () => store.showBranch('nope'),
      () => store.fork('nope', 'nope'),
      () => store.end('nope', outcome('')),
      () => ask(store, 'nope', 'q'),
    ]) {
      assert.throws(act, failsWith('session-missing'));
    }
  });

  it('are read as far as they can be where stored values are not what they should be', () => {
    const store = open();
    const good = store.create('good');
    const turn = ask(store, good.id, 'q');
    store.end(turn.id, outcome('kept'));
    const raw = new DatabaseSync(path.join(directory, 'sessions.db'));
    raw.exec(`UPDATE outcomes SET evidence = '{"hits": 3}', usage = '{', state = 'unheard-of'`);
    raw.close();
    const [read] = store.get(good.id).turns;
    assert.deepEqual(
      [read?.answer, read?.evidence, read?.usage, read?.state],
      ['kept', null, null, 'interrupted'],
    );
    assert.equal(read?.citations.length, 1);
    assert.match(
      warnings.join(),
      /could not be read \(usage, evidence\).*"q"|could not be read \(evidence, usage\).*"q"/,
    );
  });

  it('of a newer version of the file are not touched', () => {
    open().close();
    const file = path.join(directory, 'sessions.db');
    const raw = new DatabaseSync(file);
    raw.exec('PRAGMA user_version = 99');
    raw.close();
    const before = fs.readFileSync(file);
    assert.throws(() => open(), failsWith('storage-newer'));
    assert.deepEqual(fs.readFileSync(file), before);
    assert.deepEqual(fs.readdirSync(directory), ['sessions.db', 'sessions.db.opening']);
  });

  it('lie in files that only their user may read', () => {
    const store = open();
    store.create('x');
    const names = fs.readdirSync(directory).filter((name) => name.startsWith('sessions.db'));
    assert.ok(names.includes('sessions.db-wal'));
    for (const name of names) assert.equal(fs.statSync(path.join(directory, name)).mode & 0o777, 0o600, name);
  });
});
