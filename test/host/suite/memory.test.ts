import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { folder, loadHost } from './fakePanel.ts';

describe('the Memory view', () => {
  const rows = async (group?: string) => {
    const { memory } = await loadHost();
    const groups = await memory.rows();
    if (group === undefined) return groups;
    const found = groups.find(({ label }) => label === group);
    return found === undefined ? [] : memory.rows(found);
  };
  const run = (command: string, ...args: unknown[]) =>
    vscode.commands.executeCommand(`sightline.${command}`, ...args);

  it('shows what is remembered of a selection, marks it when the lines change, and takes it back', async () => {
    const document = await vscode.workspace.openTextDocument(
      vscode.Uri.joinPath(folder(), 'src/net/retry.ts'),
    );
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(13, 0, 17, 0);
    let changes = 0;
    const listening = (await loadHost()).memory.onDidChange(() => changes++);
    await run('remember', 'The backoff doubles since the server asked for it');
    assert.equal(changes, 1);
    const [row] = await rows('This Workspace');
    assert.ok(row !== undefined);
    assert.equal(row.label, 'The backoff doubles since the server asked for it');
    assert.deepEqual([row.description, row.contextValue], ['fact', 'memory.evidence']);
    assert.ok(typeof row.tooltip === 'string');
    assert.match(row.tooltip, /from user[^]*Rests on src\/net\/retry\.ts:14-17\./);

    // Not saved: what an open editor says counts, too.
    await editor.edit((change) => change.insert(new vscode.Position(14, 0), '// changed\n'));
    const until = Date.now() + 10_000;
    let stale = (await rows('This Workspace'))[0];
    while (stale?.description !== 'fact · stale' && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      stale = (await rows('This Workspace'))[0];
    }
    assert.equal(stale?.description, 'fact · stale');
    await run('renewMemory', stale);
    assert.equal((await rows('This Workspace'))[0]?.description, 'fact');

    await run('undoMemory', stale);
    await run('undoMemory', stale);
    listening.dispose();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
