import assert from 'node:assert/strict';
import { askNew, openFakePanel } from './fakePanel.ts';
import type { FakePanel } from './fakePanel.ts';

describe('chats', () => {
  let panel: FakePanel;
  let sessionId = '';
  before(async () => {
    panel = await openFakePanel();
    await panel.send({ kind: 'chooseModel', modelId: null });
    await askNew(panel, 'What does uploadPiece send?');
    await panel.untilEnd();
    sessionId = (await panel.state()).session?.id ?? '';
    assert.notEqual(sessionId, '');
  });
  after(() => panel.leave());

  const listed = async (query = ''): Promise<string[]> => {
    panel.clear();
    await panel.send({ kind: 'listSessions', query });
    return (await panel.until('sessions')).sessions.map(({ id }) => id);
  };

  it('are listed newest first, and found by their words', async () => {
    assert.equal((await listed())[0], sessionId);
    assert.ok((await listed('uploadPiece')).includes(sessionId));
    assert.deepEqual(await listed('no chat says this word: xylophone'), []);
  });

  it('are renamed', async () => {
    await panel.send({ kind: 'renameSession', sessionId, title: 'How pieces travel' });
    assert.equal((await panel.state()).session?.title, 'How pieces travel');
  });

  it('are forked at a turn, and the fork is shown', async () => {
    const turnId = (await panel.state()).session?.turns[0]?.id ?? '';
    await panel.send({ kind: 'forkSession', sessionId, turnId });
    const { session } = await panel.state();
    assert.notEqual(session?.id, sessionId);
    assert.equal(session?.forkedFrom, sessionId);
    assert.equal(session?.turns[0]?.question, 'What does uploadPiece send?');
  });

  it('are deleted, and brought back', async () => {
    await panel.send({ kind: 'openSession', sessionId });
    await panel.send({ kind: 'deleteSession', sessionId });
    assert.equal((await panel.state()).session, null);
    assert.ok(!(await listed()).includes(sessionId));
    await panel.send({ kind: 'restoreSession', sessionId });
    assert.equal((await panel.state()).session?.id, sessionId);
  });

  it('that are gone are a sentence with a way out', async () => {
    panel.clear();
    await panel.send({ kind: 'forkSession', sessionId: 'no-such-chat', turnId: 'x' });
    const notice = await panel.until('notice');
    assert.equal(notice.severity, 'error');
    assert.equal(notice.action?.command, 'sightline.history');
  });
});
