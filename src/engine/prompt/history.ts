import type { Turn } from '../session/session.ts';
import type { Part } from './part.ts';

/**
 * Past turns as parts, oldest first: the question and the answer of a turn are one group. The newest has the highest
 * priority, so that the oldest leaves first. A turn without an answer is left away: two questions in a row confuse
 * models, and some servers refuse them.
 */
export function historyParts(turns: readonly Turn[]): readonly Part[] {
  const answered = turns.filter((turn) => answerOf(turn) !== '');
  return answered.flatMap((turn, i) => {
    const age = answered.length - i;
    const shared = {
      kind: 'history',
      source: 'this chat',
      reasons: [age === 1 ? 'the turn before this one' : `${age} turns ago`],
      isRequired: false,
      priority: 900 - age,
      group: turn.id,
    } as const;
    return [
      {
        ...shared,
        id: `history:${turn.id}:question`,
        title: shorten(turn.question),
        role: 'user',
        text: turn.question,
      },
      {
        ...shared,
        id: `history:${turn.id}:answer`,
        title: `Answer to: ${shorten(turn.question)}`,
        role: 'assistant',
        text: answerOf(turn),
      },
    ];
  });
}

/** What the model is told that was answered. An answer made of code alone is told as the places it named. */
function answerOf(turn: Turn): string {
  if (turn.model !== null) return turn.answer.trim();
  const places = (turn.evidence?.hits ?? []).slice(0, 8);
  if (places.length === 0) return '';
  const list = places.map(({ path, startLine, endLine }) => `[${path}:${startLine}-${endLine}]`);
  return `These places were shown: ${list.join(' ')}`;
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
