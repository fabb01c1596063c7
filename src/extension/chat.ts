import * as vscode from 'vscode';
import { EngineError } from '../engine/errors.ts';
import type { Session } from '../engine/session/session.ts';
import type { ToHost } from '../webview/protocol.ts';
import type { Log } from './log.ts';
import type { ModelChoices } from './modelChoices.ts';
import type { EngineHolder, OpenEngine } from './openEngine.ts';
import type { PanelLine } from './panelLine.ts';
import { chatState } from './panelState.ts';
import { isEnd } from '../engine/foldEvent.ts';
import type { Turns } from './turns.ts';
import { runTurns } from './turns.ts';
import type { WorkspaceFacts } from './workspaceFacts.ts';

/** The chat that the panel shows, remembered for each workspace, and the turns that run in it and behind it. */
export interface Chat {
  /** Null: a new chat, not stored until its first question. */
  shownId(): string | null;
  /** @throws EngineError `session-missing` where a new chat is shown. */
  shown(): Promise<{ open: OpenEngine; session: Session }>;
  show(sessionId: string | null): Promise<void>;
  /** Tell the panel everything anew. It is told what there is, even where this then throws an `EngineError`. */
  draw(): Promise<void>;
  /** Resolves when the question is stored. @throws EngineError where it could not be. */
  ask(request: Omit<Extract<ToHost, { kind: 'ask' }>, 'kind'>): Promise<void>;
  stop(): void;
  close(): Promise<void>;
}

export interface ChatDependencies {
  readonly engines: EngineHolder;
  readonly models: ModelChoices;
  readonly line: PanelLine;
  readonly facts: WorkspaceFacts;
  readonly memory: vscode.Memento;
  readonly log: Log;
  /** Tell the index what a question's answer depends on; the question is stored by then. */
  readonly beforeSearch: () => Promise<void>;
}

const shownKey = 'sightline.shownChat';

export function openChat(dependencies: ChatDependencies): Chat {
  const { engines, models, line, facts, memory, log } = dependencies;
  let shownId = memory.get<string | null>(shownKey) ?? null;

  const setShown = async (id: string | null): Promise<void> => {
    shownId = id;
    tellContexts(turns, id);
    await memory.update(shownKey, id ?? undefined);
  };
  const turns = runTurns({
    now: () => Date.now(),
    onBug: (error) => log.bug('A turn broke', error),
    onEvent(ids, event) {
      line.post({ kind: 'turn', ...ids, event });
      if (event.kind === 'started' || isEnd(event)) tellContexts(turns, shownId);
    },
  });
  const draw = async (): Promise<void> => {
    const { state, problem } = await chatState({ engines, models, turns, facts, shownId: () => shownId });
    line.post({ kind: 'state', state });
    if (problem !== undefined) throw problem;
    // Deleted by another window, say: the panel shows a new chat now, and so do we.
    if (state.session === null && shownId !== null) await setShown(null);
  };
  tellContexts(turns, shownId);

  return {
    shownId: () => shownId,
    async shown() {
      if (shownId === null) {
        throw new EngineError('session-missing', 'No chat is open.', { hint: 'Open one from the history.' });
      }
      const open = await engines.get();
      return { open, session: open.engine.sessions.get(shownId) };
    },
    async show(sessionId) {
      await setShown(sessionId);
      await draw();
    },
    draw,
    async ask({ question, sessionId, parentId, goesOnFrom }) {
      const { engine } = await engines.get();
      const model = await models.chosen();
      const request = {
        question,
        model,
        beforeSearch: dependencies.beforeSearch,
        ...(sessionId === null ? {} : { sessionId }),
        ...(parentId === undefined ? {} : { parentId }),
        ...(goesOnFrom === undefined ? {} : { goesOnFrom }),
      };
      let kept: Promise<void> | undefined;
      await turns.ask(engine, request, (ids) => {
        // At once: a panel that draws itself in this moment must find the new chat.
        if (shownId === sessionId) kept = setShown(ids.sessionId);
      });
      await kept;
    },
    stop: () => turns.stop(shownId),
    close: () => turns.close(),
  };
}

function tellContexts(turns: Turns, shownId: string | null): void {
  const isAnswering = shownId !== null && turns.runningIn(shownId) !== undefined;
  void vscode.commands.executeCommand('setContext', 'sightline.hasChat', shownId !== null);
  void vscode.commands.executeCommand('setContext', 'sightline.isAnswering', isAnswering);
}
