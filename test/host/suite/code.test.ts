import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import * as vscode from 'vscode';
import { folder, openFakePanel, untilTrue } from './fakePanel.ts';
import type { FakePanel } from './fakePanel.ts';

const retry = () => vscode.Uri.joinPath(folder(), 'src/net/retry.ts');
const onDisk = () => fs.readFile(retry().fsPath, 'utf8');
const block = `export function retryDelay(attempt: number, policy: RetryPolicy = defaultPolicy): number {
  return attempt * policy.firstDelayMs;
}`;
const autoSave = (mode: string | undefined) =>
  vscode.workspace.getConfiguration('files').update('autoSave', mode, vscode.ConfigurationTarget.Global);
const diffTab = () => vscode.window.tabGroups.activeTabGroup.activeTab?.input;

describe('code of an answer', () => {
  let panel: FakePanel;
  let original = '';
  before(async () => {
    panel = await openFakePanel();
    original = await onDisk();
  });
  beforeEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    panel.clear();
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await fs.writeFile(retry().fsPath, original);
    panel.leave();
  });

  it('opens a place at its lines', async () => {
    await panel.send({ kind: 'openPlace', path: 'src/net/retry.ts', startLine: 14, endLine: 17 });
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.toString(), retry().toString());
    assert.equal(editor.selection.active.line, 13);
    await untilTrue(
      () => editor.visibleRanges.some(({ start, end }) => start.line <= 13 && end.line >= 16),
      'the lines are in sight',
    );
  });

  it('opens the end of a file that has become shorter', async () => {
    await panel.send({ kind: 'openPlace', path: 'src/checksum.ts', startLine: 900, endLine: 910 });
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, 8);
  });

  for (const path of ['../../etc/passwd', '/etc/passwd', 'src/../../x', 'no/such/file.ts']) {
    it(`opens nothing for ${path}, and says so`, async () => {
      await panel.send({ kind: 'openPlace', path, startLine: 1, endLine: 1 });
      const notice = await panel.until('notice');
      assert.match(notice.text, /not inside this workspace|does not exist any more/);
      assert.equal(vscode.window.activeTextEditor, undefined);
    });
  }

  it('opens nothing behind a link that leads out of the workspace', async () => {
    const link = vscode.Uri.joinPath(folder(), 'src', 'out.txt').fsPath;
    await fs.symlink('/etc/hostname', link);
    try {
      await panel.send({ kind: 'openPlace', path: 'src/out.txt', startLine: 1, endLine: 1 });
      assert.match((await panel.until('notice')).text, /not inside this workspace/);
    } finally {
      await fs.unlink(link);
    }
  });

  it('is copied', async () => {
    await panel.send({ kind: 'copy', text: 'copied by Sightline' });
    assert.equal(await vscode.env.clipboard.readText(), 'copied by Sightline');
  });

  it('is inserted at the cursor, as one step of undo', async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'a\nb\n' });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    await panel.send({ kind: 'insertAtCursor', text: 'x' });
    assert.equal(document.getText(), 'a\nxb\n');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), 'a\nb\n');
    // Merely closed, its backup is restored into the next editor without a file.
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('says that there is no editor to insert into', async () => {
    await panel.send({ kind: 'insertAtCursor', text: 'x' });
    assert.match((await panel.until('notice')).text, /No editor is open/);
  });

  it('opens as a file in its language', async () => {
    await panel.send({ kind: 'openAsFile', text: 'x = 1', language: 'py' });
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.languageId, 'python');
    assert.equal(document.getText(), 'x = 1\n');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});

describe('applying code to a file', () => {
  let panel: FakePanel;
  let original = '';
  before(async () => {
    // In a browser, VS Code saves by itself after a second.
    await autoSave('off');
    panel = await openFakePanel();
    original = await onDisk();
  });
  beforeEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await fs.writeFile(retry().fsPath, original);
    await untilTrue(
      async () => (await vscode.workspace.openTextDocument(retry())).getText() === original,
      'the editor has the file anew',
    );
    panel.clear();
    await panel.send({ kind: 'applyToFile', text: block, language: 'ts', path: 'src/net/retry.ts' });
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await fs.writeFile(retry().fsPath, original);
    await autoSave(undefined);
    panel.leave();
  });

  it('shows a diff, and writes nothing', async () => {
    const input = diffTab();
    assert.ok(input instanceof vscode.TabInputTextDiff);
    assert.equal(input.original.toString(), retry().toString());
    const proposed = await vscode.workspace.openTextDocument(input.modified);
    assert.match(proposed.getText(), /attempt \* policy\.firstDelayMs/);
    assert.doesNotMatch(proposed.getText(), /attempt === 0/);
    assert.equal(await onDisk(), original);
  });

  it('writes when it is accepted, and closes the diff', async () => {
    await vscode.commands.executeCommand('sightline.acceptProposal');
    const now = await onDisk();
    assert.match(now, /attempt \* policy\.firstDelayMs/);
    assert.match(now, /export async function withRetries/);
    assert.ok(!(diffTab() instanceof vscode.TabInputTextDiff));
  });

  it('can be undone after it is accepted', async () => {
    await vscode.commands.executeCommand('sightline.acceptProposal');
    await vscode.commands.executeCommand('undo');
    assert.equal(vscode.window.activeTextEditor?.document.getText(), original);
  });

  it('writes nothing when it is rejected', async () => {
    await vscode.commands.executeCommand('sightline.rejectProposal');
    assert.equal(await onDisk(), original);
    assert.ok(!(diffTab() instanceof vscode.TabInputTextDiff));
  });

  it('does not overwrite a file that has changed since: it proposes anew', async () => {
    const document = await vscode.workspace.openTextDocument(retry());
    const edit = new vscode.WorkspaceEdit();
    edit.insert(retry(), new vscode.Position(0, 0), '// mine\n');
    await vscode.workspace.applyEdit(edit);
    await vscode.commands.executeCommand('sightline.acceptProposal');
    assert.doesNotMatch(document.getText(), /attempt \* policy/);
    const input = diffTab();
    assert.ok(input instanceof vscode.TabInputTextDiff);
    const proposed = await vscode.workspace.openTextDocument(input.modified);
    assert.match(proposed.getText(), /^\/\/ mine\n[^]*attempt \* policy/);
    await vscode.commands.executeCommand('sightline.rejectProposal');
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});
