import type { Hit } from '../../engine/retrieval/hit.ts';

/** One line to draw, or a gap where lines were left out. `index` counts from 0 in the hit's text. */
export type ExcerptLine =
  | { readonly kind: 'line'; readonly index: number; readonly isMarked: boolean }
  | { readonly kind: 'gap'; readonly count: number };

/** Lines around a marked one: enough to see what it belongs to. */
const contextLines = 1;

/** Nothing, or only the edge of a comment: no context for anyone. */
const emptyLine = /^\s*(?:\/\*+|\*+\/|\*)?\s*$/;

/**
 * The lines of a hit that matter: those marked for the query with one line around each, at most `limit`; the chunk's
 * first lines where nothing is marked. Short chunks are whole. Ascending, with gaps where lines are left out.
 */
export function excerpt(hit: Hit, limit: number): readonly ExcerptLine[] {
  const texts = hit.text.split('\n');
  const total = texts.length;
  const marked = new Set(hit.highlightLines.map((line) => line - hit.startLine));
  if (total <= limit) return withGaps(range(0, total), marked, total);
  const chosen = new Set<number>();
  for (const line of marked) {
    if (line < 0 || line >= total) continue;
    const around = range(line - contextLines, line + contextLines + 1).filter(
      (at) => at === line || !emptyLine.test(texts[at] ?? ''),
    );
    const wanted = around.filter((at) => !chosen.has(at));
    if (chosen.size + wanted.length > limit) break;
    for (const at of wanted) chosen.add(at);
  }
  const lines = chosen.size === 0 ? range(0, limit) : [...chosen].sort((a, b) => a - b);
  return withGaps(lines, marked, total);
}

/** Every line, marked where it matters. */
export function wholeChunk(hit: Hit): readonly ExcerptLine[] {
  return excerpt(hit, Number.MAX_SAFE_INTEGER);
}

/** Whether the lines on show already carry the signature: it need not be said twice. */
export function showsSignature(hit: Hit, lines: readonly ExcerptLine[]): boolean {
  if (hit.signature === undefined) return true;
  const texts = hit.text.split('\n');
  const shown = lines.map((line) => (line.kind === 'line' ? (texts[line.index] ?? '') : '\n')).join(' ');
  // The head is enough: a signature over many lines ends in other whitespace and commas than its one-line form.
  const head = fold(hit.signature).slice(0, 40);
  return fold(shown).includes(head);
}

function withGaps(lines: readonly number[], marked: ReadonlySet<number>, total: number): ExcerptLine[] {
  const result: ExcerptLine[] = [];
  let next = 0;
  for (const index of lines) {
    if (index > next) result.push({ kind: 'gap', count: index - next });
    result.push({ kind: 'line', index, isMarked: marked.has(index) });
    next = index + 1;
  }
  if (next < total) result.push({ kind: 'gap', count: total - next });
  return result;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
}

function fold(text: string): string {
  return text.replace(/[^\S\n]+/g, ' ').trim();
}
