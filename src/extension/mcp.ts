import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { homeDirectory, refreshLauncher, writeLauncher } from '../compose.ts';
import { EngineError } from '../engine/errors.ts';
import type { McpLaunch } from './mcpConfig.ts';
import { mcpClients, mcpLaunch, serverArguments } from './mcpConfig.ts';
import { readSettings } from './settings.ts';
import { readWorkspacePaths } from './workspacePaths.ts';

/** Our server, for the list that VS Code's own agent reads. None where no folder is open. */
export async function mcpServers(
  context: vscode.ExtensionContext,
): Promise<vscode.McpStdioServerDefinition[]> {
  const launch = await launchOf(context);
  if (launch === null) return [];
  const { version } = context.extension.packageJSON as { version: string };
  return [
    new vscode.McpStdioServerDefinition(
      'Sightline',
      launch.command,
      [...launch.args],
      { ...launch.env },
      version,
    ),
  ];
}

/** Ask for which program, and put its configuration on the clipboard. */
export async function copyMcpConfig(context: vscode.ExtensionContext, wanted?: string): Promise<void> {
  const { folders } = await readWorkspacePaths();
  if (folders.length === 0) {
    throw new EngineError('workspace-missing', 'No folder is open.', {
      hint: 'Open the folder that agents should search.',
    });
  }
  const items = mcpClients.map((client) => ({ label: client.name, description: client.file, client }));
  const picked =
    items.find(({ label }) => label === wanted) ??
    (await vscode.window.showQuickPick(items, {
      title: 'Copy MCP Configuration',
      placeHolder: 'For which program?',
    }));
  if (picked === undefined) return;
  // A path that outlives an upgrade, and knows its data folder: what is pasted stays where it is for years.
  const launcher = await writeLauncher(launcherOptions(context));
  const directories = folders.map(({ directory }) => directory);
  const launch = { ...launcher, args: [...launcher.args, ...serverArguments(directories)] };
  await vscode.env.clipboard.writeText(picked.client.write(launch));
  void vscode.window.showInformationMessage(
    `Copied. Paste it into ${picked.client.file}${picked.label === 'VS Code' ? ' (VS Code also finds Sightline by itself)' : ''}.`,
  );
}

/** Let the configurations that were copied start this version from now on. */
export function refreshMcpLauncher(context: vscode.ExtensionContext): Promise<void> {
  return refreshLauncher(launcherOptions(context));
}

function launcherOptions(context: vscode.ExtensionContext): Parameters<typeof writeLauncher>[0] {
  const { version } = context.extension.packageJSON as { version: string };
  return {
    home: dataFolderPath() ?? homeDirectory(),
    cliFile: vscode.Uri.joinPath(context.extensionUri, 'dist', 'cli.js').fsPath,
    version,
    execPath: process.execPath,
    platform: process.platform,
  };
}

async function launchOf(context: vscode.ExtensionContext): Promise<McpLaunch | null> {
  const { folders } = await readWorkspacePaths();
  if (folders.length === 0) return null;
  const dataFolder = dataFolderPath();
  return mcpLaunch({
    execPath: process.execPath,
    isElectron: process.versions['electron'] !== undefined,
    cliPath: vscode.Uri.joinPath(context.extensionUri, 'dist', 'cli.js').fsPath,
    directories: folders.map(({ directory }) => directory),
    ...(dataFolder === undefined ? {} : { dataFolder }),
  });
}

/** The data folder of the settings as an absolute path; undefined: the platform's usual place. */
export function dataFolderPath(): string | undefined {
  const { dataFolder } = readSettings();
  if (dataFolder === '') return undefined;
  return dataFolder.startsWith('~')
    ? path.join(os.homedir(), dataFolder.slice(1))
    : path.normalize(dataFolder);
}
