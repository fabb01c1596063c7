/** A time that a question names: from the first millisecond up to, not including, the last. In UTC. */
export interface Span {
  readonly from: number;
  readonly to: number;
  /** As the question says it: `May 2025`. */
  readonly named: string;
}

const dayMs = 24 * 60 * 60 * 1000;
const months = 'january february march april may june july august september october november december'.split(
  ' ',
);

/** The time that a question names in numbers or in English, or null. `may` alone is no month. */
export function spanOf(text: string, nowMs: number): Span | null {
  return (
    isoDay(text) ?? dayOfMonth(text, nowMs) ?? monthOf(text, nowMs) ?? relative(text, nowMs) ?? yearOf(text)
  );
}

function isoDay(text: string): Span | null {
  const match = /\b((?:19|20)\d\d)-(\d\d)(?:-(\d\d))?\b/.exec(text);
  if (match === null) return null;
  const [named, year, month, day] = match;
  const from = Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1));
  return { from, to: day === undefined ? Date.UTC(Number(year), Number(month), 1) : from + dayMs, named };
}

const monthWords = months.map((name) => `${name}|${name.slice(0, 3)}`).join('|');

function dayOfMonth(text: string, nowMs: number): Span | null {
  const before = new RegExp(
    `\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? (${monthWords})\\b\\.?,?(?: (\\d{4}))?`,
    'i',
  ).exec(text);
  const after = new RegExp(`\\b(${monthWords})\\.? (\\d{1,2})(?:st|nd|rd|th)?\\b(?:,? (\\d{4}))?`, 'i').exec(
    text,
  );
  const [named, day, month, year] =
    before === null ? [after?.[0], after?.[2], after?.[1], after?.[3]] : before;
  if (named === undefined || day === undefined || month === undefined) return null;
  const from = Date.UTC(Number(year ?? yearBefore(month, nowMs)), monthNumber(month), Number(day));
  return { from, to: from + dayMs, named: named.trim() };
}

function monthOf(text: string, nowMs: number): Span | null {
  const match = new RegExp(
    `\\b(?:(in|since|during|of|last) )?(${monthWords})\\b\\.?(?:,? (\\d{4}))?`,
    'i',
  ).exec(text);
  if (match === null) return null;
  const [named, lead, month = '', year] = match;
  // `may` and `march` are words too; a preposition or a year makes them months.
  if (lead === undefined && year === undefined && month.length < 6) return null;
  const number = monthNumber(month);
  const inYear = Number(year ?? yearBefore(month, nowMs));
  return {
    from: Date.UTC(inYear, number, 1),
    to: Date.UTC(inYear, number + 1, 1),
    named: named.replace(/^(in|since|during|of) /i, ''),
  };
}

function relative(text: string, nowMs: number): Span | null {
  const today = Math.floor(nowMs / dayMs) * dayMs;
  const match = /\b(today|yesterday|last week|this week|last month|last year)\b/i.exec(text);
  const back: Readonly<Record<string, readonly [number, number]>> = {
    today: [0, 1],
    yesterday: [-1, 0],
    'this week': [-6, 1],
    'last week': [-14, 0],
    'last month': [-62, 0],
    'last year': [-730, -180],
  };
  const days = back[match?.[1]?.toLowerCase() ?? ''];
  return match === null || days === undefined
    ? null
    : { from: today + days[0] * dayMs, to: today + days[1] * dayMs, named: match[0].toLowerCase() };
}

function yearOf(text: string): Span | null {
  const match = /\b(?:in|since|during|of) ((?:19|20)\d\d)\b/i.exec(text);
  if (match === null) return null;
  const year = Number(match[1]);
  return { from: Date.UTC(year, 0, 1), to: Date.UTC(year + 1, 0, 1), named: String(year) };
}

function monthNumber(word: string): number {
  return months.findIndex((name) => name.startsWith(word.slice(0, 3).toLowerCase()));
}

/** A month without a year is the last one of that name. */
function yearBefore(month: string, nowMs: number): number {
  const now = new Date(nowMs);
  return now.getUTCFullYear() - (monthNumber(month) > now.getUTCMonth() ? 1 : 0);
}
