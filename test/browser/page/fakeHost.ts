import type { ToHost, ToPanel } from '../../../src/webview/protocol.ts';
import { sessions, situations, turnEvents } from './recordings.ts';

/**
 * The other side of the panel, without VS Code: says on `ready` what the situation in the page's address calls for,
 * and answers questions with a recorded turn. `posted` keeps what the panel said.
 */
const posted: ToHost[] = [];
Object.assign(window, {
  posted,
  acquireVsCodeApi: () => ({
    postMessage(message: ToHost) {
      posted.push(message);
      answerTo(message);
    },
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') as unknown,
    setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
  }),
});

const paceMs = 8;
let turnCount = 0;

function say(message: ToPanel): void {
  window.postMessage(message, '*');
}

function answerTo(message: ToHost): void {
  const situation = new URLSearchParams(location.search).get('situation') ?? 'firstRun';
  if (message.kind === 'ready') for (const each of situations[situation] ?? []) say(each);
  if (message.kind === 'listSessions') {
    const found = sessions.filter(({ title }) => title.toLowerCase().includes(message.query.toLowerCase()));
    say({ kind: 'sessions', query: message.query, sessions: found });
  }
  if (message.kind === 'ask') {
    const turnId = `asked-${turnCount++}`;
    const sessionId = message.sessionId ?? 's1';
    turnEvents(sessionId, turnId).forEach((event, at) => {
      setTimeout(() => say({ kind: 'turn', sessionId, turnId, event }), at * paceMs);
    });
  }
}
