import type { Session, Turn } from '../engine/session/session.ts';

/** A chat as Markdown that reads well without Sightline: questions, answers, and the places each rests on. */
export function chatToMarkdown(session: Session): string {
  const parts = [`# ${session.title}`, `_${asDate(session.createdAt)} · ${session.turns.length} questions_`];
  for (const turn of session.turns) parts.push(...turnToMarkdown(turn));
  return `${parts.join('\n\n')}\n`;
}

function turnToMarkdown(turn: Turn): string[] {
  const who = turn.modelLabel ?? 'from the code alone';
  const parts = [`## ${turn.question.split('\n')[0] ?? ''}`];
  if (turn.question.includes('\n')) parts.push(quote(turn.question));
  parts.push(`_${asDate(turn.askedAt)} · ${who}${turn.state === 'done' ? '' : ` · ${turn.state}`}_`);
  if (turn.answer.trim() !== '') parts.push(turn.answer.trim());
  if (turn.failure !== null) parts.push(`**${turn.failure.message}** ${turn.failure.hint ?? ''}`.trim());
  const places = (turn.evidence?.hits ?? []).map(
    ({ path, startLine, endLine, symbol, reasons }) =>
      `- \`${path}:${startLine}-${endLine}\`${symbol === undefined ? '' : ` \`${symbol}\``}${reasons.length === 0 ? '' : `: ${reasons.join('; ')}`}`,
  );
  if (places.length > 0) parts.push(`Places found:\n\n${places.join('\n')}`);
  return parts;
}

function quote(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}

function asDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}

/** A file name that every platform takes. */
export function fileNameFor(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase();
  return `${plain.slice(0, 60).replace(/-+$/, '') || 'chat'}.md`;
}
