import type { KnownLines } from './excerpt.ts';
import { hasName } from './relocate.ts';

/**
 * The lines that open what encloses a place: the header of its class, of that class's module, and of the function that
 * a long one's later lines belong to. Found by indentation, so that a line which only mentions a name is none.
 *
 * @param names  Of the enclosing declarations, in any order.
 * @returns      Line numbers, ascending.
 */
export function enclosingLines(lines: KnownLines, startLine: number, names: readonly string[]): number[] {
  const found: number[] = [];
  const missing = new Set(names);
  let indent = firstIndent(lines, startLine);
  for (let line = startLine - 1; line >= 1 && indent > 0 && missing.size > 0; line--) {
    const text = lines[line - 1];
    if (text === undefined) break;
    if (text.trim() === '' || indentOf(text) >= indent || /^\s*[}\])]/.test(text)) continue;
    indent = indentOf(text);
    for (const name of missing) {
      if (!hasName(text, name)) continue;
      missing.delete(name);
      found.unshift(line);
      break;
    }
  }
  return found;
}

/** The indent of the first line from here that is not blank. */
function firstIndent(lines: KnownLines, startLine: number): number {
  for (let line = startLine; line <= lines.length; line++) {
    const text = lines[line - 1] ?? '';
    if (text.trim() !== '') return indentOf(text);
  }
  return 0;
}

/** Characters of white space before the first other one: enough to compare lines of one file. */
function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
