import { EngineError } from '../engine/errors.ts';
import type { SessionStore, SessionSummary } from '../engine/session/session.ts';

/** More sessions than one workspace has. */
const everySession = 1_000_000;

/**
 * The session whose id is, or begins with, what was given; `last` is the one that changed last.
 * @throws `EngineError` `session-missing`, or `wrong-use` where several begin so.
 */
export function findSession(sessions: SessionStore, given: string): SessionSummary {
  const all = sessions.list({ limit: everySession });
  const found = given === 'last' ? all.slice(0, 1) : all.filter((session) => session.id.startsWith(given));
  const exact = found.find((session) => session.id === given);
  const [first, ...others] = exact === undefined ? found : [exact];
  if (first === undefined) {
    throw new EngineError('session-missing', `There is no session ${given} in this workspace.`, {
      hint: 'See them all: sightline sessions list',
    });
  }
  if (others.length > 0) {
    throw new EngineError('wrong-use', `${others.length + 1} sessions begin with ${given}.`, {
      hint: 'Give more of the id.',
    });
  }
  return first;
}
