import * as vscode from 'vscode';
import { EngineError } from '../engine/errors.ts';
import type { Session } from '../engine/session/session.ts';
import type { PanelState } from '../webview/protocol.ts';
import type { ModelChoices } from './modelChoices.ts';
import type { EngineHolder, OpenEngine } from './openEngine.ts';
import type { Turns } from './turns.ts';
import type { WorkspaceFacts } from './workspaceFacts.ts';

interface Sources {
  readonly engines: EngineHolder;
  readonly models: ModelChoices;
  readonly turns: Turns;
  readonly facts: WorkspaceFacts;
  /** Asked when the session is read: it may change while the engine opens. */
  readonly shownId: () => string | null;
}

/**
 * Everything the panel draws, and what kept it from knowing more. Once the engine is open nothing is waited for, so
 * that no event of a running turn falls between the look at its session and the sending.
 */
export async function chatState(sources: Sources): Promise<{ state: PanelState; problem?: Error }> {
  const { models, facts } = sources;
  const opened = await open(sources.engines);
  const { problem, ...shown } = showSession(opened.it, sources);
  const state = {
    ...shown,
    models: [...models.choices()],
    modelId: models.chosenId(),
    offers: [...models.offers()],
    index: facts.index(),
    examples: [...facts.examples()],
    workspaceNames: (vscode.workspace.workspaceFolders ?? []).map(({ name }) => name),
    isRestricted: !vscode.workspace.isTrusted,
  };
  const found = opened.problem ?? problem;
  return found === undefined ? { state } : { state, problem: found };
}

async function open(engines: EngineHolder): Promise<{ it?: OpenEngine; problem?: Error }> {
  try {
    return { it: await engines.get() };
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'workspace-missing') return {};
    return { problem: asError(error) };
  }
}

type Shown = Pick<PanelState, 'session' | 'branches' | 'runningTurnId'> & { problem?: Error };

function showSession(opened: OpenEngine | undefined, sources: Sources): Shown {
  const { turns } = sources;
  const shownId = sources.shownId();
  const nothing = { session: null, branches: {}, runningTurnId: null };
  if (opened === undefined || shownId === null) return nothing;
  try {
    const session = readSession(opened, turns, shownId);
    const runningTurnId = turns.runningIn(shownId)?.turnId ?? null;
    return { session, branches: session === null ? {} : branchesOf(opened, session), runningTurnId };
  } catch (error) {
    return { ...nothing, problem: asError(error) };
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** What a running turn has said lies over what is stored of it. */
function readSession({ engine }: OpenEngine, turns: Turns, sessionId: string): Session | null {
  let session: Session;
  try {
    session = engine.sessions.get(sessionId);
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'session-missing') return null;
    throw error;
  }
  const running = turns.runningIn(sessionId);
  if (running === undefined) return session;
  const shown = session.turns.map((turn) =>
    turn.id === running.turnId ? { ...turn, ...running.partial } : turn,
  );
  return { ...session, turns: shown };
}

function branchesOf({ engine }: OpenEngine, session: Session): Record<string, string[]> {
  const branches: Record<string, string[]> = {};
  for (const { id } of session.turns) {
    const siblings = engine.sessions.branches(id);
    if (siblings.length > 1) branches[id] = [...siblings];
  }
  return branches;
}
