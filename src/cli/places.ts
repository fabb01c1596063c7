import type { Hit, Use } from '../engine/retrieval/hit.ts';
import { withoutControls } from './terminal.ts';
import type { Paint } from './terminal.ts';
import { oneLine } from './words.ts';

/** More lines of one place than this hide the next place. */
const maxCodeLines = 12;

/**
 * Ranked places for a person, grouped by file in the order of each file's best place. Every place begins with
 * `path:start-end`, which terminals turn into a link; then its signature, doc comment, the lines that matter
 * (marked `>`), the reasons, and who uses it.
 */
export function renderPlaces(hits: readonly Hit[], paint: Paint): string {
  const files = Map.groupBy(hits, (hit) => hit.path);
  return [...files.values()]
    .map((inFile) => inFile.map((hit) => renderPlace(hit, paint)).join('\n'))
    .join('\n\n');
}

function renderPlace(hit: Hit, paint: Paint): string {
  const shown = chooseLines(hit);
  const text = hit.text.split('\n');
  const isSignatureShown = shown.some((line) => isSignature(text[line - hit.startLine] ?? '', hit));
  const lines = [heading(hit, paint)];
  if (hit.signature !== undefined && !isSignatureShown) lines.push(`  ${withoutControls(hit.signature)}`);
  if (hit.doc) lines.push(paint.dim(`  ${oneLine(withoutControls(hit.doc), 300)}`));
  lines.push(...codeLines(hit, shown, paint));
  if (hit.reasons.length > 0)
    lines.push(`  ${paint.dim('found:')} ${withoutControls(hit.reasons.join('; '))}`);
  if (hit.uses.length > 0) lines.push(`  ${paint.dim('used by:')} ${usesInWords(hit.uses, hit.usesTotal)}`);
  return lines.join('\n');
}

/** Is this the line that the signature begins on? A signature may go on over several. */
function isSignature(line: string, { signature }: Hit): boolean {
  const start = oneLine(line);
  return (
    signature !== undefined &&
    start.length > 3 &&
    (signature.startsWith(start) || start.startsWith(signature))
  );
}

function heading(hit: Hit, paint: Paint): string {
  const place = paint.cyan(withoutControls(`${hit.path}:${hit.startLine}-${hit.endLine}`));
  const name = [...hit.container, ...(hit.symbol === undefined ? [] : [hit.symbol])].join('.');
  const kind = hit.kind === undefined ? [] : [paint.dim(hit.kind)];
  const stale = hit.freshness === 'fresh' ? [] : [paint.yellow(`(${hit.freshness})`)];
  return [place, ...(name === '' ? [] : [paint.bold(withoutControls(name))]), ...kind, ...stale].join('  ');
}

function codeLines(hit: Hit, shown: readonly number[], paint: Paint): string[] {
  const lines = hit.text.split('\n');
  const matters = new Set(hit.highlightLines);
  const width = String(hit.endLine).length;
  return shown.flatMap((line, at) => {
    const before = shown[at - 1];
    const between = before === undefined ? [] : lines.slice(before - hit.startLine + 1, line - hit.startLine);
    const gap = between.some((hidden) => hidden.trim() !== '') ? [paint.dim(`  ${' '.repeat(width)} …`)] : [];
    const text = withoutControls(lines[line - hit.startLine] ?? '');
    const number = String(line).padStart(width);
    const isKey = matters.has(line);
    return [...gap, `${paint.dim(`${isKey ? '>' : ' '} ${number} `)} ${isKey ? paint.bold(text) : text}`];
  });
}

/** Line numbers to show: what matters with a line around it, or else the beginning. */
function chooseLines(hit: Hit): number[] {
  const lines = hit.text.split('\n');
  // The doc comment is told in words above; its lines again would push out the code.
  const declared = hit.doc ? lines.findIndex((line) => isSignature(line, hit)) : -1;
  const first = hit.startLine + Math.max(0, declared);
  const last = hit.startLine + lines.length - 1;
  const isWithin = (line: number): boolean => line >= first && line <= last;
  const key = new Set(hit.highlightLines.filter(isWithin));
  const wanted =
    key.size === 0
      ? Array.from({ length: Math.min(last - first + 1, 6) }, (_, at) => first + at)
      : [...key].flatMap((line) => [line - 1, line, line + 1]).filter(isWithin);
  const hasText = (line: number): boolean => key.has(line) || lines[line - hit.startLine]?.trim() !== '';
  return [...new Set(wanted)]
    .filter(hasText)
    .sort((a, b) => a - b)
    .slice(0, maxCodeLines);
}

function usesInWords(uses: readonly Use[], total: number): string {
  const named = uses.map(
    (use) => `${use.path}:${use.line}${use.symbol === undefined ? '' : ` (${use.symbol})`}`,
  );
  const more = total > uses.length ? `, and ${total - uses.length} more` : '';
  return withoutControls(named.join(', ')) + more;
}
