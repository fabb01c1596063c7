import path from 'node:path';
import { readSmall } from './git.ts';
import { settingsFile } from './ruleFiles.ts';

/** What VS Code excludes from its explorer and its search when nobody set anything, as of 1.110. */
const defaults = {
  'files.exclude': {
    '**/.git': true,
    '**/.svn': true,
    '**/.hg': true,
    '**/.DS_Store': true,
    '**/Thumbs.db': true,
  },
  'search.exclude': { '**/node_modules': true, '**/bower_components': true, '**/*.code-search': true },
} as const;

/** Both together. */
export const editorDefaults: Readonly<Record<string, boolean>> = {
  ...defaults['files.exclude'],
  ...defaults['search.exclude'],
};

/**
 * The exclude settings of a folder for doors other than VS Code, so that the command line and the MCP server index
 * what the editor does: VS Code's defaults, with what `files.exclude` and `search.exclude` say in
 * `.vscode/settings.json`. Each may turn off its own defaults; a glob that either of them turns on is on. Empty where
 * that file turns `sightline.index.useExcludeSettings` off. A person's own settings are not looked for. A file that
 * cannot be read counts as empty.
 */
export function editorExcludes(root: string): Record<string, boolean> {
  const text = readSmall(path.join(root, settingsFile));
  const settings = text === null ? null : parseJsonWithComments(text);
  if (valueOf(settings, 'sightline.index.useExcludeSettings') === false) return {};
  const excludes: Record<string, boolean> = {};
  for (const key of ['files.exclude', 'search.exclude'] as const) {
    for (const [glob, isOn] of Object.entries({ ...defaults[key], ...globsIn(settings, key) }))
      excludes[glob] = excludes[glob] === true || isOn;
  }
  return excludes;
}

/** Whether the folder's settings for the editor let past commits count: `sightline.retrieval.history`. */
export function editorWantsHistory(root: string): boolean {
  const text = readSmall(path.join(root, settingsFile));
  return text === null || valueOf(parseJsonWithComments(text), 'sightline.retrieval.history') !== false;
}

function valueOf(settings: unknown, key: string): unknown {
  if (typeof settings !== 'object' || settings === null) return undefined;
  return (settings as Record<string, unknown>)[key];
}

function globsIn(settings: unknown, key: string): Record<string, boolean> {
  const globs = valueOf(settings, key);
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
