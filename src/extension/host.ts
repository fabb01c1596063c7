import * as vscode from 'vscode';
import { compose } from '../compose.ts';
import type { Reranker } from '../engine/model.ts';
import { openChat } from './chat.ts';
import { chatActions, shownChatActions } from './chatActions.ts';
import type { PanelPort } from './chatPanel.ts';
import { openChatPanel } from './chatPanel.ts';
import { openChosenModel } from './chosenModel.ts';
import type { CommandSources } from './commands.ts';
import { commandTable, runCommand } from './commands.ts';
import { doctorReport } from './doctor.ts';
import { followWorkspace } from './followWorkspace.ts';
import { indexActions } from './indexActions.ts';
import { showIndexStatus } from './indexStatusBar.ts';
import type { Log } from './log.ts';
import { openLog } from './log.ts';
import { dataFolderPath, mcpServers, refreshMcpLauncher } from './mcp.ts';
import { openModelChoices } from './modelChoices.ts';
import { memoryActions, type MemoryActions } from './memoryActions.ts';
import { modelKeys } from './modelKeys.ts';
import { holdEngine } from './openEngine.ts';
import { openPanelLine } from './panelLine.ts';
import { listenToPanel } from './panelMessages.ts';
import { openProposals } from './proposals.ts';
import { chosenReranker } from './reranker.ts';
import { servers } from './servers.ts';
import { readExcludes, readSettings } from './settings.ts';
import { keepFacts } from './workspaceFacts.ts';
import type { WorkspacePaths } from './workspacePaths.ts';

/** What the registered contributions call, once loaded. */
export interface Host {
  /** Run one contributed command. A failure is shown to the person, never thrown at VS Code. */
  run(command: string, args: readonly unknown[]): Promise<unknown>;
  resolvePanel(view: vscode.WebviewView): void;
  /** Begin to index the open folders; again for folders that came later. */
  start(): void;
  doctorReport(): Promise<string>;
  mcpServers(): Promise<vscode.McpStdioServerDefinition[]>;
  readonly memory: Pick<MemoryActions, 'rows' | 'onDidChange'>;
  /** A panel that is not the webview: for tests. Messages to the host go to the returned function. */
  connectPanel(port: PanelPort): (message: unknown) => Promise<void>;
  /** The names of the commands that can run. */
  commandNames(): readonly string[];
  close(): Promise<void>;
}

export function createHost(context: vscode.ExtensionContext): Host {
  const log = openLog();
  const keys = modelKeys(context.secrets);
  const chosen = openChosenModel(context.globalState, keys);
  const models = openModelChoices({ chosen, keys, servers, log });
  const reranker = (): Promise<Reranker | null> => chosenReranker({ models, keys });
  const engines = holdEngine({ log, open: (paths) => openEngine(paths, { log, reranker }) });
  const line = openPanelLine(() => panel.reveal());
  const index = indexActions(engines, context.workspaceState);
  const following = followWorkspace({ engines, index, log });
  const facts = keepFacts(engines, line, log);
  const beforeSearch = (): Promise<void> => following.flush();
  const chat = openChat({ engines, models, line, facts, log, beforeSearch, memory: context.workspaceState });
  const actions = chatActions({ chat, engines, line });
  const proposals = openProposals();
  const memory = memoryActions(engines);
  const shown = shownChatActions(chat, actions);
  const asked = { chat, actions, shown, line, models, reveal: () => panel.reveal() };
  const own = { context, engines, keys, servers, index, proposals, memory, log };
  const table = commandTable({ ...own, ...asked });
  const run = (command: string, args: readonly unknown[]): Promise<unknown> =>
    runCommand(table, { command, args }, log);
  const connectPanel = (port: PanelPort): ((message: unknown) => Promise<void>) =>
    listenToPanel(port, { chat, actions, engines, line, log, models, proposals, run });
  const panel = openChatPanel({
    extensionUri: context.extensionUri,
    connect: (port) => {
      const receive = connectPanel(port);
      return (message) => void receive(message);
    },
  });
  const disposables = vscode.Disposable.from(
    following,
    facts,
    proposals,
    memory,
    models,
    showIndexStatus(engines, log),
    tellPanel({ chat, line, models }),
  );
  return {
    run,
    connectPanel,
    commandNames: () => Object.keys(table).map((name) => `sightline.${name}`),
    resolvePanel: (view) => panel.resolve(view),
    start: () => {
      void following.start();
      refreshMcpLauncher(context).catch((error: unknown) => log.bug('Refreshing the start script', error));
    },
    doctorReport: () => doctorReport({ engines, models, log, version: versionOf(context) }),
    mcpServers: () => mcpServers(context),
    memory,
    async close() {
      disposables.dispose();
      await chat.close();
      await engines.close();
      log.dispose();
    },
  };
}

function versionOf({ extension }: vscode.ExtensionContext): string {
  const { version } = extension.packageJSON as { version: string };
  return version;
}

function openEngine(
  { folders }: WorkspacePaths,
  { log, reranker }: { readonly log: Log; readonly reranker: () => Promise<Reranker | null> },
): ReturnType<typeof compose> {
  const homeDirectory = dataFolderPath();
  const { usesExcludeSettings, readsHistory, isSemantic } = readSettings();
  const excludesOf = usesExcludeSettings ? readExcludes : () => ({});
  return compose({
    roots: folders.map(({ name, directory, uri }) => ({ name, directory, excludes: excludesOf(uri) })),
    label: 'VS Code',
    readsHistory,
    isSemantic,
    reranker,
    log: (text) => log.info(text),
    ...(homeDirectory === undefined ? {} : { homeDirectory }),
  });
}

/** What changes by itself while a panel is open. */
function tellPanel({
  chat,
  line,
  models,
}: Pick<CommandSources, 'chat' | 'line' | 'models'>): vscode.Disposable {
  return vscode.Disposable.from(
    models.onDidChange(() => {
      const offered = { models: [...models.choices()], offers: [...models.offers()] };
      line.post({ kind: 'models', modelId: models.chosenId(), ...offered });
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void chat.draw()),
  );
}
