import type { AskRequest } from './engine.ts';
import type { SessionStore, Turn } from './session/session.ts';
import { titleOf } from './session/title.ts';

/** A turn whose question is stored. */
export interface OpenTurn {
  readonly sessionId: string;
  readonly title: string;
  readonly turnId: string;
  /** The turns that it answers after, oldest first. */
  readonly earlier: readonly Turn[];
  /** The half answer that this one goes on with; '' for one that begins anew. */
  readonly soFar: string;
}

/**
 * Store the question, in a new session or behind the turn it answers after. Throws `EngineError` where that fails:
 * a question that cannot be stored is not answered, and leaves no empty session behind.
 */
export function openTurn(sessions: SessionStore, request: AskRequest): OpenTurn {
  const { question, sessionId, model } = request;
  const asked = { question, model: model?.id ?? null, modelLabel: model?.label ?? null };
  if (sessionId === undefined) {
    const session = sessions.create(titleOf(question));
    try {
      const { id } = sessions.ask({ ...asked, sessionId: session.id, parentId: null });
      return { sessionId: session.id, title: session.title, turnId: id, earlier: [], soFar: '' };
    } catch (error) {
      removeEmpty(sessions, session.id);
      throw error;
    }
  }
  const session = sessions.get(sessionId);
  const half = session.turns.find((turn) => turn.id === request.goesOnFrom && turn.question === question);
  const soFar = model === null ? '' : (half?.answer ?? '');
  const earlier = turnsUpTo(sessions, session.turns, request.parentId);
  const { id } = sessions.ask({ ...asked, sessionId, parentId: earlier.at(-1)?.id ?? null });
  return { sessionId, title: session.title, turnId: id, earlier, soFar };
}

function turnsUpTo(
  sessions: SessionStore,
  shown: readonly Turn[],
  parentId: string | null | undefined,
): readonly Turn[] {
  if (parentId === undefined) return shown;
  if (parentId === null) return [];
  const at = shown.findIndex(({ id }) => id === parentId);
  if (at !== -1) return shown.slice(0, at + 1);
  // The parent is on a branch that is not shown. The new turn will show that branch anyway.
  const { turns } = sessions.showBranch(parentId);
  return turns.slice(0, turns.findIndex(({ id }) => id === parentId) + 1);
}

function removeEmpty(sessions: SessionStore, sessionId: string): void {
  try {
    sessions.delete(sessionId);
  } catch {
    // The store cannot write, which is what the caller is about to hear. An empty session is no loss.
  }
}
