import path from 'node:path';
import { readSmall } from './git.ts';

/** What VS Code excludes from its explorer and its search when nobody set anything, as of 1.110. */
export const editorDefaults: Readonly<Record<string, boolean>> = {
  '**/.git': true,
  '**/.svn': true,
  '**/.hg': true,
  '**/.DS_Store': true,
  '**/Thumbs.db': true,
  '**/node_modules': true,
  '**/bower_components': true,
  '**/*.code-search': true,
};

/**
 * The exclude settings of a folder for doors other than VS Code, so that the command line and the MCP server index
 * what the editor does: VS Code's defaults, then `files.exclude` and `search.exclude` in `.vscode/settings.json`,
 * which may turn them off. A person's own settings are not looked for. A file that cannot be read counts as empty.
 */
export function editorExcludes(root: string): Record<string, boolean> {
  const text = readSmall(path.join(root, '.vscode', 'settings.json'));
  const settings = text === null ? null : parseJsonWithComments(text);
  return { ...editorDefaults, ...globsIn(settings, 'files.exclude'), ...globsIn(settings, 'search.exclude') };
}

function globsIn(settings: unknown, key: string): Record<string, boolean> {
  if (typeof settings !== 'object' || settings === null) return {};
  const globs = (settings as Record<string, unknown>)[key];
  if (typeof globs !== 'object' || globs === null) return {};
  // A value may also be `{ when: … }`, which speaks of siblings: VS Code's search ignores those, too.
  const entries = Object.entries(globs).filter(
    (entry): entry is [string, boolean] => typeof entry[1] === 'boolean',
  );
  return Object.fromEntries(entries);
}

/** JSON as VS Code writes it for people: comments and a comma too many. Null where it is still no JSON. */
export function parseJsonWithComments(text: string): unknown {
  const tokens = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\/|,(?=(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*[\]}])/g;
  const plain = text.replace(/^\ufeff/, '').replace(tokens, (token) => (token.startsWith('"') ? token : ' '));
  try {
    return JSON.parse(plain) as unknown;
  } catch {
    // Half-written while its user types: the defaults hold until it can be read.
    return null;
  }
}
