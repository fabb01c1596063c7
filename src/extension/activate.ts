import * as vscode from 'vscode';
import type { Host } from './host.ts';
import type { MemoryNode } from './memoryTree.ts';

/**
 * Register what package.json contributes, and nothing else: the bundle behind `./host.ts` is loaded on first use
 * (a command, the panel, the MCP list, or shortly after start-up where a folder is open).
 */
export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const load = (): Promise<Host> => (host ??= loadHost(context));

  const { commands } = context.extension.packageJSON.contributes as { commands: { command: string }[] };
  for (const { command } of commands) {
    context.subscriptions.push(
      vscode.commands.registerCommand(command, async (...args: unknown[]) =>
        (await load()).run(command, args),
      ),
    );
  }
  context.subscriptions.push(
    vscode.window.registerWebviewViewProvider('sightline.chat', {
      resolveWebviewView: async (view) => (await load()).resolvePanel(view),
    }),
    vscode.window.registerTreeDataProvider('sightline.welcome', emptyTree),
    vscode.window.registerTreeDataProvider('sightline.memory', memoryRows(load)),
    vscode.workspace.registerTextDocumentContentProvider('sightline-doctor', {
      provideTextDocumentContent: async () => (await load()).doctorReport(),
    }),
    vscode.lm.registerMcpServerDefinitionProvider('sightline.mcp', {
      provideMcpServerDefinitions: async () => (await load()).mcpServers(),
    }),
  );
  startSoon(context, load);
  // Only tests in the real host need a door beside the panel and the commands.
  return context.extensionMode === vscode.ExtensionMode.Test ? { load } : {};
}

/** VS Code waits for this promise, not for disposables: the stores are closed here. */
export async function deactivate(): Promise<void> {
  await (await host)?.close();
  host = undefined;
}

export interface ExtensionApi {
  readonly load?: () => Promise<Host>;
}

let host: Promise<Host> | undefined;

/**
 * In pieces, with a moment for everyone else after each: all extensions share this thread, and no piece keeps it for
 * more than some 25 ms (`npm run bench -- activation`). What is loaded here is what the last piece is made of.
 */
async function loadHost(context: vscode.ExtensionContext): Promise<Host> {
  await import('zod');
  await moment();
  await import('../webview/protocol.ts');
  await moment();
  const { createHost } = await import('./host.ts');
  await moment();
  return createHost(context);
}

function moment(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The view that only its welcome contents fill, where no folder is open. */
const emptyTree: vscode.TreeDataProvider<never> = {
  getChildren: () => [],
  getTreeItem: (element) => element,
};

/** What is remembered. The host is loaded when the view is first seen, and says then when it changes. */
function memoryRows(load: () => Promise<Host>): vscode.TreeDataProvider<MemoryNode> {
  const changed = new vscode.EventEmitter<undefined>();
  let followed: vscode.Disposable | undefined;
  return {
    onDidChangeTreeData: changed.event,
    getTreeItem: (node) => node,
    getChildren: async (node) => {
      const loaded = await load();
      followed ??= loaded.memory.onDidChange(() => changed.fire(undefined));
      return [...(await loaded.memory.rows(node))];
    },
  };
}

/**
 * Begin to index a moment after the window is up, so that the first question finds an index. The pause leaves the
 * first half second to the editor itself.
 */
function startSoon(context: vscode.ExtensionContext, load: () => Promise<Host>): void {
  const { workspace } = vscode;
  const start = async (): Promise<void> => {
    if (workspace.getConfiguration('sightline').get('index.startAutomatically') === false) return;
    if (workspace.workspaceFolders?.length) (await load()).start();
  };
  const timer = setTimeout(() => void start(), 500);
  context.subscriptions.push(
    { dispose: () => clearTimeout(timer) },
    workspace.onDidChangeWorkspaceFolders(() => void start()),
  );
}
