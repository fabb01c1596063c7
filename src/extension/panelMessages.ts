import * as vscode from 'vscode';
import { EngineError, toFailure, unreachable } from '../engine/errors.ts';
import type { ToHost } from '../webview/protocol.ts';
import { toHostSchema } from '../webview/protocol.ts';
import type { Chat } from './chat.ts';
import type { ChatActions } from './chatActions.ts';
import type { PanelPort } from './chatPanel.ts';
import { insertAtCursor, openAsFile } from './editorActions.ts';
import { failureAction, failureText } from './failureWords.ts';
import type { Log } from './log.ts';
import type { ModelChoices } from './modelChoices.ts';
import type { EngineHolder } from './openEngine.ts';
import { openPlace } from './openPlace.ts';
import type { PanelLine } from './panelLine.ts';
import type { Proposals } from './proposals.ts';

export interface PanelSources {
  readonly chat: Chat;
  readonly actions: ChatActions;
  readonly engines: EngineHolder;
  readonly line: PanelLine;
  readonly log: Log;
  readonly models: ModelChoices;
  readonly proposals: Proposals;
  /** Run one of our own commands, as if it had been chosen from the palette. */
  readonly run: (command: string, args: readonly unknown[]) => Promise<unknown>;
}

/** Take one panel's messages: null when it has gone. What does not parse is logged and dropped. */
export function listenToPanel(port: PanelPort, sources: PanelSources): (message: unknown) => Promise<void> {
  const { chat, line, log } = sources;
  const joined = line.join(port);
  return async (message) => {
    if (message === null) {
      joined.leave();
      return;
    }
    const parsed = toHostSchema.safeParse(message);
    if (!parsed.success) {
      log.warn(`The panel sent a message that is none: ${parsed.error.message}`);
      return;
    }
    try {
      if (parsed.data.kind === 'ready') {
        const { sessionId } = parsed.data;
        if (chat.shownId() === null && sessionId !== undefined) await chat.show(sessionId);
        await joined.ready(() => chat.draw());
        await sources.models.refresh();
      } else {
        await act(parsed.data, sources);
      }
    } catch (error) {
      tell(parsed.data, error, sources);
    }
  };
}

type Message = Exclude<ToHost, { kind: 'ready' }>;

async function act(message: Message, sources: PanelSources): Promise<unknown> {
  const { chat, actions, models, run } = sources;
  switch (message.kind) {
    case 'ask':
      return chat.ask(message);
    case 'stop':
      return chat.stop();
    case 'newSession':
      return chat.show(null);
    case 'openSession':
      return chat.show(message.sessionId);
    case 'listSessions':
      return actions.list(message.query);
    case 'renameSession':
      return actions.rename(message.sessionId, message.title);
    case 'forkSession':
      return actions.fork(message.sessionId, message.turnId);
    case 'deleteSession':
      return actions.remove(message.sessionId);
    case 'restoreSession':
      return actions.restore(message.sessionId);
    case 'exportSession':
      return actions.exportToFile(message.sessionId);
    case 'showBranch':
      return actions.showBranch(message.turnId);
    case 'chooseModel':
      return models.choose(message.modelId);
    case 'connectModel':
      return run('sightline.connectModel', [{ baseUrl: message.baseUrl, model: message.model }]);
    case 'findModels':
      return models.refresh();
    case 'index':
      return run(indexCommands[message.action], []);
    case 'runCommand':
      return run(message.command, []);
    case 'bug':
      return sources.log.bug('The panel', `${message.message}\n${message.stack}`);
    case 'openPlace':
    case 'copy':
    case 'insertAtCursor':
    case 'applyToFile':
    case 'openAsFile':
      return actOnCode(message, sources);
    default:
      return unreachable(message);
  }
}

const indexCommands = {
  pause: 'sightline.pauseIndex',
  resume: 'sightline.resumeIndex',
  rebuild: 'sightline.rebuildIndex',
  doctor: 'sightline.doctor',
} as const;

type CodeMessage = Extract<
  Message,
  { kind: 'openPlace' | 'copy' | 'insertAtCursor' | 'applyToFile' | 'openAsFile' }
>;

async function actOnCode(message: CodeMessage, { engines, proposals }: PanelSources): Promise<unknown> {
  switch (message.kind) {
    case 'openPlace':
      return openPlace(message, (await engines.get()).paths);
    case 'copy':
      return vscode.env.clipboard.writeText(message.text);
    case 'insertAtCursor':
      return insertAtCursor(message.text);
    case 'openAsFile':
      return openAsFile(message.text, message.language);
    case 'applyToFile': {
      if (!vscode.workspace.isTrusted) {
        throw new EngineError('workspace-untrusted', 'In Restricted Mode Sightline changes no file.', {
          hint: 'Trust this folder to apply changes.',
        });
      }
      const file = await targetOf(message.path, engines);
      return file === undefined ? undefined : proposals.propose(file, message.text);
    }
    default:
      return unreachable(message);
  }
}

/** The file that the block names; otherwise the one in front, once the person has said that it is meant. */
async function targetOf(path: string | undefined, engines: EngineHolder): Promise<vscode.Uri | undefined> {
  const { paths } = await engines.get();
  if (path !== undefined) return paths.resolve(path);
  const active = vscode.window.activeTextEditor?.document.uri;
  const activePath = active === undefined ? null : paths.toPath(active);
  const other = 'Another file…';
  if (active !== undefined && activePath !== null) {
    const answer = await vscode.window.showQuickPick([activePath, other], {
      title: 'Apply to Which File?',
      placeHolder: 'The code names no file.',
    });
    if (answer !== other) return answer === undefined ? undefined : active;
  }
  const folder = paths.folders[0]?.uri;
  const [picked] =
    (await vscode.window.showOpenDialog({
      title: 'Apply to Which File?',
      ...(folder ? { defaultUri: folder } : {}),
    })) ?? [];
  return picked;
}

/** A question that was not stored goes back to the composer; everything else is a notice with a button. */
function tell(message: ToHost, error: unknown, { line, log }: PanelSources): void {
  const failure = toFailure(error);
  if (failure.kind === 'bug') log.bug(`Answering the panel's "${message.kind}"`, error);
  if (message.kind === 'ask') line.post({ kind: 'notAsked', failure });
  const action = failureAction(failure.kind);
  line.post({
    kind: 'notice',
    severity: 'error',
    text: failureText(failure),
    ...(action === undefined ? {} : { action }),
  });
}
