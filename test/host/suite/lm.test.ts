import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { askNew, openFakePanel, textOf, untilTrue } from './fakePanel.ts';
import type { FakePanel } from './fakePanel.ts';

interface Heard {
  readonly prompts: readonly string[];
  readonly cancelled: number;
}

/** Of the extension in `test/host/modelExtension`, which gives VS Code a model as any other extension would. */
const modelId = 'vscode:scripted/talker';

describe('a model of VS Code', () => {
  let panel: FakePanel;
  let heard: Heard;
  before(async () => {
    const provider = vscode.extensions.getExtension<Heard>('sightline-test.scripted-model');
    assert.ok(provider, 'the extension with the model is not there');
    heard = await provider.activate();
    panel = await openFakePanel();
    await untilTrue(async () => {
      await panel.send({ kind: 'findModels' });
      return (await panel.state()).models.some(({ id }) => id === modelId);
    }, 'the model is listed');
  });
  after(async () => {
    await panel.send({ kind: 'chooseModel', modelId: null });
    panel.leave();
  });

  it('is listed as one of VS Code, with its window', async () => {
    const found = (await panel.state()).models.find(({ id }) => id === modelId);
    assert.equal(found?.group, 'VS Code');
    assert.match(found.label, /Talker/);
    assert.equal(found.windowTokens, 16_000);
  });

  it('answers in a stream, from the code, with citations that are checked', async () => {
    await panel.send({ kind: 'chooseModel', modelId });
    await askNew(panel, 'How does retryDelay compute the delay?');
    const events = await panel.untilEnd();
    assert.equal(events.at(-1)?.kind, 'done');
    assert.equal(textOf(events), 'The delay doubles [src/net/retry.ts:14-17].');
    assert.match(
      heard.prompts.at(-1) ?? '',
      /src\/net\/retry\.ts[^]*How does retryDelay compute the delay\?/,
    );
    const cited = events.flatMap((event) => (event.kind === 'citations' ? event.citations : []));
    assert.deepEqual(
      cited.map(({ path, isChecked }) => [path, isChecked]),
      [['src/net/retry.ts', true]],
    );
    const [turn] = (await panel.state()).session?.turns ?? [];
    assert.equal(turn?.model, modelId);
    assert.equal(turn.usage?.isEstimated, true);
  });

  it('stops within a second, is told so, and what it said is kept', async () => {
    await askNew(panel, 'Talk for ever');
    await panel.until('turn', ({ event }) => event.kind === 'text');
    const cancelled = heard.cancelled;
    const before = performance.now();
    await panel.send({ kind: 'stop' });
    assert.equal((await panel.untilEnd()).at(-1)?.kind, 'stopped');
    assert.ok(performance.now() - before < 1000);
    await untilTrue(() => heard.cancelled > cancelled, 'the model is told to stop');
    assert.match((await panel.state()).session?.turns[0]?.answer ?? '', /^again /);
  });
});
