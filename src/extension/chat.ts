import * as vscode from 'vscode';
import { EngineError } from '../engine/errors.ts';
import type { Session } from '../engine/session/session.ts';
import type { ToHost } from '../webview/protocol.ts';
import { exampleQuestions } from './exampleQuestions.ts';
import type { Log } from './log.ts';
import type { ModelChoices } from './modelChoices.ts';
import type { EngineHolder, OpenEngine } from './openEngine.ts';
import type { PanelLine } from './panelLine.ts';
import { chatState } from './panelState.ts';
import { isEnd } from './runningTurn.ts';
import type { Turns } from './turns.ts';
import { runTurns } from './turns.ts';

/** The chat that the panel shows, remembered for each workspace, and the turns that run in it and behind it. */
export interface Chat {
  /** Null: a new chat, not stored until its first question. */
  shownId(): string | null;
  /** @throws EngineError `session-missing` where a new chat is shown. */
  shown(): Promise<{ open: OpenEngine; session: Session }>;
  show(sessionId: string | null): Promise<void>;
  /** Tell the panel everything anew. It is told what there is, even where this then throws an `EngineError`. */
  draw(): Promise<void>;
  /** What takes longer than a panel should wait for. Never rejects. */
  drawLater(): Promise<void>;
  /** Resolves when the question is stored. @throws EngineError where it could not be. */
  ask(request: Omit<Extract<ToHost, { kind: 'ask' }>, 'kind'>): Promise<void>;
  stop(): void;
  close(): Promise<void>;
}

export interface ChatDependencies {
  readonly engines: EngineHolder;
  readonly models: ModelChoices;
  readonly line: PanelLine;
  readonly memory: vscode.Memento;
  readonly log: Log;
  /** What the index must be told before a question is answered. */
  readonly beforeAsk: () => Promise<void>;
}

const shownKey = 'sightline.shownChat';

export function openChat(dependencies: ChatDependencies): Chat {
  const { engines, models, line, memory, log } = dependencies;
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
    const asked = shownId;
    const { state, problem } = await chatState({ engines, models, turns, log, shownId });
    line.post({ kind: 'state', state });
    if (problem !== undefined) throw problem;
    // Deleted by another window, say: the panel shows a new chat now, and so do we.
    if (state.session === null && asked !== null && asked === shownId) await setShown(null);
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
    drawLater: () => drawLater(dependencies),
    async ask({ question, sessionId, parentId }) {
      const { engine } = await engines.get();
      await dependencies.beforeAsk();
      const model = await models.chosen();
      const ids = await turns.ask(engine, {
        question,
        model,
        ...(sessionId === null ? {} : { sessionId }),
        ...(parentId === undefined ? {} : { parentId }),
      });
      if (ids !== null && shownId === sessionId) await setShown(ids.sessionId);
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

/** Longer than any first index takes, so that a panel which stays open still gets its examples. */
const examplesWithinMs = 300_000;

async function drawLater({ engines, models, line, log }: ChatDependencies): Promise<void> {
  try {
    await models.refresh();
    const { engine } = await engines.get();
    line.post({ kind: 'index', status: await engine.index.status() });
    await engine.index.whenReady('searchable', AbortSignal.timeout(examplesWithinMs));
    const symbols = await engine.index.notableSymbols(12);
    line.post({ kind: 'examples', examples: exampleQuestions(symbols) });
  } catch (error) {
    log.info(`No example questions: ${error instanceof Error ? error.message : String(error)}`);
  }
}
