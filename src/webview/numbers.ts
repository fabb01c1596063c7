/** "4,212". One form everywhere, whatever the machine's language: the panel's words are English too. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** "1 hit", "12 hits", "1,204 matches". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Short, for the bar: "812", "5.8k", "128k", "1.2M". A window of 32,768 is "32k", as its makers call it. */
export function formatTokens(tokens: number): string {
  if (tokens < 1000) return String(Math.round(tokens));
  if (tokens % 1024 === 0 && tokens % 1000 !== 0 && tokens < 1024 * 1024) return `${tokens / 1024}k`;
  if (tokens < 999_500) return `${shorten(tokens / 1000)}k`;
  return `${shorten(tokens / 1_000_000)}M`;
}

/** "0.4 s", "12 s", "2 min 5 s". Tenths below ten seconds: they are what a person notices. */
export function formatElapsed(elapsedMs: number): string {
  const ms = Math.max(0, elapsedMs);
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return rest === 0 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 60)} min ${rest} s`;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** "just now", "5 min ago", "3 h ago", "yesterday", "4 days ago", "12 Mar 2026". */
export function formatAge(thenMs: number, nowMs: number): string {
  const ageMs = nowMs - thenMs;
  if (ageMs < minuteMs) return 'just now';
  if (ageMs < hourMs) return `${Math.floor(ageMs / minuteMs)} min ago`;
  const days = daysBetween(thenMs, nowMs);
  if (days === 0 || ageMs < 6 * hourMs) return `${Math.floor(ageMs / hourMs)} h ago`;
  if (days === 1) return 'yesterday';
  if (days < 7) return `${days} days ago`;
  return new Date(thenMs).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

export const ageGroups = ['Today', 'Yesterday', 'Last 7 days', 'Last 30 days', 'Older'] as const;

/** Under which heading of the history a time belongs. */
export function ageGroup(thenMs: number, nowMs: number): (typeof ageGroups)[number] {
  const days = daysBetween(thenMs, nowMs);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days <= 7) return 'Last 7 days';
  return days <= 30 ? 'Last 30 days' : 'Older';
}

/** "TypeScript", "TypeScript and Go", "A, B and C". */
export function listWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

function shorten(value: number): string {
  return value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value));
}

/** Midnights between two times, in the local calendar. */
function daysBetween(thenMs: number, nowMs: number): number {
  const midnight = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0);
  return Math.round((midnight(nowMs) - midnight(thenMs)) / dayMs);
}
