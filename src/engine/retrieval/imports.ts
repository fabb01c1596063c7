import type { KnownLines } from './excerpt.ts';

/** One import statement of a file, and the names that it brings. */
export interface ImportStatement {
  readonly startLine: number;
  readonly endLine: number;
  readonly names: readonly string[];
}

const opening =
  /^(?:import\b|from\s+\S+\s+import\b|(?:pub(?:\([^)]*\))?\s+)?use\s|using\s|(?:const|let|var)\b[^=]*=\s*(?:await\s+)?(?:require|import)\s*\(|export\s*(?:type\s*)?\{[^}]*\}\s*from\b)/;
const keywords = new Set(
  'import from as type typeof use using static const let var require export pub crate self super await default global function'.split(
    ' ',
  ),
);
/** A longer statement is not one: a bracket was not closed. */
const tallest = 60;

/**
 * The import statements of a file, by their form alone: those of JavaScript, TypeScript, Python, Go, Rust, Java,
 * Kotlin, Scala, C#, PHP and Swift. One that brings no name of its own (`#include`, `import x.*`, a side effect) is
 * none, since no line can be seen to use it.
 */
export function importsOf(lines: KnownLines): ImportStatement[] {
  const found: ImportStatement[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (line === undefined || !opening.test(line)) continue;
    if (/^import\s*\(\s*$/.test(line)) {
      const end = endOfBlock(lines, i);
      for (let at = i + 1; at < end; at++)
        push(found, { startLine: at + 1, endLine: at + 1, names: goNames(lines[at] ?? '') });
      i = end;
      continue;
    }
    const end = endOfStatement(lines, i);
    const text = lines.slice(i, end + 1).join('\n');
    push(found, { startLine: i + 1, endLine: end + 1, names: namesOf(text) });
    i = end;
  }
  return found;
}

function push(found: ImportStatement[], statement: ImportStatement): void {
  if (statement.names.length > 0) found.push(statement);
}

/** Index of the line that closes what the line at `start` opens. */
function endOfStatement(lines: KnownLines, start: number): number {
  let depth = 0;
  for (let at = start; at < Math.min(lines.length, start + tallest); at++) {
    for (const character of lines[at] ?? '') {
      if (character === '{' || character === '(') depth++;
      else if (character === '}' || character === ')') depth--;
    }
    if (depth <= 0) return at;
  }
  return start;
}

function endOfBlock(lines: KnownLines, start: number): number {
  for (let at = start + 1; at < Math.min(lines.length, start + tallest * 4); at++) {
    if ((lines[at] ?? ')').startsWith(')')) return at;
  }
  return start;
}

/** Go names a package by the end of its path where it gives no other name. */
function goNames(line: string): string[] {
  const match = /^\s*([A-Za-z_]\w*\s+)?"(?:[^"]*\/)?([^"/]+)"/.exec(line);
  if (match === null) return [];
  const name = (match[1] ?? match[2] ?? '').trim();
  return name === '_' ? [] : [name];
}

function namesOf(statement: string): string[] {
  const go = /^import\s+(?:[A-Za-z_]\w*\s+)?"/.test(statement) ? goNames(statement.slice(6)) : null;
  if (go !== null) return go;
  const bare = statement
    .replace(/^from\s+\S+/, '')
    .replaceAll(/\/\/.*|#.*|(['"`])(?:(?!\1)[^\n])*\1/g, '')
    .replaceAll(/\bfrom\b\s*;?\s*$/g, '');
  // What a dot, a colon or a slash follows is a step of a path, and names nothing here.
  const names = bare.match(/[\p{L}_$][\p{L}\p{N}_$]*(?![\p{L}\p{N}_$]|\s*(?:\.|::|\\|\/))/gu) ?? [];
  return Array.from(new Set(names.filter((name) => !keywords.has(name))));
}
