import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import * as vscode from 'vscode';
import { askNew, folder, loadHost, openFakePanel, untilTrue } from './fakePanel.ts';
import type { FakePanel } from './fakePanel.ts';

const autoSave = (mode: string | undefined) =>
  vscode.workspace.getConfiguration('files').update('autoSave', mode, vscode.ConfigurationTarget.Global);

const file = (path: string) => vscode.Uri.joinPath(folder(), path);

describe('the index in the editor', () => {
  let panel: FakePanel;
  before(async () => {
    // In a browser, VS Code saves by itself after a second.
    await autoSave('off');
    panel = await openFakePanel();
    await panel.send({ kind: 'chooseModel', modelId: null });
    await untilTrue(async () => (await panel.state()).index?.state === 'ready', 'the index is ready');
  });
  after(async () => {
    await autoSave(undefined);
    panel.leave();
  });

  const finds = async (word: string): Promise<string[]> => {
    await askNew(panel, word);
    const events = await panel.untilEnd();
    const evidence = events.find(({ kind }) => kind === 'evidence');
    const hits = evidence?.kind === 'evidence' ? evidence.evidence.hits : [];
    return hits
      .filter(({ text }) => text.includes(word))
      .map(({ path, freshness }) => `${path} ${freshness}`);
  };

  it('finds a saved file at once', async () => {
    await fs.writeFile(file('src/fresh.ts').fsPath, 'export const placeholder = 1;\n');
    const document = await vscode.workspace.openTextDocument(file('src/fresh.ts'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), 'export function quokkaSaved() {}\n');
    await vscode.workspace.applyEdit(edit);
    await document.save();
    await untilTrue(
      async () => (await finds('quokkaSaved')).includes('src/fresh.ts fresh'),
      'the saved word is found',
    );
  });

  it('finds the text of an editor that is not saved, and says so', async () => {
    const document = await vscode.workspace.openTextDocument(file('src/checksum.ts'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), 'export function wombatUnsaved() {}\n');
    await vscode.workspace.applyEdit(edit);
    assert.deepEqual(await finds('wombatUnsaved'), ['src/checksum.ts unsaved']);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await untilTrue(async () => (await finds('wombatUnsaved')).length === 0, 'the reverted word is gone');
  });

  it('hears of a file that another program makes, and of its end', async () => {
    await fs.writeFile(file('src/outside.ts').fsPath, 'export function numbatOutside() {}\n');
    await untilTrue(async () => (await finds('numbatOutside')).length > 0, 'the new file is found');
    await fs.unlink(file('src/outside.ts').fsPath);
    await untilTrue(async () => (await finds('numbatOutside')).length === 0, 'the deleted file is gone');
  });

  it('follows a rename in the editor', async () => {
    await fs.writeFile(file('src/before.ts').fsPath, 'export function bilbyRenamed() {}\n');
    await untilTrue(async () => (await finds('bilbyRenamed')).length > 0, 'the file is found');
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(file('src/before.ts'), file('src/after.ts'));
    await vscode.workspace.applyEdit(edit);
    await untilTrue(
      async () => (await finds('bilbyRenamed')).join() === 'src/after.ts fresh',
      'only the new name is found',
    );
  });

  it('follows a switch of branches', async () => {
    const git = (...args: string[]): void => void execFileSync('git', args, { cwd: folder().fsPath });
    git('checkout', '-q', '-b', 'other');
    await fs.writeFile(file('src/branch.ts').fsPath, 'export function quollOnBranch() {}\n');
    git('add', 'src/branch.ts');
    git('-c', 'user.name=S', '-c', 'user.email=s@example.com', 'commit', '-q', '-m', 'Other');
    await untilTrue(async () => (await finds('quollOnBranch')).length > 0, 'the branch is found');
    git('checkout', '-q', 'main');
    await untilTrue(async () => (await finds('quollOnBranch')).length === 0, 'the other branch is gone');
  });

  it('pauses, resumes and rebuilds', async () => {
    panel.clear();
    await panel.send({ kind: 'index', action: 'pause' });
    await panel.until('index', ({ status }) => status.isPaused);
    panel.clear();
    await panel.send({ kind: 'index', action: 'resume' });
    await panel.until('index', ({ status }) => !status.isPaused);
    panel.clear();
    await panel.send({ kind: 'index', action: 'rebuild' });
    await untilTrue(async () => (await finds('retryDelay')).length > 0, 'the rebuilt index finds again');
  });

  it('answers a question that is asked while everything is indexed anew', async () => {
    panel.clear();
    const rebuilding = panel.send({ kind: 'index', action: 'rebuild' });
    await panel.until('index', ({ status }) => status.filesIndexed === 0);
    assert.ok((await finds('retryDelay')).includes('src/net/retry.ts fresh'));
    await rebuilding;
  });

  it('has a doctor, who names what is left out and why', async () => {
    const report = await (await loadHost()).doctorReport();
    assert.match(report, /^# Sightline doctor/);
    assert.match(report, /build/);
    assert.match(report, /ignored/);
    assert.match(report, /Sightline \| \d+\.\d+\.\d+/);
  });

  it('opens the doctor as a document', async () => {
    await vscode.commands.executeCommand('sightline.doctor');
    await untilTrue(
      () => vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => /doctor/i.test(label))),
      'a tab with the report',
    );
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
