import type { SqlValue } from './database.ts';

/** More words than anyone types; it bounds the statement. */
const maxWords = 12;
const maxWordLength = 200;

/**
 * The condition that a session `s` matches a query: each word stands somewhere in its title, its questions or its
 * answers, in any case of letters. A scan of 10,000 turns of 4 KB takes 40 ms, so there is no second index of
 * precious text to keep in step.
 */
export function matchingSessions(query: string): { sql: string; values: SqlValue[] } {
  const words = query.split(/\s+/).filter(Boolean).slice(0, maxWords);
  const values: SqlValue[] = [];
  const conditions = words.map((word) => {
    const patterns = casesOf(word.slice(0, maxWordLength)).map(toPattern);
    const like = (column: string): string => {
      values.push(...patterns);
      return patterns.map(() => `${column} LIKE ? ESCAPE '\\'`).join(' OR ');
    };
    const title = like('s.title');
    const question = like('t.question');
    const answer = like('coalesce(o.answer, p.answer)');
    return `(${title} OR EXISTS (SELECT 1 FROM turns t LEFT JOIN outcomes o ON o.turn_id = t.id
      LEFT JOIN partials p ON p.turn_id = t.id WHERE t.session_id = s.id AND (${question} OR ${answer})))`;
  });
  return { sql: ['TRUE', ...conditions].join(' AND '), values };
}

/** LIKE folds the case of ASCII letters only. */
function casesOf(word: string): string[] {
  const lower = word.toLowerCase();
  const capital = lower.charAt(0).toUpperCase() + lower.slice(1);
  const isAscii = !/[^\0-\x7f]/.test(word);
  return isAscii ? [word] : [...new Set([word, lower, word.toUpperCase(), capital])];
}

function toPattern(word: string): string {
  return `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
