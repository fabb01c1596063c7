import type { Matcher } from './match.ts';
import type { Term } from './tokenise.ts';

const mostLines = 6;

/**
 * The lines that matter most for the query: those with the rarest of its words, at most 6, ascending.
 * A word counts less on each further line, so that one word does not take all six.
 *
 * @param lines      The hit's lines.
 * @param startLine  The number of the first, 1-based, in the file.
 */
export function highlightLines(
  hit: { readonly lines: readonly string[]; readonly startLine: number },
  matcher: Matcher,
  idfs: ReadonlyMap<Term, number>,
): number[] {
  const matched = hit.lines.flatMap((line, i) => {
    const terms = Array.from(
      new Set(matcher(line).flatMap(({ terms: found }) => found.map(({ term }) => term))),
    );
    return terms.length === 0 ? [] : [{ line: hit.startLine + i, terms }];
  });
  const chosen: number[] = [];
  const used = new Map<Term, number>();
  while (chosen.length < mostLines && matched.length > 0) {
    const worth = (terms: readonly Term[]) =>
      terms.reduce((sum, term) => sum + (idfs.get(term) ?? 0) / 2 ** (used.get(term) ?? 0), 0);
    let best = 0;
    for (let i = 1; i < matched.length; i++) {
      if (worth(matched[i]?.terms ?? []) > worth(matched[best]?.terms ?? [])) best = i;
    }
    const [line] = matched.splice(best, 1);
    if (line === undefined) break;
    chosen.push(line.line);
    for (const term of line.terms) used.set(term, (used.get(term) ?? 0) + 1);
  }
  return chosen.sort((a, b) => a - b);
}
