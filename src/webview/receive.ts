import type { TurnEvent } from '../engine/answer.ts';
import { unreachable } from '../engine/errors.ts';
import type { Session, Turn } from '../engine/session/session.ts';
import { isEnd } from '../engine/foldEvent.ts';
import { foldTrail, foldTurn, newTurn } from './foldTurn.ts';
import type { PanelState, ToPanel } from './protocol.ts';
import { addNotice, isAnswering, turnsUpTo } from './panel.ts';
import type { Panel } from './panel.ts';

type TurnMessage = Extract<ToPanel, { kind: 'turn' }>;

/** The panel after one message of the host. */
export function receive(panel: Panel, message: ToPanel, nowMs: number): Panel {
  switch (message.kind) {
    case 'state':
      return receiveState(panel, message.state, nowMs);
    case 'turn':
      return receiveTurn(panel, message, nowMs);
    case 'sessions':
      // A slow answer to an older search must not replace the newer one.
      if (message.query !== panel.history.query) return panel;
      return { ...panel, history: { ...panel.history, sessions: message.sessions } };
    case 'index':
      return { ...panel, host: { ...panel.host, index: message.status } };
    case 'models': {
      const { models, modelId, offers } = message;
      return { ...panel, host: { ...panel.host, models, modelId, offers } };
    }
    case 'examples':
      return { ...panel, host: { ...panel.host, examples: message.examples } };
    case 'notice': {
      const { severity, text, action } = message;
      return addNotice(panel, {
        severity,
        text,
        ...(action && {
          action: { label: action.label, message: { kind: 'runCommand', command: action.command } },
        }),
      });
    }
    case 'compose':
      // Words that are sent at once leave the draft alone.
      if (message.isSent && !isAnswering(panel)) return { ...panel, view: 'chat' };
      return { ...panel, view: 'chat', composer: { draft: message.text, editing: null } };
    case 'show':
      return { ...panel, view: message.view };
    case 'notAsked':
      return receiveNotAsked(panel);
    default:
      return unreachable(message);
  }
}

/** Everything anew. A question that is on its way to this session stays shown until its turn has started. */
function receiveState(panel: Panel, state: PanelState, nowMs: number): Panel {
  const { runningTurnId, session } = state;
  const isSameRun = runningTurnId !== null && panel.running?.turnId === runningTurnId;
  const isRunStored = session?.turns.some(({ id }) => id === runningTurnId) === true;
  const running =
    runningTurnId === null
      ? null
      : isSameRun
        ? panel.running
        : { turnId: runningTurnId, trail: [], startedAt: panel.pending?.askedAt ?? nowMs };
  const hasArrived = isRunStored && panel.pending !== null;
  const isSwitch = panel.isLoaded && session?.id !== panel.host.session?.id;
  return {
    ...panel,
    isLoaded: true,
    host: state,
    running,
    pending: hasArrived || isSwitch ? null : panel.pending,
    composer: isSwitch && panel.composer.editing ? cancelEdit(panel) : panel.composer,
  };
}

function cancelEdit(panel: Panel): Panel['composer'] {
  return { draft: panel.composer.editing?.stashed ?? panel.composer.draft, editing: null };
}

function receiveTurn(panel: Panel, message: TurnMessage, nowMs: number): Panel {
  const { event } = message;
  if (event.kind === 'started') return start(panel, event, nowMs);
  const { session } = panel.host;
  // Another session is shown: its own `state` will bring what was said meanwhile.
  if (session === null || session.id !== message.sessionId) return panel;
  const turns = session.turns.map((turn) => (turn.id === message.turnId ? foldTurn(turn, event) : turn));
  const isOurs = panel.running?.turnId === message.turnId;
  const running =
    panel.running !== null && isOurs
      ? { ...panel.running, trail: foldTrail(panel.running.trail, event) }
      : panel.running;
  return {
    ...panel,
    host: { ...panel.host, session: { ...session, turns }, ...(isEnd(event) && { runningTurnId: null }) },
    running: isOurs && isEnd(event) ? null : running,
  };
}

/** The question is stored: it becomes a turn, of a new session where none was shown. */
function start(panel: Panel, event: Extract<TurnEvent, { kind: 'started' }>, nowMs: number): Panel {
  const { pending, host } = panel;
  const isShown = host.session === null ? pending !== null : host.session.id === event.sessionId;
  if (!isShown) return panel;
  const running = { turnId: event.turnId, trail: [], startedAt: pending?.askedAt ?? nowMs };
  const session = host.session ?? emptySession(event, nowMs);
  const isKnown = session.turns.some(({ id }) => id === event.turnId);
  if (isKnown || pending === null) {
    return { ...panel, pending: null, running, host: { ...host, runningTurnId: event.turnId } };
  }
  const before = turnsUpTo(session.turns, pending.parentId);
  const replaced = session.turns[before.length];
  const parentId = before[before.length - 1]?.id ?? null;
  const { question, askedAt } = pending;
  const turn = {
    ...newTurn({ id: event.turnId, parentId, question, askedAt }),
    model: host.modelId,
    modelLabel: host.models.find(({ id }) => id === host.modelId)?.label ?? host.modelId,
  };
  return {
    ...panel,
    pending: null,
    running,
    host: {
      ...host,
      runningTurnId: event.turnId,
      session: { ...session, title: event.title, turns: [...before, turn] },
      branches: withSibling(host.branches, replaced, event.turnId),
    },
  };
}

function withSibling(
  branches: PanelState['branches'],
  sibling: Turn | undefined,
  newId: string,
): PanelState['branches'] {
  if (sibling === undefined) return branches;
  const ids = [...(branches[sibling.id] ?? [sibling.id]), newId];
  return { ...branches, ...Object.fromEntries(ids.map((id) => [id, ids])) };
}

function emptySession(event: Extract<TurnEvent, { kind: 'started' }>, nowMs: number): Session {
  return {
    id: event.sessionId,
    title: event.title,
    createdAt: nowMs,
    changedAt: nowMs,
    turnCount: 0,
    forkedFrom: null,
    turns: [],
  };
}

/** Nothing was stored, so the words go back to where they were typed. Why it failed comes as a notice of its own. */
function receiveNotAsked(panel: Panel): Panel {
  const { draft } = panel.composer;
  const question = panel.pending?.question ?? '';
  return {
    ...panel,
    pending: null,
    composer: { ...panel.composer, draft: draft === '' ? question : draft },
  };
}
