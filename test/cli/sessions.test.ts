import assert from 'node:assert/strict';
import { sessions as command } from '../../src/cli/sessions.ts';
import type { SessionStore, Turn } from '../../src/engine/session/session.ts';
import { openSessions } from '../../src/storage/sessions.ts';
import { makeTree } from '../files/tree.ts';
import type { Tree } from '../files/tree.ts';
import { aTurn } from '../support/evidence.ts';
import { runCommand } from './fakeProgram.ts';

function askAndAnswer(store: SessionStore, sessionId: string, question: string): Turn {
  const parentId = store.get(sessionId).turns.at(-1)?.id ?? null;
  const turn = store.ask({ sessionId, parentId, question, model: null, modelLabel: null });
  const { id: _, parentId: __, question: ___, askedAt: ____, endedAt: _____, ...rest } = aTurn();
  const { model: ______, modelLabel: _______, ...outcome } = rest;
  store.end(turn.id, outcome);
  return turn;
}

describe(`sightline ${command.name}`, () => {
  let tree: Tree;
  let store: ReturnType<typeof openSessions>;
  beforeEach(() => {
    tree = makeTree();
    store = openSessions({ directory: tree.directory, workspace: '/w' });
  });
  afterEach(async () => {
    store.close();
    await tree[Symbol.asyncDispose]();
  });
  const sessions = (...line: string[]) => runCommand(['sessions', ...line], { sessions: store });

  it('lists, shows and exports what was asked', async () => {
    assert.match((await sessions('list')).out, /Nothing was asked/);
    const { id } = store.create('Backoff');
    askAndAnswer(store, id, 'How does the backoff work?');
    const listed = await sessions();
    assert.match(
      listed.out,
      new RegExp(`^${id} {2}\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d {2}1 turn {4}Backoff$`, 'm'),
    );
    const shown = await sessions('show', id.slice(0, 8));
    assert.match(shown.out, /> How does the backoff work\?[^]*It doubles/);
    const json = JSON.parse((await sessions('show', 'last', '--json')).out) as { id: string; turns: Turn[] };
    assert.equal(json.id, id);
    assert.deepEqual(
      json.turns.map(({ question, state }) => ({ question, state })),
      [{ question: 'How does the backoff work?', state: 'done' }],
    );
    assert.match((await sessions('export', id)).out, /^# Backoff\n/);
    assert.equal(
      (JSON.parse((await sessions('export', id, '--json')).out) as { title: string }).title,
      'Backoff',
    );
  });

  it('forks up to a turn and deletes', async () => {
    const { id } = store.create('Backoff');
    const first = askAndAnswer(store, id, 'one');
    askAndAnswer(store, id, 'two');
    const forked = JSON.parse((await sessions('fork', id, '--turn', first.id, '--json')).out) as {
      turnCount: number;
    };
    assert.equal(forked.turnCount, 1);
    assert.match((await sessions('delete', id)).out, /Deleted "Backoff"\./);
    const gone = await sessions('show', id);
    assert.equal(gone.code, 1);
    assert.match(gone.err, /There is no session .*\nSee them all: sightline sessions list/);
  });
});
