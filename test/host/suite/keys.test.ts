import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { say, startModelServer } from '../../support/modelServer.ts';
import type { ModelServer } from '../../support/modelServer.ts';
import { askNew, openFakePanel, textOf, untilTrue } from './fakePanel.ts';
import type { FakePanel } from './fakePanel.ts';

const key = 'sk-test-abcdefghijklmnopqrstuvwxyz';
const settings = () => vscode.workspace.getConfiguration('sightline.model');

describe('the key of a model', () => {
  let panel: FakePanel;
  let server: ModelServer;
  before(async () => {
    server = await startModelServer(say('With a key.'), { apiKey: key, models: ['only'] });
    panel = await openFakePanel();
  });
  after(async () => {
    await vscode.commands.executeCommand('sightline.disconnectModel');
    panel.leave();
    await server.stop();
  });

  it('is asked for, tested, and kept out of every setting', async () => {
    const window = vscode.window as unknown as Record<string, unknown>;
    const { showErrorMessage, showInputBox } = vscode.window;
    window['showErrorMessage'] = (_text: string, again: string) => Promise.resolve(again);
    window['showInputBox'] = () => Promise.resolve(key);
    try {
      await panel.send({ kind: 'connectModel', baseUrl: server.baseUrl });
    } finally {
      Object.assign(window, { showErrorMessage, showInputBox });
    }
    assert.equal(settings().get('baseUrl'), server.baseUrl);
    assert.equal(settings().get('name'), 'only');
    assert.doesNotMatch(JSON.stringify(vscode.workspace.getConfiguration()), /sk-test-abc/);
    await askNew(panel, 'Do you have a key?');
    assert.equal(textOf(await panel.untilEnd()), 'With a key.');
  });

  it('is not told to the panel', () => assert.doesNotMatch(JSON.stringify(panel.messages), /sk-test-abc/));

  it('is not sent to another address', async () => {
    const other = await startModelServer(say('Hello.'), { models: ['only'] });
    try {
      await settings().update('baseUrl', other.baseUrl, vscode.ConfigurationTarget.Global);
      await panel.send({ kind: 'chooseModel', modelId: `${other.baseUrl}#only` });
      await askNew(panel, 'And you?');
      await panel.untilEnd();
      assert.equal(other.chats().length, 1);
      assert.doesNotMatch(JSON.stringify(other.chats().map(({ headers }) => headers)), /sk-test-abc/);
    } finally {
      await settings().update('baseUrl', server.baseUrl, vscode.ConfigurationTarget.Global);
      await panel.send({ kind: 'chooseModel', modelId: `${server.baseUrl}#only` });
      await other.stop();
    }
  });

  it('is forgotten when the model is disconnected', async () => {
    await vscode.commands.executeCommand('sightline.disconnectModel');
    await untilTrue(() => settings().get('baseUrl') === '', 'the address is forgotten');
    await panel.send({ kind: 'chooseModel', modelId: `${server.baseUrl}#only` });
    await askNew(panel, 'Do you still have it?');
    const last = (await panel.untilEnd()).at(-1);
    assert.ok(last?.kind === 'failed');
    assert.equal(last.failure.kind, 'model-unauthorized');
    await panel.send({ kind: 'chooseModel', modelId: null });
  });
});
