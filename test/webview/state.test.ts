import assert from 'node:assert/strict';
import type { TurnEvent } from '../../src/engine/answer.ts';
import { isAnswering, shownTurns } from '../../src/webview/panel.ts';
import type { Panel } from '../../src/webview/panel.ts';
import type { ToPanel } from '../../src/webview/protocol.ts';
import { reduce } from '../../src/webview/state.ts';
import type { Action } from '../../src/webview/state.ts';
import { panel, panelState, session, turn } from './fixtures.ts';

const nowMs = 1000;

function after(start: Panel, ...actions: readonly Action[]): Panel {
  return actions.reduce(reduce, start);
}

function received(message: ToPanel): Action {
  return { kind: 'received', message, nowMs };
}

function event(turnEvent: TurnEvent, turnId = 't', sessionId = 's'): Action {
  return received({ kind: 'turn', sessionId, turnId, event: turnEvent });
}

function asked(question: string, parentId?: string | null): Action {
  return { kind: 'asked', question, parentId, nowMs };
}

const started: TurnEvent = { kind: 'started', sessionId: 's', turnId: 't', title: 'Retries' };
const done: TurnEvent = { kind: 'done', elapsedMs: 250, reason: 'stop' };
const evidence = { hits: [], coverage: { filesIndexed: 1, filesTotal: 1 }, generation: 1, warnings: [] };
const failure = {
  kind: 'model-cut',
  message: 'The connection was cut.',
  hint: 'Go on or try again.',
} as const;

function answers(...events: readonly TurnEvent[]): Panel {
  return after(panel(), asked('why?'), event(started), ...events.map((each) => event(each)));
}

describe('panel state: a turn', () => {
  it('shows the question before the host has answered, and empties the composer', () => {
    const next = after(panel({}, 'why?'), asked('why?'));
    assert.equal(next.pending?.question, 'why?');
    assert.equal(next.composer.draft, '');
    assert.ok(isAnswering(next));
  });

  it('makes a session and a turn of the question when it is stored', () => {
    const next = answers();
    assert.equal(next.pending, null);
    assert.equal(next.host.session?.title, 'Retries');
    assert.deepEqual(
      next.host.session?.turns.map(({ id, question, parentId }) => [id, question, parentId]),
      [['t', 'why?', null]],
    );
  });

  it('says what is under way as one trail, each step once', () => {
    const next = answers(
      { kind: 'step', text: 'Searching 4,212 files' },
      { kind: 'evidence', evidence },
      { kind: 'step', text: 'Asking qwen' },
      { kind: 'text', text: 'It ' },
      { kind: 'text', text: 'doubles.' },
    );
    assert.deepEqual(next.running?.trail, ['Searching 4,212 files', '0 hits', 'asking qwen', 'writing']);
    assert.equal(next.host.session?.turns[0]?.answer, 'It doubles.');
  });

  it('is ready for the next question after the last event', () => {
    const next = answers({ kind: 'text', text: 'It doubles.' }, done);
    assert.equal(isAnswering(next), false);
    assert.equal(next.host.session?.turns[0]?.state, 'done');
    assert.equal(next.host.session?.turns[0]?.endedAt, nowMs + 250);
  });

  it('keeps the half answer of a failed turn beside its failure', () => {
    const next = answers({ kind: 'text', text: 'It doub' }, { kind: 'failed', elapsedMs: 5, failure });
    assert.equal(next.host.session?.turns[0]?.answer, 'It doub');
    assert.equal(next.host.session?.turns[0]?.failure?.kind, 'model-cut');
    assert.equal(isAnswering(next), false);
  });

  it('remembers that an answer ended at the length limit', () => {
    const next = answers({ kind: 'done', elapsedMs: 5, reason: 'length' });
    assert.equal(next.host.session?.turns[0]?.endReason, 'length');
  });

  it('ignores events of a session that is not shown', () => {
    const shown = panel({ session: session('other', [turn('o')]) });
    assert.equal(after(shown, event({ kind: 'text', text: 'x' })), shown);
    assert.equal(after(shown, event(started)), shown);
  });

  it('gives a question back that could not be stored, unless something else was typed since', () => {
    const refused = received({ kind: 'notAsked', failure });
    const back = after(panel(), asked('why?'), refused);
    assert.equal(back.composer.draft, 'why?');
    assert.equal(isAnswering(back), false);
    const typed = after(panel(), asked('why?'), { kind: 'drafted', text: 'other' }, refused);
    assert.equal(typed.composer.draft, 'other');
  });
});

describe('panel state: branches', () => {
  const shown = panel({ session: session('s', [turn('a'), turn('b', { parentId: 'a' })]) });

  it('hides what came after the question that is asked again', () => {
    assert.deepEqual(
      shownTurns(after(shown, asked('again', 'a'))).map(({ id }) => id),
      ['a'],
    );
    assert.deepEqual(shownTurns(after(shown, asked('again', null))), []);
  });

  it('puts the new turn in the place of the old and offers both', () => {
    const next = after(shown, asked('again', 'a'), event(started));
    assert.deepEqual(
      next.host.session?.turns.map(({ id }) => id),
      ['a', 't'],
    );
    assert.deepEqual(next.host.branches, { b: ['b', 't'], t: ['b', 't'] });
  });

  it('edits an earlier question without losing the draft', () => {
    const editing = after(
      shown,
      { kind: 'drafted', text: 'half a thought' },
      { kind: 'editStarted', turnId: 'a' },
    );
    assert.equal(editing.composer.draft, 'question a');
    assert.equal(after(editing, { kind: 'editCancelled' }).composer.draft, 'half a thought');
    assert.deepEqual(after(editing, asked('edited', null)).composer, {
      draft: 'half a thought',
      editing: null,
    });
    const twice = after(editing, { kind: 'editStarted', turnId: 'b' });
    assert.equal(after(twice, { kind: 'editCancelled' }).composer.draft, 'half a thought');
  });
});

describe('panel state: what the host sends', () => {
  it('takes a state as the whole truth', () => {
    const next = after(
      panel(),
      received({ kind: 'state', state: panelState({ examples: ['q'], isRestricted: true }) }),
    );
    assert.ok(next.isLoaded && next.host.isRestricted);
    assert.deepEqual(next.host.examples, ['q']);
  });

  it('keeps a question that is on its way when the state of the same session comes', () => {
    const next = after(panel(), asked('why?'), received({ kind: 'state', state: panelState() }));
    assert.equal(next.pending?.question, 'why?');
  });

  it('drops it when that state already holds its turn', () => {
    const state = panelState({
      session: session('s', [turn('t', { state: 'asked' })]),
      runningTurnId: 't',
    });
    const next = after(panel(), asked('why?'), received({ kind: 'state', state }));
    assert.equal(next.pending, null);
    assert.equal(next.running?.turnId, 't');
  });

  it('keeps the trail of a running turn when its state is sent again', () => {
    const running = answers({ kind: 'step', text: 'Searching' });
    const { session: open } = running.host;
    const next = after(
      running,
      received({ kind: 'state', state: panelState({ session: open, runningTurnId: 't' }) }),
    );
    assert.deepEqual(next.running?.trail, ['Searching']);
  });

  it('ends an edit when another session is opened', () => {
    const editing = after(panel({ session: session('s', [turn('a')]) }, 'draft'), {
      kind: 'editStarted',
      turnId: 'a',
    });
    const next = after(
      editing,
      received({ kind: 'state', state: panelState({ session: session('z', []) }) }),
    );
    assert.deepEqual(next.composer, { draft: 'draft', editing: null });
  });

  it('forgets a slow answer to an older search', () => {
    const searched = after(panel(), { kind: 'searched', query: 'new' });
    const old = received({ kind: 'sessions', query: 'old', sessions: [session('s', [])] });
    assert.equal(after(searched, old).history.sessions, null);
    const fresh = received({ kind: 'sessions', query: 'new', sessions: [session('s', [])] });
    assert.equal(after(searched, fresh).history.sessions?.length, 1);
  });

  it('shows a notice once, and no more than three', () => {
    const notice = (text: string): Action => received({ kind: 'notice', severity: 'info', text });
    assert.equal(after(panel(), notice('a'), notice('a')).notices.length, 1);
    const many = after(panel(), notice('a'), notice('b'), notice('c'), notice('d'));
    assert.deepEqual(
      many.notices.map(({ text }) => text),
      ['b', 'c', 'd'],
    );
    const [first] = many.notices;
    assert.equal(after(many, { kind: 'dismissed', noticeId: first?.id ?? 0 }).notices.length, 2);
  });
});

describe('panel state: history', () => {
  const listed = after(
    panel({ session: session('s', [turn('a')]) }),
    received({ kind: 'sessions', query: '', sessions: [session('s', []), session('z', [])] }),
  );

  it('renames a session in the list and in the title at once', () => {
    const next = after(listed, { kind: 'renamed', sessionId: 's', title: 'New' });
    assert.equal(next.host.session?.title, 'New');
    assert.equal(next.history.sessions?.[0]?.title, 'New');
  });

  it('removes a deleted session at once and offers to bring it back', () => {
    const next = after(listed, { kind: 'deleted', sessionId: 's', title: 'Old' });
    assert.equal(next.host.session, null);
    assert.deepEqual(
      next.history.sessions?.map(({ id }) => id),
      ['z'],
    );
    assert.deepEqual(next.notices[0]?.action, {
      label: 'Undo',
      message: { kind: 'restoreSession', sessionId: 's' },
    });
  });
});
