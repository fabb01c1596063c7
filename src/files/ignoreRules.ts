import { compilePattern } from './pattern.ts';

/** One line of an ignore file, in force. */
export interface IgnoreRule {
  /** 1-based line in its file. */
  readonly line: number;
  /** As written, for a person. */
  readonly text: string;
  /** `!pattern`: takes back what an earlier rule ignored. */
  readonly isNegated: boolean;
}

/** The rules of one ignore file. Paths given to it are relative to the folder that the file speaks for, with `/`. */
export interface IgnoreRules {
  /** The last rule that matches, or null where none does. Says nothing about the folders above: the walk does. */
  decide(path: string, isFolder: boolean): IgnoreRule | null;
  /** Folders on the way to something that a negated rule with a slash names: `a`, `a/b` for `!a/b/c.ts`. */
  readonly foldersNegatedBelow: readonly string[];
}

/**
 * Parse the text of a `.gitignore`, `.sightlineignore`, `info/exclude` or global excludes file.
 * Lines with a malformed pattern match nothing, as in Git.
 * Source: gitignore(5).
 */
export function parseIgnoreRules(text: string, options: { ignoreCase: boolean }): IgnoreRules {
  const lines = text.replace(/^\ufeff/, '').split('\n');
  const rules = lines.flatMap((line, at) => parseLine(line.replace(/\r$/, ''), { line: at + 1, ...options }));
  return {
    decide(path, isFolder) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const found = rules.findLast((rule) => (isFolder || !rule.isFolderOnly) && rule.matches(path, name));
      return found ?? null;
    },
    foldersNegatedBelow: rules.flatMap((rule) => (rule.isNegated ? foldersAbove(rule.pattern) : [])),
  };
}

interface CompiledRule extends IgnoreRule {
  readonly isFolderOnly: boolean;
  readonly pattern: string;
  readonly matches: (path: string, name: string) => boolean;
}

function parseLine(raw: string, at: { line: number; ignoreCase: boolean }): CompiledRule[] {
  const text = trimTrailingSpaces(raw);
  if (text === '' || text.startsWith('#')) return [];
  const isNegated = text.startsWith('!');
  const body = isNegated ? text.slice(1) : text;
  const isFolderOnly = body.endsWith('/');
  const pattern = isFolderOnly ? body.slice(0, -1) : body;
  if (pattern === '') return [];
  const test = compileTest(pattern.startsWith('/') ? pattern.slice(1) : pattern, at.ignoreCase);
  const matches = pattern.includes('/')
    ? (path: string): boolean => test(path)
    : (_path: string, name: string): boolean => test(name);
  return [{ line: at.line, text, isNegated, isFolderOnly, pattern, matches }];
}

/** Git drops spaces (not tabs) at the end of a line, unless a backslash keeps them. */
function trimTrailingSpaces(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ') end--;
  let backslashes = 0;
  while (line[end - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1 && end < line.length ? line.slice(0, end + 1) : line.slice(0, end);
}

/** Most rules are a plain name or `*.ext`: those skip the matcher. */
function compileTest(pattern: string, ignoreCase: boolean): (text: string) => boolean {
  const wild = pattern.search(/[*?[\\]/);
  if (ignoreCase) return compilePattern(pattern, { ignoreCase });
  if (wild === -1) return (text) => text === pattern;
  const ending = pattern.slice(1);
  if (wild === 0 && pattern[0] === '*' && !/[*?[\\/]/.test(ending)) {
    return (text) => text.endsWith(ending) && !text.slice(0, -ending.length || undefined).includes('/');
  }
  const beginning = pattern.slice(0, wild);
  const full = compilePattern(pattern, { ignoreCase });
  return (text) => text.startsWith(beginning) && full(text);
}

function foldersAbove(pattern: string): string[] {
  const segments = pattern.replace(/^\//, '').split('/');
  const wild = segments.findIndex((segment) => /[*?[\\]/.test(segment));
  const known = segments.slice(0, wild === -1 ? segments.length - 1 : wild);
  return known.map((_, at) => known.slice(0, at + 1).join('/'));
}
