import assert from 'node:assert/strict';
import { askNew, openFakePanel, textOf, untilTrue } from './fakePanel.ts';
import type { FakePanel } from './fakePanel.ts';

describe('asking without a model', () => {
  let panel: FakePanel;
  before(async () => {
    panel = await openFakePanel();
    await panel.send({ kind: 'chooseModel', modelId: null });
    await untilTrue(async () => (await panel.state()).index?.state === 'ready', 'the index is ready');
  });
  after(() => panel.leave());

  it('answers with places in the workspace, the declaration first', async () => {
    await askNew(panel, 'How does retryDelay compute the delay?');
    const events = await panel.untilEnd();
    const evidence = events.find(({ kind }) => kind === 'evidence');
    assert.ok(evidence?.kind === 'evidence');
    const [best] = evidence.evidence.hits;
    assert.equal(best?.path, 'src/net/retry.ts');
    assert.equal(best?.symbol, 'retryDelay');
    assert.ok(best.reasons.length > 0);
    assert.equal(events.at(-1)?.kind, 'done');
  });

  it('says within a second of the question what it has found, from a warm index', async () => {
    const before = performance.now();
    await askNew(panel, 'Where are checksums computed?');
    await panel.until('turn', ({ event }) => event.kind === 'evidence');
    assert.ok(performance.now() - before < 1000);
  });

  it('never shows a file that git ignores', async () => {
    await askNew(panel, 'generatedAndIgnored');
    const events = await panel.untilEnd();
    assert.doesNotMatch(JSON.stringify(events), /build\/bundle\.js/);
  });

  it('remembers the chat: a panel that comes anew shows it', async () => {
    await askNew(panel, 'What is a Piece?');
    await panel.untilEnd();
    const again = await openFakePanel();
    const { session, runningTurnId } = await again.state();
    again.leave();
    assert.equal(session?.turns.length, 1);
    assert.equal(session?.turns[0]?.question, 'What is a Piece?');
    assert.equal(session?.turns[0]?.state, 'done');
    assert.ok((session?.turns[0]?.evidence?.hits.length ?? 0) > 0);
    assert.equal(runningTurnId, null);
  });

  it('goes on in the same chat, and branches from an earlier turn', async () => {
    await askNew(panel, 'What is a Piece?');
    await panel.untilEnd();
    const first = (await panel.state()).session;
    assert.ok(first?.turns[0]);
    panel.clear();
    await panel.send({ kind: 'ask', question: 'And who cuts them?', sessionId: first.id });
    await panel.untilEnd();
    assert.equal((await panel.state()).session?.turns.length, 2);
    panel.clear();
    await panel.send({
      kind: 'ask',
      question: 'What is a piece made of?',
      sessionId: first.id,
      parentId: null,
    });
    await panel.untilEnd();
    const { session, branches } = await panel.state();
    const [shown] = session?.turns ?? [];
    assert.equal(shown?.question, 'What is a piece made of?');
    assert.deepEqual(branches[shown.id], [first.turns[0].id, shown.id]);
    await panel.send({ kind: 'showBranch', turnId: first.turns[0].id });
    assert.equal((await panel.state()).session?.turns.length, 2);
  });

  it('gives three questions about symbols of this workspace', async () => {
    await untilTrue(async () => (await panel.state()).examples.length > 0, 'there are examples');
    const { examples } = await panel.state();
    assert.equal(examples.length, 3);
    for (const example of examples) assert.match(example, /`\w+`/);
  });

  it('drops a message that is none, and goes on', async () => {
    await panel.send({ kind: 'ask', question: '' });
    await panel.send({ kind: 'format your disk' });
    await askNew(panel, 'retryDelay');
    assert.equal((await panel.untilEnd()).at(-1)?.kind, 'done');
  });

  it('runs only its own commands for the panel', async () => {
    panel.clear();
    await panel.send({ kind: 'runCommand', command: 'workbench.action.files.newUntitledFile' });
    await panel.send({ kind: 'runCommand', command: 'sightline.noSuchCommand' });
    assert.deepEqual(panel.messages, []);
    assert.equal(textOf([]), '');
  });
});
