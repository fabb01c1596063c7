import type { Freshness, Hit } from '../retrieval/hit.ts';
import type { LeftOut, PackedPart } from '../retrieval/packed.ts';
import { estimateTokens } from '../tokens.ts';
import type { Tokens } from '../tokens.ts';
import type { LedgerRow, Part } from './part.ts';

/** What a part of a prompt takes beside what the packing counts: the marks around it, and their message's share. */
export const packedOverheadTokens = 22;

/** What was packed of one file as a part. */
export function packedPart(part: PackedPart, { rank, mark }: { rank: number; mark: string }): Part {
  const { id, path, symbol, source, reasons, freshness, text, tokens, fullTokens } = part;
  return {
    id: `code:${id}`,
    kind: 'code',
    title: symbol ?? nameOf(path),
    source: oneLine(source),
    reasons: [...reasons],
    isRequired: false,
    priority: 500 - rank,
    role: 'user',
    text: [...headOf({ place: source, reasons, freshness, mark }), text, `=== end ${mark}`].join('\n'),
    ...(fullTokens > tokens ? { full: { tokens: fullTokens, cut: 'the lines that matter' } } : {}),
  };
}

/** What the packing left out, for the ledger. */
export function leftOutRow({ source, reason, tokens }: LeftOut): LedgerRow {
  return {
    id: `left-out:${source}`,
    kind: 'code',
    title: nameOf(source.slice(0, source.lastIndexOf(':'))),
    source: oneLine(source),
    reasons: [],
    state: 'left-out',
    tokens: 0,
    fullTokens: tokens,
    note: reason,
  };
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}

function headOf(about: {
  readonly place: string;
  readonly reasons: readonly string[];
  readonly freshness: Freshness;
  readonly mark: string;
}): string[] {
  const { place, reasons, freshness, mark } = about;
  const why = reasons.map(oneLine).join('; ');
  const stale = freshness === 'fresh' ? [] : [freshnessNote(freshness)];
  return [`=== ${mark} ${oneLine(place)}`, ...(why === '' ? [] : [`found because: ${why}`]), ...stale, '---'];
}

/** A hit as a part of its own. */
export function hitPart(
  hit: Hit,
  { rank, mark, hitTokens }: { rank: number; mark: string; hitTokens: Tokens },
): Part {
  const shown = cutHit(hit, hitTokens);
  const place = `${oneLine(hit.path)}:${shown.startLine}-${shown.endLine}`;
  const head = headOf({ place, reasons: hit.reasons, freshness: hit.freshness, mark });
  const render = (text: string): string => [...head, text, `=== end ${mark}`].join('\n');
  const isCut = shown.text !== hit.text;
  return {
    id: `code:${hit.path}:${hit.startLine}-${hit.endLine}`,
    kind: 'code',
    title: hit.symbol ?? nameOf(hit.path),
    source: place,
    reasons: hit.reasons,
    isRequired: false,
    // Best first, and below every turn of the history that has room in its share.
    priority: 500 - rank,
    role: 'user',
    text: render(shown.text),
    ...(isCut
      ? {
          full: {
            tokens: estimateTokens(render(hit.text)),
            cut: `lines ${shown.startLine} to ${shown.endLine}`,
          },
        }
      : {}),
  };
}

function freshnessNote(freshness: Freshness): string {
  return freshness === 'unsaved' ? 'unsaved: from an open editor' : 'stale: the file has changed since';
}

/** The whole hit, or as many whole lines as fit, from a little before the first line that matters. */
function cutHit(
  hit: Hit,
  limitTokens: Tokens,
): { readonly startLine: number; readonly endLine: number; readonly text: string } {
  if (estimateTokens(hit.text) <= limitTokens) return hit;
  const lines = hit.text.split('\n');
  const costs = lines.map((line) => estimateTokens(`${line}\n`));
  const takeFrom = (start: number): number => {
    let used = 0;
    let end = start;
    while (end < lines.length && used + (costs[end] ?? 0) <= limitTokens) used += costs[end++] ?? 0;
    return Math.max(end, start + 1);
  };
  const first = (hit.highlightLines[0] ?? hit.startLine) - hit.startLine;
  // Three lines before it show what it belongs to.
  const start = first < takeFrom(0) ? 0 : Math.max(0, first - 3);
  const end = takeFrom(start);
  return {
    startLine: hit.startLine + start,
    endLine: hit.startLine + end - 1,
    text: lines.slice(start, end).join('\n'),
  };
}

/** A file name may hold a line break, which would forge a heading. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
