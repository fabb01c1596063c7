import type { Session, Turn } from './session/session.ts';

/**
 * A session as Markdown for people: each question, its answer, and below it where the answer came from, what it cost
 * and how it ended. Times are in UTC.
 */
export function sessionMarkdown(session: Session): string {
  const head = [`# ${oneLine(session.title)}`, `Exported from Sightline. Begun ${time(session.createdAt)}.`];
  return `${[...head, ...session.turns.flatMap(turnBlocks)].join('\n\n')}\n`;
}

/** A session as JSON, complete: `format` and `version` come first, for whoever reads it later. */
export function sessionJson(session: Session): string {
  return `${JSON.stringify({ format: 'sightline-session', version: 1, ...session }, null, 2)}\n`;
}

function turnBlocks(turn: Turn): readonly string[] {
  const reasoning = turn.reasoning.trim();
  return [
    `## ${oneLine(turn.question)}`,
    // A question of several lines is a heading cut short: it is given in full below.
    ...(turn.question.trim().includes('\n') ? [quote(turn.question.trim())] : []),
    `*${answeredBy(turn)}*`,
    ...(reasoning === '' ? [] : [details('Reasoning', reasoning)]),
    ...(turn.answer.trim() === '' ? ['*No answer.*'] : [turn.answer.trim()]),
    ...ending(turn),
    ...sources(turn),
  ];
}

function answeredBy({ modelLabel, askedAt, usage }: Turn): string {
  const who = modelLabel ?? 'From the code alone, without a model';
  if (usage === null) return `${who} · ${time(askedAt)}`;
  const about = usage.isEstimated ? 'about ' : '';
  return `${who} · ${time(askedAt)} · ${about}${usage.inputTokens} tokens in, ${usage.outputTokens} out`;
}

function ending({ state, failure, warnings }: Turn): readonly string[] {
  const notes = [...warnings];
  if (state === 'stopped') notes.push('Stopped before it was complete.');
  if (state === 'interrupted') notes.push('Interrupted: the window was closed before it was complete.');
  if (failure !== null) notes.push([failure.message, failure.hint].filter(Boolean).join(' '));
  return notes.map((note) => `> ${oneLine(note)}`);
}

/** Checked citations; where an answer has none, the places that the search found. */
function sources({ citations, evidence }: Turn): readonly string[] {
  const checked = citations.filter(({ isChecked }) => isChecked);
  const places = checked.length > 0 ? checked : (evidence?.hits ?? []);
  const lines = [
    ...new Set(places.map(({ path, startLine, endLine }) => `- ${path}:${startLine}-${endLine}`)),
  ];
  if (lines.length === 0) return [];
  return [`${checked.length > 0 ? 'Cited:' : 'Found:'}\n\n${lines.join('\n')}`];
}

function details(summary: string, text: string): string {
  return `<details><summary>${summary}</summary>\n\n${text}\n\n</details>`;
}

function quote(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function time(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
