import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { faults, helpfulReply, say, startModelServer } from '../../support/modelServer.ts';
import type { ModelServer, Reply, Script } from '../../support/modelServer.ts';
import { askNew, openFakePanel, textOf } from './fakePanel.ts';
import type { FakePanel } from './fakePanel.ts';
import { nameModel } from './namedModel.ts';

const settings = () => vscode.workspace.getConfiguration('sightline.model');

/** Settings point to a scripted server, which answers each question as `reply` then says. */
describe('asking a model', () => {
  let panel: FakePanel;
  let server: ModelServer;
  let reply: Reply | typeof helpfulReply = helpfulReply;

  before(async () => {
    const script: Script = (request) => (typeof reply === 'function' ? reply(request) : reply);
    server = await startModelServer(script, { models: ['scripted'] });
    await nameModel({ baseUrl: server.baseUrl, name: 'scripted' });
    panel = await openFakePanel();
  });
  after(async () => {
    await nameModel(null);
    await panel.send({ kind: 'chooseModel', modelId: null });
    panel.leave();
    await server.stop();
  });

  it('takes the model of the settings, and lists it', async () => {
    const { modelId } = await panel.state();
    assert.equal(modelId, `${server.baseUrl}#scripted`);
    const { models } = await panel.until('models', (message) => message.models.length > 0);
    assert.ok(models.some(({ id, group }) => id === modelId && group === 'Local'));
  });

  it('streams the answer, with citations that are checked', async () => {
    reply = helpfulReply;
    await askNew(panel, 'How does retryDelay compute the delay?');
    const events = await panel.untilEnd();
    assert.equal(events.at(-1)?.kind, 'done');
    assert.ok(events.filter(({ kind }) => kind === 'text').length > 1);
    const cited = events.flatMap((event) => (event.kind === 'citations' ? event.citations : []));
    const checked = cited.filter(({ isChecked }) => isChecked);
    assert.ok(
      checked.some(({ path }) => path === 'src/net/retry.ts'),
      JSON.stringify(cited),
    );
  });

  it('does not check a citation of lines that are not there', async () => {
    reply = say('See [src/net/retry.ts:900-910] and [no/such/file.ts:1-2].');
    await askNew(panel, 'Where?');
    const events = await panel.untilEnd();
    const cited = events.flatMap((event) => (event.kind === 'citations' ? event.citations : []));
    assert.deepEqual(
      cited.filter(({ isChecked }) => isChecked),
      [],
    );
  });

  it('stops within a second, and keeps what was said', async () => {
    reply = faults.endless;
    await askNew(panel, 'Talk for ever');
    await panel.until('turn', ({ event }) => event.kind === 'text');
    const before = performance.now();
    await panel.send({ kind: 'stop' });
    const events = await panel.untilEnd();
    assert.ok(performance.now() - before < 1000);
    assert.equal(events.at(-1)?.kind, 'stopped');
    const [turn] = (await panel.state()).session?.turns ?? [];
    assert.equal(turn?.state, 'stopped');
    assert.ok(turn.answer.length > 0);
  });

  it('remembers that an answer was cut, and goes on with it', async () => {
    reply = faults.lengthReached;
    await askNew(panel, 'Say it all');
    await panel.untilEnd();
    const cut = (await panel.state()).session;
    assert.equal(cut?.turns[0]?.endReason, 'length');
    reply = say('wer.');
    panel.clear();
    const { question, parentId, id } = cut.turns[0];
    await panel.send({ kind: 'ask', question, parentId, sessionId: cut.id, goesOnFrom: id });
    assert.equal(textOf(await panel.untilEnd()), 'A long answer.');
    const { session, branches } = await panel.state();
    assert.equal(session?.turns.length, 1);
    assert.equal(session.turns[0]?.answer, 'A long answer.');
    assert.equal(Object.values(branches)[0]?.length, 2);
  });

  it('shows a panel that comes in the middle everything that was said, and then the rest', async () => {
    reply = {
      kind: 'answer',
      pieces: ['one ', 'two ', 'three'].map((text) => ({ kind: 'text', text, delayMs: 400 })),
    };
    await askNew(panel, 'Count slowly');
    await panel.until('turn', ({ event }) => event.kind === 'text');
    const late = await openFakePanel();
    const { state } = await late.until('state');
    const running = state.session?.turns.find(({ id }) => id === state.runningTurnId);
    assert.ok(running, 'the turn runs in the state');
    const rest = textOf((await late.untilEnd()).filter(({ kind }) => kind === 'text'));
    late.leave();
    assert.equal(running.answer + rest, 'one two three');
  });

  it('tells a failure with what to do, and stores the question', async () => {
    reply = faults.unauthorized;
    await askNew(panel, 'Will you?');
    const last = (await panel.untilEnd()).at(-1);
    assert.ok(last?.kind === 'failed');
    assert.equal(last.failure.kind, 'model-unauthorized');
    const [turn] = (await panel.state()).session?.turns ?? [];
    assert.equal(turn?.question, 'Will you?');
    assert.equal(turn.failure?.kind, 'model-unauthorized');
  });

  it('remembers that no model is wanted, until the settings change', async () => {
    await panel.send({ kind: 'chooseModel', modelId: null });
    assert.equal((await panel.state()).modelId, null);
    await settings().update('name', 'other', vscode.ConfigurationTarget.Global);
    assert.equal((await panel.state()).modelId, `${server.baseUrl}#other`);
    await settings().update('name', 'scripted', vscode.ConfigurationTarget.Global);
  });
});
