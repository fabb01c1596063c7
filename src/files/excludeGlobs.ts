import { compilePattern } from './pattern.ts';

/** Tells which glob excludes a path (relative to the workspace root, with `/`), or null where none does. */
export type ExcludeTest = (path: string) => string | null;

/**
 * Compile exclude settings as VS Code writes them (`files.exclude`, `search.exclude`): `{ '**' + '/out': true }`.
 * Entries set to false are off. A glob is matched against the whole path; `x/**` also excludes the folder `x`
 * itself, so that it is never opened. `{a,b}` gives alternatives.
 */
export function compileExcludes(
  excludes: Readonly<Record<string, boolean>>,
  options: { ignoreCase: boolean },
): ExcludeTest {
  const tests = Object.entries(excludes)
    .filter(([, isOn]) => isOn === true)
    .flatMap(([glob]) =>
      expandBraces(glob).map((pattern) => ({ glob, test: compileGlob(pattern, options) })),
    );
  return (path) => tests.find(({ test }) => test(path))?.glob ?? null;
}

function compileGlob(pattern: string, options: { ignoreCase: boolean }): (path: string) => boolean {
  const anchored = pattern.replace(/^\.?\//, '').replace(/\/$/, '');
  const test = compilePattern(anchored, options);
  if (!anchored.endsWith('/**')) return test;
  const folder = compilePattern(anchored.slice(0, -'/**'.length), options);
  return (path) => test(path) || folder(path);
}

/** More alternatives than any person writes; beyond it the glob is taken literally. */
const maxAlternatives = 256;

/** `a.{js,ts}` gives `a.js` and `a.ts`; groups nest. A brace that never closes stays as it is. */
export function expandBraces(glob: string): string[] {
  const open = glob.indexOf('{');
  const group = open === -1 ? null : readGroup(glob, open);
  if (group === null) return [glob];
  const before = glob.slice(0, open);
  const tails = expandBraces(glob.slice(group.end + 1));
  const heads = group.alternatives.flatMap(expandBraces);
  if (heads.length * tails.length > maxAlternatives) return [glob];
  return heads.flatMap((head) => tails.map((tail) => before + head + tail));
}

function readGroup(glob: string, open: number): { alternatives: string[]; end: number } | null {
  const alternatives: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let at = open; at < glob.length; at++) {
    const char = glob[at];
    if (char === '{') depth++;
    if (char === '}') depth--;
    const isSeparator = char === ',' && depth === 1;
    if (!isSeparator && depth > 0) continue;
    alternatives.push(glob.slice(start, at));
    if (depth === 0) return { alternatives, end: at };
    start = at + 1;
  }
  return null;
}
