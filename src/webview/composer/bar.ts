import type { PartKind } from '../../engine/prompt/part.ts';
import type { Turn } from '../../engine/session/session.ts';
import { groupLedger, ledgerWarnings } from '../ledger/groups.ts';
import { countOf, formatCount, formatTokens } from '../numbers.ts';

/** What the bar shows: the tokens of the last prompt by kind, against what the model takes. */
export interface Bar {
  readonly turnId: string;
  readonly segments: readonly { readonly kind: PartKind; readonly percent: number }[];
  /** "5.8k / 32k" */
  readonly short: string;
  /** Every number, one a line, and whether it is exact or estimated. */
  readonly long: string;
  readonly warnings: readonly string[];
}

/**
 * The bar of the newest turn that has a ledger; null where none has. Without a known window the budget is the whole.
 * Counts by kind are ours and estimated; the sum is the server's where it reported one.
 */
export function barOf(turns: readonly Turn[], windowTokens: number | undefined): Bar | null {
  const turn = turns.findLast(({ ledger }) => ledger !== null);
  if (turn === undefined || turn.ledger === null) return null;
  const { ledger, usage } = turn;
  const isExact = usage !== null && !usage.isEstimated && usage.inputTokens > 0;
  const used = isExact ? usage.inputTokens : ledger.tokens;
  const whole = Math.max(windowTokens ?? ledger.budgetTokens, used, 1);
  const groups = groupLedger(ledger).filter(({ tokens }) => tokens > 0);
  const scale = ledger.tokens === 0 ? 0 : used / ledger.tokens;
  const of = windowTokens === undefined ? 'that the prompt may use' : 'that the model takes';
  return {
    turnId: turn.id,
    segments: groups.map(({ kind, tokens }) => ({ kind, percent: (tokens * scale * 100) / whole })),
    short: `${formatTokens(used)} / ${formatTokens(whole)}`,
    long: [
      `Last prompt: ${formatCount(used)} of ${countOf(whole, 'token')} ${of}`,
      isExact ? 'exact: as the server counted' : 'estimated: counted by Sightline',
      ...groups.map(({ label, tokens }) => `${label} ${formatCount(tokens)} (estimated)`),
    ].join('\n'),
    warnings: [...ledgerWarnings(ledger), ...turn.warnings],
  };
}
