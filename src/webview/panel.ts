import type { SessionSummary, Turn } from '../engine/session/session.ts';
import type { PanelState, ToHost } from './protocol.ts';

/** A question on its way: sent to the host, not yet stored there. */
export interface PendingQuestion {
  readonly question: string;
  /** Undefined: after the newest turn. */
  readonly parentId: string | null | undefined;
  readonly askedAt: number;
}

export interface Running {
  readonly turnId: string;
  readonly trail: readonly string[];
  /** By this machine's clock: a host far away may have another. */
  readonly startedAt: number;
}

/** What the composer holds. While an earlier question is edited, the draft waits in `stashed`. */
export interface Composer {
  readonly draft: string;
  readonly editing: { readonly turnId: string; readonly stashed: string } | null;
}

/** One sentence and, where something can be done, a button that sends a message. */
export interface Notice {
  readonly id: number;
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly action?: { readonly label: string; readonly message: ToHost };
}

export type View = 'chat' | 'history';

export interface Panel {
  /** False until the host has sent its first `state`: nothing is known yet. */
  readonly isLoaded: boolean;
  readonly host: PanelState;
  readonly view: View;
  readonly pending: PendingQuestion | null;
  readonly running: Running | null;
  readonly composer: Composer;
  readonly history: { readonly query: string; readonly sessions: readonly SessionSummary[] | null };
  /** The turn whose context is open. */
  readonly openLedgerId: string | null;
  readonly notices: readonly Notice[];
  readonly nextNoticeId: number;
}

/** Older notices leave: a pile would hide the chat. */
const noticesShown = 3;

export function initialPanel(saved: { readonly draft: string; readonly view: View }): Panel {
  return {
    isLoaded: false,
    host: {
      session: null,
      branches: {},
      runningTurnId: null,
      models: [],
      modelId: null,
      offers: [],
      index: null,
      examples: [],
      workspaceNames: [],
      isRestricted: false,
    },
    view: saved.view,
    pending: null,
    running: null,
    composer: { draft: saved.draft, editing: null },
    history: { query: '', sessions: null },
    openLedgerId: null,
    notices: [],
    nextNoticeId: 1,
  };
}

export function isAnswering(panel: Panel): boolean {
  return panel.pending !== null || panel.running !== null;
}

/** The turns to draw: a question that was asked on another branch hides those that come after its parent. */
export function shownTurns(panel: Panel): readonly Turn[] {
  const turns = panel.host.session?.turns ?? [];
  return panel.pending === null ? turns : turnsUpTo(turns, panel.pending.parentId);
}

/** Undefined: all of them; null: none. */
export function turnsUpTo(turns: readonly Turn[], parentId: string | null | undefined): readonly Turn[] {
  if (parentId === undefined) return turns;
  if (parentId === null) return [];
  const at = turns.findIndex(({ id }) => id === parentId);
  return at === -1 ? turns : turns.slice(0, at + 1);
}

export function addNotice(panel: Panel, notice: Omit<Notice, 'id'>): Panel {
  const others = panel.notices.filter(({ text }) => text !== notice.text);
  return {
    ...panel,
    notices: [...others, { ...notice, id: panel.nextNoticeId }].slice(-noticesShown),
    nextNoticeId: panel.nextNoticeId + 1,
  };
}
