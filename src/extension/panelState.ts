import * as vscode from 'vscode';
import { EngineError } from '../engine/errors.ts';
import type { Session } from '../engine/session/session.ts';
import type { IndexStatus } from '../engine/retrieval/status.ts';
import type { PanelState } from '../webview/protocol.ts';
import { exampleQuestions } from './exampleQuestions.ts';
import type { Log } from './log.ts';
import type { ModelChoices } from './modelChoices.ts';
import type { EngineHolder, OpenEngine } from './openEngine.ts';
import type { Turns } from './turns.ts';

interface Sources {
  readonly engines: EngineHolder;
  readonly models: ModelChoices;
  readonly turns: Turns;
  readonly log: Log;
  readonly shownId: string | null;
}

/** A panel is not kept waiting for the worker: what takes longer follows in messages of its own. */
const patienceMs = 300;

/**
 * Everything the panel draws, and what kept it from knowing more. The session is read last and without a pause before
 * it is sent, so that no event of a running turn falls between the two.
 */
export async function chatState(sources: Sources): Promise<{ state: PanelState; problem?: Error }> {
  const { models, log } = sources;
  const opened = await open(sources.engines);
  const [index, examples] = await Promise.all([indexStatus(opened.it, log), examplesOf(opened.it, log)]);
  const { problem, ...shown } = showSession(opened.it, sources);
  const state = {
    ...shown,
    models: [...models.choices()],
    modelId: models.chosenId(),
    offers: [...models.offers()],
    index,
    examples,
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

function showSession(opened: OpenEngine | undefined, { turns, shownId }: Sources): Shown {
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

async function indexStatus(open: OpenEngine | undefined, log: Log): Promise<IndexStatus | null> {
  if (open === undefined) return null;
  return soon(open.engine.index.status(), null, log);
}

async function examplesOf(open: OpenEngine | undefined, log: Log): Promise<string[]> {
  if (open === undefined) return [];
  return exampleQuestions(await soon(open.engine.index.notableSymbols(12), [], log));
}

async function soon<T>(value: Promise<T>, otherwise: T, log: Log): Promise<T> {
  const late = new Promise<T>((resolve) => setTimeout(() => resolve(otherwise), patienceMs));
  const failed = value.catch((error: unknown) => {
    log.info(`The index did not answer: ${error instanceof Error ? error.message : String(error)}`);
    return otherwise;
  });
  return Promise.race([failed, late]);
}
