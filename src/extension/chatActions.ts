import * as vscode from 'vscode';
import { sessionJson, sessionMarkdown } from '../engine/exportSession.ts';
import type { Chat } from './chat.ts';
import { fileNameFor } from './chatFileName.ts';
import type { EngineHolder } from './openEngine.ts';
import type { PanelLine } from './panelLine.ts';

export interface ChatActionSources {
  readonly chat: Chat;
  readonly engines: EngineHolder;
  readonly line: PanelLine;
}

/** What can be done with chats, from the panel and from commands. Each throws `EngineError` where it cannot. */
export interface ChatActions {
  list(query: string): Promise<void>;
  showHistory(): Promise<void>;
  rename(sessionId: string, title: string): Promise<void>;
  /** A copy up to and including this turn, which is then shown. */
  fork(sessionId: string, turnId: string): Promise<void>;
  exportToFile(sessionId: string): Promise<void>;
  remove(sessionId: string): Promise<void>;
  restore(sessionId: string): Promise<void>;
  showBranch(turnId: string): Promise<void>;
}

/** More than a person scrolls through; older ones are found by search. */
const listed = 200;

export function chatActions({ chat, engines, line }: ChatActionSources): ChatActions {
  const sessions = async () => (await engines.get()).engine.sessions;
  const list = async (query: string): Promise<void> => {
    const found = (await sessions()).list({ query, limit: listed });
    line.post({ kind: 'sessions', sessions: [...found], query });
  };
  const rename = async (sessionId: string, title: string): Promise<void> => {
    (await sessions()).rename(sessionId, title);
    if (sessionId === chat.shownId()) await chat.draw();
  };
  const fork = async (sessionId: string, turnId: string): Promise<void> => {
    const { id } = (await sessions()).fork(sessionId, turnId);
    await chat.show(id);
  };
  const remove = async (sessionId: string): Promise<void> => {
    if (sessionId === chat.shownId()) {
      chat.stop();
      (await sessions()).delete(sessionId);
      await chat.show(null);
    } else {
      (await sessions()).delete(sessionId);
    }
  };
  const restore = async (sessionId: string): Promise<void> => {
    (await sessions()).restore(sessionId);
    await chat.show(sessionId);
    await list('');
  };
  return {
    list,
    async showHistory() {
      await line.postSoon({ kind: 'show', view: 'history' });
      await list('');
    },
    rename,
    fork,
    exportToFile: async (sessionId) => exportSession(sessionId, engines),
    remove,
    restore,
    async showBranch(turnId) {
      const { id } = (await sessions()).showBranch(turnId);
      await chat.show(id);
    },
  };
}

/** The same for the chat that is shown, as commands. */
export interface ShownChatActions {
  rename(): Promise<void>;
  fork(): Promise<void>;
  exportToFile(): Promise<void>;
  /** With a button that undoes it. */
  remove(): Promise<void>;
}

export function shownChatActions(chat: Chat, actions: ChatActions): ShownChatActions {
  return {
    async rename() {
      const { session } = await chat.shown();
      const title = await vscode.window.showInputBox({
        title: 'Rename Chat',
        value: session.title,
        validateInput: (text) => (text.trim() === '' ? 'A chat needs a title.' : undefined),
      });
      if (title !== undefined) await actions.rename(session.id, title.trim());
    },
    async fork() {
      const { session } = await chat.shown();
      const last = session.turns[session.turns.length - 1];
      if (last !== undefined) await actions.fork(session.id, last.id);
    },
    async exportToFile() {
      await actions.exportToFile((await chat.shown()).session.id);
    },
    async remove() {
      const { session } = await chat.shown();
      await actions.remove(session.id);
      const answer = await vscode.window.showInformationMessage(`Deleted “${session.title}”.`, 'Undo');
      if (answer === 'Undo') await actions.restore(session.id);
    },
  };
}

async function exportSession(sessionId: string, engines: EngineHolder): Promise<void> {
  const { engine, paths } = await engines.get();
  const session = engine.sessions.get(sessionId);
  const folder = paths.folders[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: 'Export Chat',
    filters: { Markdown: ['md'], JSON: ['json'] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, fileNameFor(session.title)) } : {}),
  });
  if (target === undefined) return;
  const text = target.path.endsWith('.json') ? sessionJson(session) : sessionMarkdown(session);
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(target);
}
