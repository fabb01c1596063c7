import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { askNew, openFakePanel, untilTrue } from './fakePanel.ts';
import type { FakePanel } from './fakePanel.ts';

/** Runs in a window of its own, on a workspace file: there a folder comes and goes without a new extension host. */
describe('several folders', () => {
  let panel: FakePanel;
  let second = '';
  before(async () => {
    second = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'sightline-second-'));
    fs.writeFileSync(
      path.join(second, 'wallaby.ts'),
      '/** How high a wallaby jumps. */\nexport function wallabyJump(): number {\n  return 2;\n}\n',
    );
    panel = await openFakePanel();
    await panel.send({ kind: 'chooseModel', modelId: null });
  });
  after(() => {
    panel.leave();
    fs.rmSync(second, { recursive: true, force: true });
  });

  const pathsOf = async (word: string): Promise<string[]> => {
    await askNew(panel, word);
    const events = await panel.untilEnd();
    const hits = events.flatMap((event) => (event.kind === 'evidence' ? event.evidence.hits : []));
    return [...new Set(hits.filter(({ text }) => text.includes(word)).map((hit) => hit.path))];
  };

  it('are one folder at first, cited by paths alone', async () => {
    await untilTrue(async () => (await pathsOf('retryDelay')).includes('src/net/retry.ts'), 'it is found');
  });

  it('are indexed when one more is added, and cited by its name', async () => {
    vscode.workspace.updateWorkspaceFolders(1, 0, { uri: vscode.Uri.file(second), name: 'second' });
    await untilTrue(
      async () => (await pathsOf('wallabyJump')).join() === 'second/wallaby.ts',
      'the added folder is found under its name',
    );
    const [first] = vscode.workspace.workspaceFolders ?? [];
    assert.ok((await pathsOf('retryDelay')).includes(`${first?.name}/src/net/retry.ts`));
  });

  it('open a place in the right one', async () => {
    await panel.send({ kind: 'openPlace', path: 'second/wallaby.ts', startLine: 2, endLine: 4 });
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.fsPath, path.join(second, 'wallaby.ts'));
    assert.equal(editor.selection.active.line, 1);
    const [first] = vscode.workspace.workspaceFolders ?? [];
    const inFirst = `${first?.name}/src/checksum.ts`;
    await panel.send({ kind: 'openPlace', path: inFirst, startLine: 2, endLine: 3 });
    const { fsPath = '' } = vscode.window.activeTextEditor?.document.uri ?? {};
    assert.equal(fsPath, path.join(first?.uri.fsPath ?? '', 'src', 'checksum.ts'));
  });

  it('find what is saved in the added one', async () => {
    fs.writeFileSync(path.join(second, 'pademelon.ts'), 'export const pademelonHops = 7;\n');
    await untilTrue(
      async () => (await pathsOf('pademelonHops')).join() === 'second/pademelon.ts',
      'the new file is found',
    );
  });

  it('forget one that is removed', async () => {
    vscode.workspace.updateWorkspaceFolders(1, 1);
    await untilTrue(async () => (await pathsOf('wallabyJump')).length === 0, 'the removed folder is gone');
    assert.ok((await pathsOf('retryDelay')).includes('src/net/retry.ts'));
  });
});
