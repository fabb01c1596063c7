import { contentHash, lineHash } from './lineHash.ts';

/** What the index remembers of a chunk, to find it again in a file that changed. */
export interface Remembered {
  readonly startLine: number;
  readonly endLine: number;
  readonly symbol: string | undefined;
  /** Of the first line that says something, and of all of it, as `lineHash.ts` makes them. */
  readonly firstLine: number;
  readonly content: number;
}

export interface Place {
  readonly startLine: number;
  readonly endLine: number;
}

/** Comment openers and blank lines that may stand before the first line that says something. */
const mostLinesBefore = 4;

/**
 * Find a chunk again in a file that is not as the index saw it: where it was, or moved but unchanged, or by its first
 * line, or by the line that names its symbol; the nearest to where it was.
 *
 * @param lines  The file now, without line ends.
 * @returns      Null where nothing of it is left.
 */
export function relocate(lines: readonly string[], chunk: Remembered): Place | null {
  const length = chunk.endLine - chunk.startLine + 1;
  const isAt = (start: number) =>
    start >= 1 && contentHash(lines.slice(start - 1, start - 1 + length).join('\n')) === chunk.content;
  if (isAt(chunk.startLine)) return { startLine: chunk.startLine, endLine: chunk.endLine };
  const alike = byDistance(
    lines.flatMap((line, i) => (lineHash(line) === chunk.firstLine ? [i + 1] : [])),
    chunk.startLine,
  );
  for (const line of alike) {
    for (let before = 0; before <= mostLinesBefore; before++) {
      if (isAt(line - before)) return { startLine: line - before, endLine: line - before + length - 1 };
    }
  }
  const named = chunk.symbol === undefined ? [] : linesNaming(lines, chunk.symbol);
  const start = alike[0] ?? byDistance(named, chunk.startLine)[0];
  return start === undefined
    ? null
    : { startLine: start, endLine: Math.min(start + length - 1, lines.length) };
}

function byDistance(found: readonly number[], from: number): number[] {
  return found.toSorted((a, b) => Math.abs(a - from) - Math.abs(b - from) || a - b);
}

function linesNaming(lines: readonly string[], symbol: string): number[] {
  return lines.flatMap((line, i) => (hasName(line, symbol) ? [i + 1] : []));
}

const nameCharacter = /[\p{L}\p{N}\p{M}_$]/u;

/** Whether a line has the name as a whole word, in the same case. */
export function hasName(line: string, name: string): boolean {
  for (let at = line.indexOf(name); at >= 0; at = line.indexOf(name, at + 1)) {
    const before = line[at - 1] ?? ' ';
    const after = line[at + name.length] ?? ' ';
    if (!nameCharacter.test(before) && !nameCharacter.test(after)) return true;
  }
  return false;
}
