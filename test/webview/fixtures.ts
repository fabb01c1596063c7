import type { Hit } from '../../src/engine/retrieval/hit.ts';
import type { Session, Turn } from '../../src/engine/session/session.ts';
import { initialPanel } from '../../src/webview/panel.ts';
import type { Panel } from '../../src/webview/panel.ts';
import type { PanelState } from '../../src/webview/protocol.ts';
import { newTurn } from '../../src/webview/foldTurn.ts';

export function hit(parts: Partial<Hit> = {}): Hit {
  return {
    path: 'src/retry.ts',
    startLine: 41,
    endLine: 43,
    score: 1,
    container: [],
    language: 'typescript',
    reasons: [],
    freshness: 'fresh',
    text: 'a\nb\nc',
    highlightLines: [],
    uses: [],
    usesTotal: 0,
    ...parts,
  };
}

export function turn(id: string, parts: Partial<Turn> = {}): Turn {
  return {
    ...newTurn({ id, parentId: null, question: `question ${id}`, askedAt: 0 }),
    state: 'done',
    endedAt: 10,
    ...parts,
  };
}

export function session(id: string, turns: readonly Turn[]): Session {
  return {
    id,
    title: `session ${id}`,
    createdAt: 0,
    changedAt: 0,
    turnCount: turns.length,
    forkedFrom: null,
    turns: [...turns],
  };
}

export function panelState(parts: Partial<PanelState> = {}): PanelState {
  return { ...initialPanel({ draft: '', view: 'chat' }).host, ...parts };
}

/** A panel that has heard the host. */
export function panel(parts: Partial<PanelState> = {}, draft = ''): Panel {
  return { ...initialPanel({ draft, view: 'chat' }), isLoaded: true, host: panelState(parts) };
}
