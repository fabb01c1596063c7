import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const id = 'sightline.sightline';

describe('activation in a real extension host', () => {
  const extension = vscode.extensions.getExtension(id);

  it('finds the extension and activates it', async () => {
    assert.ok(extension, `${id} is not installed here`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command that package.json contributes', async () => {
    assert.ok(extension, `${id} is not installed here`);
    const { contributes } = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = contributes.commands
      .map(({ command }) => command)
      .filter((name) => !registered.has(name));
    assert.deepEqual(missing, []);
  });
});
