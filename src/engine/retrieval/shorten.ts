import { estimateTokens, type Tokens } from '../tokens.ts';
import type { KnownLines } from './excerpt.ts';

/** What a mark for a gap costs, with its line break. */
const gapTokens = 4;

/**
 * Of some lines of a file those that matter most, within a limit: each anchor, then its neighbours by distance, so that
 * what is kept grows around the anchors.
 *
 * @param lines    Ascending.
 * @param anchors  In order of worth. Those that are not among `lines` are passed over; with none left, the first line
 *                 is the anchor.
 * @returns        A part of `lines`, ascending; empty where not even the first anchor fits.
 */
export function shorten(
  known: KnownLines,
  lines: readonly number[],
  { anchors, limitTokens }: { anchors: readonly number[]; limitTokens: Tokens },
): number[] {
  const wanted = new Set(lines);
  const here = anchors.filter((anchor) => wanted.has(anchor));
  const from = here.length > 0 ? here : lines.slice(0, 1);
  const distance = (line: number): number => Math.min(...from.map((anchor) => Math.abs(anchor - line)));
  const order = lines
    .map((line) => ({ line, distance: distance(line) }))
    .sort((a, b) => a.distance - b.distance || a.line - b.line);
  const kept = new Set<number>();
  let used = 0;
  for (const { line } of order) {
    const joins = kept.has(line - 1) || kept.has(line + 1);
    const cost = estimateTokens(`${known[line - 1] ?? ''}\n`) + (joins ? 0 : gapTokens);
    if (used + cost > limitTokens) break;
    used += cost;
    kept.add(line);
  }
  return lines.filter((line) => kept.has(line));
}
