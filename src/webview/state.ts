import { unreachable } from '../engine/errors.ts';
import { addNotice } from './panel.ts';
import type { Panel, View } from './panel.ts';
import type { ToPanel } from './protocol.ts';
import { receive } from './receive.ts';

export type Action =
  | { readonly kind: 'received'; readonly message: ToPanel; readonly nowMs: number }
  | { readonly kind: 'drafted'; readonly text: string }
  | {
      readonly kind: 'asked';
      readonly question: string;
      readonly parentId: string | null | undefined;
      readonly nowMs: number;
    }
  | { readonly kind: 'editStarted'; readonly turnId: string }
  | { readonly kind: 'editCancelled' }
  | { readonly kind: 'viewed'; readonly view: View }
  | { readonly kind: 'searched'; readonly query: string }
  | { readonly kind: 'renamed'; readonly sessionId: string; readonly title: string }
  | { readonly kind: 'deleted'; readonly sessionId: string; readonly title: string }
  | { readonly kind: 'modelChosen'; readonly modelId: string | null }
  | { readonly kind: 'ledgerToggled'; readonly turnId: string }
  | { readonly kind: 'dismissed'; readonly noticeId: number };

/** The panel after one action. Pure: whatever is told to the host is told by the caller. */
export function reduce(panel: Panel, action: Action): Panel {
  switch (action.kind) {
    case 'received':
      return receive(panel, action.message, action.nowMs);
    case 'drafted':
      return { ...panel, composer: { ...panel.composer, draft: action.text } };
    case 'asked':
      return asked(panel, action);
    case 'editStarted':
      return startEdit(panel, action.turnId);
    case 'editCancelled':
      return { ...panel, composer: { draft: panel.composer.editing?.stashed ?? '', editing: null } };
    case 'viewed':
      return { ...panel, view: action.view };
    case 'searched':
      return { ...panel, history: { ...panel.history, query: action.query } };
    case 'renamed':
      return renamed(panel, action.sessionId, action.title);
    case 'deleted':
      return deleted(panel, action.sessionId, action.title);
    case 'modelChosen':
      return { ...panel, host: { ...panel.host, modelId: action.modelId } };
    case 'ledgerToggled':
      return { ...panel, openLedgerId: panel.openLedgerId === action.turnId ? null : action.turnId };
    case 'dismissed':
      return { ...panel, notices: panel.notices.filter(({ id }) => id !== action.noticeId) };
    default:
      return unreachable(action);
  }
}

function asked(panel: Panel, action: Extract<Action, { kind: 'asked' }>): Panel {
  return {
    ...panel,
    view: 'chat',
    pending: { question: action.question, parentId: action.parentId, askedAt: action.nowMs },
    composer: { draft: panel.composer.editing?.stashed ?? '', editing: null },
    notices: panel.notices.filter(({ severity }) => severity === 'info'),
  };
}

function startEdit(panel: Panel, turnId: string): Panel {
  const turn = panel.host.session?.turns.find(({ id }) => id === turnId);
  if (turn === undefined) return panel;
  const stashed = panel.composer.editing?.stashed ?? panel.composer.draft;
  return { ...panel, composer: { draft: turn.question, editing: { turnId, stashed } } };
}

function renamed(panel: Panel, sessionId: string, title: string): Panel {
  const { session } = panel.host;
  const sessions = panel.history.sessions?.map((each) => (each.id === sessionId ? { ...each, title } : each));
  return {
    ...panel,
    host: { ...panel.host, session: session?.id === sessionId ? { ...session, title } : session },
    history: { ...panel.history, sessions: sessions ?? null },
  };
}

/** Gone at once; the notice brings it back. */
function deleted(panel: Panel, sessionId: string, title: string): Panel {
  const isShown = panel.host.session?.id === sessionId;
  const sessions = panel.history.sessions?.filter(({ id }) => id !== sessionId) ?? null;
  return addNotice(
    {
      ...panel,
      host: isShown ? { ...panel.host, session: null, branches: {}, runningTurnId: null } : panel.host,
      running: isShown ? null : panel.running,
      history: { ...panel.history, sessions },
    },
    {
      severity: 'info',
      text: `Deleted “${title}”.`,
      action: { label: 'Undo', message: { kind: 'restoreSession', sessionId } },
    },
  );
}
