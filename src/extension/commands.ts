import * as vscode from 'vscode';
import * as z from 'zod';
import { EngineError, toFailure } from '../engine/errors.ts';
import type { Chat } from './chat.ts';
import type { ShownChatActions, ChatActions } from './chatActions.ts';
import { chooseModel, connectModel } from './connectModel.ts';
import { openDoctor } from './doctor.ts';
import { questionAbout } from './editorActions.ts';
import { evaluate, tune } from './evaluation.ts';
import { failureAction, failureText } from './failureWords.ts';
import type { IndexActions } from './indexActions.ts';
import type { Log } from './log.ts';
import { copyMcpConfig } from './mcp.ts';
import type { MemoryActions } from './memoryActions.ts';
import type { ModelChoices } from './modelChoices.ts';
import type { ModelKeys } from './modelKeys.ts';
import type { ModelServers } from './modelServers.ts';
import type { EngineHolder } from './openEngine.ts';
import type { PanelLine } from './panelLine.ts';
import type { Proposals } from './proposals.ts';
import { connectReranker } from './reranker.ts';

export interface CommandSources {
  readonly context: vscode.ExtensionContext;
  readonly engines: EngineHolder;
  readonly chat: Chat;
  readonly actions: ChatActions;
  readonly shown: ShownChatActions;
  readonly line: PanelLine;
  readonly models: ModelChoices;
  readonly keys: ModelKeys;
  readonly servers: ModelServers;
  readonly index: IndexActions;
  readonly proposals: Proposals;
  readonly memory: MemoryActions;
  readonly log: Log;
  readonly reveal: () => Promise<void>;
}

type Command = (...args: readonly unknown[]) => unknown;

/** What each contributed command does, by its name after `sightline.`. */
export function commandTable(sources: CommandSources): Readonly<Record<string, Command>> {
  const { context, chat, actions, shown, models, index, proposals, memory, log, reveal } = sources;
  return {
    openChat: reveal,
    newChat: async () => {
      await chat.show(null);
      await sources.line.postSoon({ kind: 'show', view: 'chat' });
    },
    history: () => actions.showHistory(),
    askSelection: () => askSelection(sources),
    renameChat: () => shown.rename(),
    forkChat: () => shown.fork(),
    exportChat: () => shown.exportToFile(),
    deleteChat: () => shown.remove(),
    stop: () => chat.stop(),
    connectModel: (known) =>
      connectModel(knownServerSchema.parse(known ?? {}), { ...sources, choices: models }),
    chooseModel: () => chooseModel(models),
    connectReranker: () => connectReranker(sources.keys),
    disconnectModel: () => disconnect(models),
    indexMenu: () => index.menu(),
    pauseIndex: () => index.pause(),
    resumeIndex: () => index.resume(),
    cancelIndex: () => index.stop(),
    rebuildIndex: () => index.rebuild(),
    doctor: openDoctor,
    tune: () => tune(context.extensionPath),
    evaluate: (wanted) => evaluate(context.extensionPath, kindsSchema.parse(wanted)),
    copyMcpConfig: (client) => copyMcpConfig(context, typeof client === 'string' ? client : undefined),
    openSettings: () => execute('workbench.action.openSettings', `@ext:${context.extension.id}`),
    openWalkthrough: () => execute('workbench.action.openWalkthrough', `${context.extension.id}#start`),
    showLog: () => log.show(),
    manageTrust: () => execute('workbench.trust.manage'),
    acceptProposal: (uri) => proposals.accept(uri instanceof vscode.Uri ? uri : undefined),
    openMemory: () => execute('sightline.memory.focus'),
    refreshMemory: () => memory.refresh(),
    remember: (statement) => memory.remember(statement),
    editMemory: (node) => memory.edit(node),
    forgetMemory: (node) => memory.forget(node),
    undoMemory: (node) => memory.undo(node),
    renewMemory: (node) => memory.renew(node),
    openMemoryEvidence: (node) => memory.openEvidence(node),
    acceptMemory: (node) => memory.accept(node),
    rejectMemory: (node) => memory.reject(node),
    rejectProposal: (uri) => proposals.reject(uri instanceof vscode.Uri ? uri : undefined),
  };
}

/** Run one command. What goes wrong is shown to the person, with a button that helps; a bug is logged with its stack. */
export async function runCommand(
  table: Readonly<Record<string, Command>>,
  { command, args }: { readonly command: string; readonly args: readonly unknown[] },
  log: Log,
): Promise<unknown> {
  try {
    const run = table[command.replace(/^sightline\./, '')];
    if (run === undefined) throw new EngineError('wrong-use', `There is no command ${command}.`);
    return await run(...args);
  } catch (error) {
    const failure = toFailure(error);
    if (failure.kind === 'bug') log.bug(command, error);
    const action = failureAction(failure.kind);
    // Not awaited: whoever ran the command is not kept until the message is closed.
    void vscode.window
      .showErrorMessage(failureText(failure), ...(action === undefined ? [] : [action.label]))
      .then((answer) => (action !== undefined && answer !== undefined ? execute(action.command) : undefined));
    return undefined;
  }
}

/** Kinds of questions, for who runs the command with arguments; VS Code passes others of its own. */
const kindsSchema = z.array(z.string()).optional().catch(undefined);

/** VS Code passes arguments of its own to commands in menus; what is no server is none. */
const knownServerSchema = z
  .object({ baseUrl: z.string().optional(), model: z.string().optional() })
  .catch({});

async function askSelection({ engines, line }: CommandSources): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const { paths } = await engines.get();
  const path = editor === undefined ? null : paths.toPath(editor.document.uri);
  if (editor === undefined || path === null) {
    throw new EngineError('wrong-use', 'There is no selection in a file of this workspace.', {
      hint: 'Open a file and select the lines to ask about.',
    });
  }
  await line.postSoon({ kind: 'compose', text: questionAbout(path, editor.selection), isSent: false });
}

async function disconnect(models: ModelChoices): Promise<void> {
  const id = models.chosenId();
  await models.disconnect();
  void vscode.window.showInformationMessage(
    id === null
      ? 'No model was connected.'
      : 'Disconnected, and its key is forgotten. Answers come from the code alone.',
  );
}

function execute(command: string, ...args: readonly unknown[]): Thenable<unknown> {
  return vscode.commands.executeCommand(command, ...args);
}
