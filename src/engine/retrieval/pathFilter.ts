/**
 * Make one test of several path prefixes and globs: a path passes if it lies under one of them.
 * `src/net` is the folder or file; `src/**` and `*.ts` are globs, in which `*` and `?` stop at a slash, `**` between
 * slashes does not, `{a,b}` is either, and a glob without a slash is matched against the file name alone.
 * A leading `!` excludes. Time grows with path times pattern at most, whatever the pattern: agents write them.
 */
export function pathFilter(patterns: readonly string[]): (path: string) => boolean {
  const tests = patterns
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '')
    .map((pattern) => ({ isExcluding: pattern.startsWith('!'), test: toTest(pattern.replace(/^!/, '')) }));
  const including = tests.filter(({ isExcluding }) => !isExcluding);
  const excluding = tests.filter(({ isExcluding }) => isExcluding);
  return (path) =>
    (including.length === 0 || including.some(({ test }) => test(path))) &&
    !excluding.some(({ test }) => test(path));
}

function toTest(written: string): (path: string) => boolean {
  const pattern = written
    .replaceAll('\\', '/')
    .replace(/^\.?\/+/, '')
    .replace(/\/+$/, '');
  if (pattern === '' || pattern === '.') return () => true;
  if (!/[*?{]/.test(pattern)) return (path) => path === pattern || path.startsWith(`${pattern}/`);
  const choices = withoutBraces(pattern).map((choice) => choice.split('/'));
  if (pattern.includes('/'))
    return (path) => choices.some((choice) => matchesFolders(choice, path.split('/')));
  return (path) => choices.some(([name = '']) => matchesName(name, path.slice(path.lastIndexOf('/') + 1)));
}

/** Braces multiply: beyond this many choices the rest is not looked at. */
const mostChoices = 64;

function withoutBraces(pattern: string): string[] {
  let choices = [pattern];
  for (let i = 0; i < mostChoices && choices.some((choice) => /\{[^{}]*\}/.test(choice)); i++) {
    choices = choices.flatMap((choice) => {
      const [braces, inside = ''] = /\{([^{}]*)\}/.exec(choice) ?? [];
      return braces === undefined
        ? [choice]
        : inside.split(',').map((one) => choice.replace(braces, () => one));
    });
    choices = choices.slice(0, mostChoices);
  }
  return choices;
}

function matchesFolders(pattern: readonly string[], folders: readonly string[]): boolean {
  return matchesRun(pattern, folders, { any: '**', fits: matchesName });
}

function matchesName(pattern: string, name: string): boolean {
  return matchesRun(pattern, name, { any: '*', fits: (one, other) => one === '?' || one === other });
}

interface Run {
  readonly length: number;
  readonly [index: number]: string;
}

/**
 * Match a run of items, in which `any` stands for any number of them. Only the last `any` is ever tried again:
 * what an earlier one could take, the later one can take too.
 */
function matchesRun(
  pattern: Run,
  run: Run,
  { any, fits }: { any: string; fits: (one: string, other: string) => boolean },
): boolean {
  let p = 0;
  let r = 0;
  let afterAny = -1;
  let retryFrom = 0;
  while (r < run.length) {
    if (pattern[p] === any) {
      afterAny = ++p;
      retryFrom = r;
    } else if (p < pattern.length && fits(pattern[p] ?? '', run[r] ?? '')) {
      p++;
      r++;
    } else if (afterAny >= 0) {
      p = afterAny;
      r = ++retryFrom;
    } else {
      return false;
    }
  }
  while (pattern[p] === any) p++;
  return p === pattern.length;
}
