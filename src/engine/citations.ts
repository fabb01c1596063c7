/**
 * Finds citations in an answer. Pure and without dependencies: the panel uses it on the text it draws, the engine on
 * the text it checks, so that both see the same spans.
 */
export interface CitationSpan {
  /** Offsets in the text, end exclusive. A bracket with several citations gives one span for each. */
  readonly start: number;
  readonly end: number;
  /** With `/`, without a leading `./`; otherwise as written. */
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  /** `bracket`: `[path:41-63]`, meant as a citation. `code`: `` `path:41` ``, which may be something else. */
  readonly form: 'bracket' | 'code';
}

const dash = '(?:-|–|—|\\.\\.|:)';
const lineRange = `#?L?(\\d{1,7})(?:\\s?${dash}\\s?#?L?(\\d{1,7}))?`;
const bracket = /\[([^[\]\n]{3,600})\](?!:)/g;
const codeSpan = new RegExp(`(\`{1,2})([^\`\\n:]{1,300}?)[:#]${lineRange}\\1(?!\`)`, 'g');
const piece = new RegExp(`^\\s*\`?(?:([^\`:#]{1,300}?)\`?\\s?[:#]\\s?)?${lineRange}\`?\\s*$`);

/**
 * Spans in order, without overlap. Found are `[path:41-63]`, `[path:41]`, `` [`path:41`] ``, `[path:L41–L63]`,
 * `[path#L41-L63]`, several in one bracket (`[a.ts:1-2, b.ts:3; 7-9]`, where lines alone belong to the path before),
 * and `` `path:41` ``. Nothing is found within a fenced code block.
 */
export function findCitations(text: string): readonly CitationSpan[] {
  const fences = fencedRanges(text);
  const isFenced = (at: number): boolean => fences.some(([start, end]) => at >= start && at < end);
  const spans: CitationSpan[] = [];
  for (const match of text.matchAll(bracket)) {
    if (!isFenced(match.index)) spans.push(...inBracket(match[1] ?? '', match.index));
  }
  for (const match of text.matchAll(codeSpan)) {
    const start = match.index;
    const end = start + match[0].length;
    if (isFenced(start) || spans.some((span) => start < span.end && span.start < end)) continue;
    const found = place(match[2] ?? '', match[3], match[4]);
    if (found !== null) spans.push({ ...found, start, end, form: 'code' });
  }
  return spans.sort((a, b) => a.start - b.start);
}

/**
 * All pieces of a bracket must be citations, else it is a bracket of another kind. A single one spans the brackets
 * too; of several each spans its own words.
 */
function inBracket(inside: string, at: number): readonly CitationSpan[] {
  const spans: CitationSpan[] = [];
  let path: string | undefined;
  let offset = at + 1;
  const pieces = inside.split(/[,;]/);
  for (const words of pieces) {
    const match = piece.exec(words);
    path = match?.[1] ?? path;
    const found = match === null || path === undefined ? null : place(path, match[2], match[3]);
    if (found === null) return [];
    const lead = words.length - words.trimStart().length;
    const start = pieces.length === 1 ? at : offset + lead;
    const end = pieces.length === 1 ? at + inside.length + 2 : offset + words.trimEnd().length;
    spans.push({ ...found, start, end, form: 'bracket' });
    offset += words.length + 1;
  }
  return spans;
}

function place(
  written: string,
  first: string | undefined,
  last: string | undefined,
): Pick<CitationSpan, 'path' | 'startLine' | 'endLine'> | null {
  const path = written
    .trim()
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '');
  const startLine = Number(first);
  const endLine = last === undefined ? startLine : Number(last);
  if (!looksLikePath(path) || !(startLine > 0) || endLine < startLine) return null;
  return { path, startLine, endLine };
}

/** A dot or a slash, or a name that files without an extension have; no address, no number, no sentence. */
function looksLikePath(path: string): boolean {
  if (path === '' || path.includes('://') || /^[\d.]+$/.test(path) || /[<>"|?*\0]/.test(path)) return false;
  if (/\s/.test(path) && !/[\w)]\.\w{1,8}$/.test(path)) return false;
  return /[./]/.test(path) || /^[A-Z]\w*file$|^[A-Z]{4,}$/.test(path);
}

/** Ranges of fenced blocks, an open one to the end of the text: it is still streaming. */
function fencedRanges(text: string): readonly (readonly [start: number, end: number])[] {
  const ranges: [number, number][] = [];
  let open: { start: number; fence: string } | null = null;
  for (const match of text.matchAll(/^ {0,3}(`{3,}|~{3,})(.*)$/gm)) {
    const fence = match[1] ?? '';
    if (open === null) open = { start: match.index, fence };
    else if (fence.startsWith(open.fence) && (match[2] ?? '').trim() === '') {
      ranges.push([open.start, match.index + match[0].length]);
      open = null;
    }
  }
  if (open !== null) ranges.push([open.start, text.length]);
  return ranges;
}
