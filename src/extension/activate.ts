import * as vscode from 'vscode';
import type * as hostBundle from './host.ts';
import type { Host } from './host.ts';

/**
 * Register what package.json contributes, and nothing else: the bundle behind `./host.js` is loaded on first use
 * (a command, the panel, the MCP list, or shortly after start-up where a folder is open).
 */
export function activate(context: vscode.ExtensionContext): ExtensionApi {
  let host: Host | undefined;
  const load = (): Host => (host ??= loadHost(context));

  const { commands } = context.extension.packageJSON.contributes as { commands: { command: string }[] };
  for (const { command } of commands) {
    context.subscriptions.push(
      vscode.commands.registerCommand(command, (...args: unknown[]) => load().run(command, args)),
    );
  }
  context.subscriptions.push(
    vscode.window.registerWebviewViewProvider('sightline.chat', {
      resolveWebviewView: (view) => load().resolvePanel(view),
    }),
    vscode.window.registerTreeDataProvider('sightline.welcome', emptyTree),
    vscode.workspace.registerTextDocumentContentProvider('sightline-doctor', {
      provideTextDocumentContent: () => load().doctorReport(),
    }),
    vscode.lm.registerMcpServerDefinitionProvider('sightline.mcp', {
      provideMcpServerDefinitions: () => load().mcpServers(),
    }),
    { dispose: () => host?.dispose() },
  );
  startSoon(context, load);
  // Only tests in the real host need a door beside the panel and the commands.
  return context.extensionMode === vscode.ExtensionMode.Test ? { load } : {};
}

export async function deactivate(): Promise<void> {
  await closing?.();
}

export interface ExtensionApi {
  readonly load?: () => Host;
}

/** The view that only its welcome contents fill, where no folder is open. */
const emptyTree: vscode.TreeDataProvider<never> = {
  getChildren: () => [],
  getTreeItem: (element) => element,
};

/** VS Code waits for `deactivate`, not for disposables: the stores are closed there. */
let closing: (() => Promise<void>) | undefined;

function loadHost(context: vscode.ExtensionContext): Host {
  // The bundler keeps this path as it is: the bundle lies beside this one.
  const { createHost } = require('./host.js') as typeof hostBundle;
  const host = createHost(context);
  closing = () => host.close();
  return host;
}

/**
 * Begin to index a moment after the window is up, so that the first question finds an index. The pause leaves the
 * first second to the editor itself.
 */
function startSoon(context: vscode.ExtensionContext, load: () => Host): void {
  const { workspace } = vscode;
  if (workspace.getConfiguration('sightline').get('index.startAutomatically') === false) return;
  const start = (): void => {
    if (workspace.workspaceFolders?.length) load().start();
  };
  const timer = setTimeout(start, 500);
  context.subscriptions.push(
    { dispose: () => clearTimeout(timer) },
    workspace.onDidChangeWorkspaceFolders(() => start()),
  );
}
