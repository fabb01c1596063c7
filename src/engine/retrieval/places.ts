/** A file that a question names, perhaps with a line. */
export interface Place {
  /** With `/`, as written otherwise: `retry.ts`, `src/net/retry.ts`, `/home/me/app/src/net/retry.ts`. */
  readonly path: string;
  readonly line: number | undefined;
}

/** A path or file name, then the ways in which tools write a line: `a.ts:10:5`, `a.ts(10,5)`, `"a.py", line 10`, `a.ts#L10`. */
const placePattern =
  /((?:[A-Za-z]:)?[\w@.\-+/\\[\]]{0,250}[\w\])-]\.[A-Za-z][A-Za-z0-9]{0,9})(?:(?::|\(|#L|['"]?,? (?:on )?line )(\d{1,7}))?/g;
/** Folders, and files without an extension. */
const folderPattern = /(?:^|[\s`'"(])((?:[\w@.-]+\/)+[\w@.-]*)/g;

/** Without a line or a slash, `name.ext` is a file only if the ending is one: `user.name` is not. */
export const fileEnding =
  /\.(?:[cm]?[jt]sx?|py|go|rs|java|kts?|c|h|cc|cpp|hpp|cs|php|rb|swift|scala|lua|sh|html?|s?css|less|jsonc?|ya?ml|toml|md|mdx|sql|vue|svelte|dart|exs?|clj|zig|proto|graphql|tf|xml|gradle)$/i;

const mostPlaces = 20;
/** A trace names its places early; a pasted log of any length must not cost seconds. */
const mostCharacters = 20_000;

/** The places that a text names, in order, each once, at most 20. */
export function places(question: string): Place[] {
  const text = question.slice(0, mostCharacters);
  const found = new Map<string, Place>();
  for (const [, path = '', line] of text.matchAll(placePattern)) {
    if (line === undefined && !fileEnding.test(path)) continue;
    add(found, path, line === undefined ? undefined : Number(line));
  }
  for (const [, path = ''] of text.matchAll(folderPattern)) add(found, path, undefined);
  return [...found.values()].slice(0, mostPlaces);
}

function add(found: Map<string, Place>, written: string, line: number | undefined): void {
  const path = written.replaceAll('\\', '/').replace(/^(?:\.\.?\/)+/, '');
  if (path === '' || path === '/') return;
  const isKnown = line === undefined && [...found.values()].some((place) => place.path.startsWith(path));
  if (!isKnown) found.set(`${path}:${line ?? ''}`, { path, line });
}

/** How well a file fits a place, from 0 to 1: its path ends with the place, or the place, being absolute, with its path. */
export function fitOfPath(path: string, place: Place): number {
  if (path === place.path) return 1;
  if (place.path.endsWith('/'))
    return path.startsWith(place.path) ? 0.5 : path.includes(`/${place.path}`) ? 0.4 : 0;
  if (path.endsWith(`/${place.path}`) || place.path.endsWith(`/${path}`)) return 0.9;
  const isFolder = path.startsWith(`${place.path}/`) || path.includes(`/${place.path}/`);
  return isFolder ? 0.4 : 0;
}
