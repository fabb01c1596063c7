import type { Ledger, LedgerRow, PartKind } from '../../engine/prompt/part.ts';
import { partKinds } from '../../engine/prompt/part.ts';

/** All rows of one kind, with what was sent of them. */
export interface LedgerGroup {
  readonly kind: PartKind;
  readonly label: string;
  readonly rows: readonly LedgerRow[];
  readonly tokens: number;
}

const labels: Readonly<Record<PartKind, string>> = {
  system: 'System',
  rules: 'Rules',
  memory: 'Memory',
  history: 'History',
  code: 'Code',
  attachment: 'Attachments',
  question: 'Question',
};

/** In prompt order; kinds without a row are absent. */
export function groupLedger(ledger: Ledger): readonly LedgerGroup[] {
  return partKinds
    .map((kind) => {
      const rows = ledger.rows.filter((row) => row.kind === kind);
      return { kind, label: labels[kind], rows, tokens: rows.reduce((sum, row) => sum + row.tokens, 0) };
    })
    .filter(({ rows }) => rows.length > 0);
}

/** "kept" needs no word; the others say what happened, and why where that is known. */
export function stateWords({ state, note, tokens, fullTokens }: LedgerRow): string {
  if (state === 'kept') return note ?? '';
  if (state === 'left-out') return note === undefined ? 'left out' : `left out: ${note}`;
  if (state === 'shortened') return note ?? `shortened from ${fullTokens} to ${tokens} tokens`;
  return note ?? 'secrets redacted';
}

/** What the bar warns of: parts that the model did not see, or not in full. */
export function ledgerWarnings(ledger: Ledger): readonly string[] {
  const count = (state: LedgerRow['state']): number =>
    ledger.rows.filter((row) => row.state === state).length;
  const words: readonly [number, string][] = [
    [count('redacted'), 'redacted'],
    [count('left-out'), 'left out'],
    [count('shortened'), 'shortened'],
  ];
  return words
    .filter(([rows]) => rows > 0)
    .map(([rows, what]) => `${rows === 1 ? '1 part' : `${rows} parts`} ${what}`);
}

/**
 * `src/net/retry.ts:41-63` as a place, of several ranges the longest; null for sources that are none (`session`,
 * `sightline`).
 */
export function placeOfSource(source: string): { path: string; startLine: number; endLine: number } | null {
  const match = /^(.+?):(\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*)$/.exec(source);
  if (match === null) return null;
  const ranges = (match[2] ?? '').split(',').map((range) => {
    const [startLine = 0, endLine = startLine] = range.split('-').map(Number);
    return { startLine, endLine };
  });
  const longest = ranges.reduce((a, b) => (b.endLine - b.startLine > a.endLine - a.startLine ? b : a));
  return { path: match[1] ?? '', ...longest };
}
