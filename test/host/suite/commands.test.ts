import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { readSettings } from '../../../src/extension/settings.ts';
import { folder, loadHost, openFakePanel } from './fakePanel.ts';

describe('commands and settings', () => {
  it('has code for every command that package.json contributes, and no other', async () => {
    const { packageJSON } = vscode.extensions.getExtension('sightline.sightline') ?? {};
    const { contributes } = packageJSON as { contributes: { commands: { command: string }[] } };
    const names = contributes.commands.map(({ command }) => command).sort();
    assert.deepEqual([...(await loadHost()).commandNames()].sort(), names);
  });

  it('reads its defaults', () => {
    const { invalid, findsLocalServers, modelWindowTokens } = readSettings();
    assert.deepEqual(invalid, []);
    assert.equal(findsLocalServers, true);
    assert.equal(modelWindowTokens, null);
  });

  it('takes a value that does not fit as not set, and names it', async () => {
    const configuration = vscode.workspace.getConfiguration('sightline.model');
    await configuration.update('baseUrl', 'localhost without a scheme', vscode.ConfigurationTarget.Global);
    await configuration.update('windowTokens', 'many', vscode.ConfigurationTarget.Global);
    try {
      const settings = readSettings();
      assert.equal(settings.modelBaseUrl, '');
      assert.equal(settings.modelWindowTokens, null);
      assert.deepEqual(settings.invalid, ['sightline.model.baseUrl', 'sightline.model.windowTokens']);
      assert.match(
        await (await loadHost()).doctorReport(),
        /sightline\.model\.baseUrl has a value that does not fit/,
      );
    } finally {
      await configuration.update('baseUrl', undefined, vscode.ConfigurationTarget.Global);
      await configuration.update('windowTokens', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('puts the place of a selection into the composer', async () => {
    const panel = await openFakePanel();
    const document = await vscode.workspace.openTextDocument(
      vscode.Uri.joinPath(folder(), 'src/net/retry.ts'),
    );
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(13, 0, 17, 0);
    await vscode.commands.executeCommand('sightline.askSelection');
    const { text, isSent } = await panel.until('compose');
    assert.equal(text, 'About `src/net/retry.ts:14-17`: ');
    assert.equal(isSent, false);
    panel.leave();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('copies a configuration that names this folder', async () => {
    await vscode.commands.executeCommand('sightline.copyMcpConfig', 'Cursor');
    const copied = JSON.parse(await vscode.env.clipboard.readText()) as {
      mcpServers: { sightline: { command: string; args: string[] } };
    };
    const { command, args } = copied.mcpServers.sightline;
    // A start script outside the extension's folder, whose name changes with each version.
    const script = process.platform === 'win32' ? (args[0] ?? '') : command;
    assert.match(script, /bin.sightline(\.cjs)?$/);
    assert.doesNotMatch(`${command} ${args.join(' ')}`, /dist.cli\.js/);
    assert.ok(fs.existsSync(script), script);
    assert.equal(args[process.platform === 'win32' ? 1 : 0], 'mcp');
    assert.ok(args.includes(folder().fsPath));
  });

  it('offers its MCP server to VS Code', async () => {
    const [server, ...others] = await (await loadHost()).mcpServers();
    assert.equal(others.length, 0);
    assert.equal(server?.label, 'Sightline');
    assert.equal(server.args[1], 'mcp');
  });
});
