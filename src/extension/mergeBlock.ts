/** Where a code block went: over lines that it replaces (1-based, inclusive), or into a gap. */
export interface Merged {
  readonly text: string;
  readonly how: 'whole-file' | 'replaced' | 'appended' | 'unchanged';
}

const elision =
  /^\s*(?:\/\/|#|--|\/\*|<!--|\*|%|;)?\s*(?:\.{3}|…)\s*[\w ,'’-]*(?:\.{3}|…)?\s*(?:\*\/|-->)?\s*$/;

/**
 * Put a code block that a model wrote into a file. The block is laid over the lines that it rewrites: from the line
 * that its first line matches, to the line that its last line matches, or to the end of the declaration that it
 * begins with. A line that only stands for code left out (`// ... existing code ...`) keeps the file's lines there.
 * A block that holds most of the file replaces it; one that matches nowhere goes to the end.
 * It is a proposal: a person sees it as a diff before anything is written.
 */
export function mergeBlock(file: string, block: string): Merged {
  const eol = file.includes('\r\n') ? '\r\n' : '\n';
  const fileLines = toLines(file);
  const blockLines = trimBlank(toLines(block));
  if (blockLines.length === 0) return { text: file, how: 'unchanged' };
  if (file.trim() === '') return { text: join(blockLines, eol, true), how: 'whole-file' };

  const start = findStart(fileLines, blockLines);
  if (start === null) {
    const kept = trimEnd(fileLines);
    return { text: join([...kept, '', ...blockLines], eol, true), how: 'appended' };
  }
  const end = findEnd(fileLines, blockLines, start);
  const isWhole = start === 0 && end >= trimEnd(fileLines).length - 1;
  const put = fill(shiftTo(fileLines[start] ?? '', blockLines), fileLines.slice(start, end + 1));
  const merged = [...fileLines.slice(0, start), ...put, ...fileLines.slice(end + 1)];
  const text = join(merged, eol, file.endsWith('\n'));
  if (text === file) return { text, how: 'unchanged' };
  return { text, how: isWhole ? 'whole-file' : 'replaced' };
}

/** The line of the file where the block belongs; null where it has no place. */
function findStart(file: readonly string[], block: readonly string[]): number | null {
  const [first = ''] = block;
  if (elision.test(first)) return 0;
  const exact = linesLike(file, first);
  if (exact.length > 0) return mostAlike(file, block, exact);
  const name = declaredName(first);
  if (name === null) return findByLaterLine(file, block);
  const same = file.flatMap((line, at) => (declaredName(line) === name ? [at] : []));
  return same.length > 0 ? mostAlike(file, block, same) : null;
}

/** A block may begin with new lines (an import, a comment) above ones that the file has. */
function findByLaterLine(file: readonly string[], block: readonly string[]): number | null {
  for (const [at, line] of block.entries()) {
    if (at === 0 || at > 5 || line.trim().length < 8) continue;
    const [found, ...others] = linesLike(file, line);
    if (found !== undefined && others.length === 0) return found;
    const name = declaredName(line);
    const [named, ...more] =
      name === null ? [] : file.flatMap((l, i) => (declaredName(l) === name ? [i] : []));
    if (named !== undefined && more.length === 0) return named;
  }
  return null;
}

function linesLike(file: readonly string[], wanted: string): number[] {
  const plain = wanted.trim();
  return plain === '' ? [] : file.flatMap((line, at) => (line.trim() === plain ? [at] : []));
}

/** Among places that could be meant, the one whose following lines have most in common with the block. */
function mostAlike(file: readonly string[], block: readonly string[], starts: readonly number[]): number {
  const wanted = new Set(block.map((line) => line.trim()).filter((line) => line.length > 3));
  const score = (start: number): number =>
    file.slice(start, start + block.length + 5).filter((line) => wanted.has(line.trim())).length;
  return starts.reduce((best, start) => (score(start) > score(best) ? start : best), starts[0] ?? 0);
}

/** The last line that the block replaces: where its last telling line is found, or where its declaration ends. */
function findEnd(file: readonly string[], block: readonly string[], start: number): number {
  const last = block[block.length - 1] ?? '';
  if (elision.test(last) && block.length > 1) return file.length - 1;
  const ofDeclaration = endOfIndentedBlock(file, start);
  for (let at = block.length - 1; at > 0; at--) {
    const line = (block[at] ?? '').trim();
    // Brackets alone are found anywhere.
    if (!/\w{3,}/.test(line)) continue;
    const found = file.findIndex((each, where) => where >= start && each.trim() === line);
    if (found === -1) continue;
    const isInside = found <= ofDeclaration || at >= block.length - 2;
    if (!isInside) return ofDeclaration;
    const end = Math.max(endOfIndentedBlock(file, found), alongside(file, found, block.slice(at + 1)));
    return Math.max(ofDeclaration, end);
  }
  return ofDeclaration;
}

/** How far the block's closing lines go on in the file, blank lines aside. */
function alongside(file: readonly string[], from: number, rest: readonly string[]): number {
  let end = from;
  for (const line of rest) {
    if (line.trim() === '') continue;
    const next = file.findIndex((each, where) => where > end && each.trim() !== '');
    if (next === -1 || file[next]?.trim() !== line.trim()) break;
    end = next;
  }
  return end;
}

/** From a line to the end of what is indented under it, its closing bracket included. */
function endOfIndentedBlock(file: readonly string[], start: number): number {
  const indent = indentOf(file[start] ?? '');
  let end = start;
  for (let at = start + 1; at < file.length; at++) {
    const line = file[at] ?? '';
    if (line.trim() === '') continue;
    if (indentOf(line) > indent) end = at;
    else if (
      indentOf(line) === indent &&
      /^\s*(?:[)\]}]|end\b|else\b|elif\b|except\b|finally\b|catch\b)/.test(line)
    )
      end = at;
    else break;
  }
  return end;
}

/** Lines that stand for code left out give way to the file's own lines between what surrounds them. */
function fill(block: readonly string[], replaced: readonly string[]): string[] {
  if (!block.some((line) => elision.test(line))) return [...block];
  const out: string[] = [];
  let from = 0;
  for (const [at, line] of block.entries()) {
    if (!elision.test(line)) {
      out.push(line);
      const seen = replaced.findIndex((each, where) => where >= from && each.trim() === line.trim());
      if (seen !== -1 && line.trim() !== '') from = seen + 1;
      continue;
    }
    const until = nextAnchor(block.slice(at + 1), replaced, from);
    out.push(...replaced.slice(from, until));
    from = until;
  }
  return out;
}

/** Where the first of these lines that the file has stands in it; its end where it has none. */
function nextAnchor(block: readonly string[], replaced: readonly string[], from: number): number {
  for (const line of block) {
    if (line.trim() === '') continue;
    const found = replaced.findIndex((each, where) => where >= from && each.trim() === line.trim());
    if (found !== -1) return found;
  }
  return replaced.length;
}

/** Models write a method flush left; it goes in as deep as the line that it replaces. */
function shiftTo(line: string, block: readonly string[]): string[] {
  const [first = ''] = block;
  const missing = line.slice(0, indentOf(line)).slice(indentOf(first));
  if (missing === '') return [...block];
  return block.map((each) => (each.trim() === '' ? each : missing + each));
}

const declaration =
  /^\s*(?:export\s+|default\s+|public\s+|private\s+|protected\s+|internal\s+|static\s+|async\s+|abstract\s+|final\s+|override\s+|pub(?:\([^)]*\))?\s+|const\s+|let\s+|var\s+)*(?:function\*?|class|interface|type|enum|struct|trait|impl|def|fn|func|fun|module|namespace|const|let|var|val)?\s*(?:\([^)]*\)\s*)?([A-Za-z_$][\w$]*)\s*(?:[(<:={]|$)/;

/** The name that a line declares; null for a line of plain code. */
function declaredName(line: string): string | null {
  const name = declaration.exec(line)?.[1];
  if (name === undefined || statementWords.has(name)) return null;
  return name;
}

const statementWords = new Set(
  'if for while switch return await throw else do try catch case import from new yield with'.split(' '),
);

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function toLines(text: string): string[] {
  return text.split(/\r?\n/);
}

function trimEnd(lines: readonly string[]): string[] {
  const kept = [...lines];
  while (kept.length > 0 && (kept[kept.length - 1] ?? '').trim() === '') kept.pop();
  return kept;
}

function trimBlank(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  return first === -1 ? [] : trimEnd(lines.slice(first));
}

function join(lines: readonly string[], eol: string, hasLastEol: boolean): string {
  const text = lines.join(eol);
  return hasLastEol && !text.endsWith(eol) ? text + eol : text;
}
