/**
 * Make one test of several path prefixes and globs: a path passes if it lies under one of them.
 * `src/net` is the folder or file; `src/**` and `*.ts` are globs, in which `*` stops at a slash, `**` does not,
 * and a glob without a slash is matched against the file name alone. A leading `!` excludes.
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
    .replace(/^(?:\.?\/)+/, '')
    .replace(/\/+$/, '');
  if (pattern === '' || pattern === '.') return () => true;
  if (!/[*?{]/.test(pattern)) return (path) => path === pattern || path.startsWith(`${pattern}/`);
  const expression = new RegExp(`^${toExpression(pattern)}$`);
  if (pattern.includes('/')) return (path) => expression.test(path);
  return (path) => expression.test(path.slice(path.lastIndexOf('/') + 1));
}

/** Linear expressions only: `**` and `*` never stand next to each other, so nothing can be tried twice without end. */
function toExpression(pattern: string): string {
  const tokens = pattern.replace(/\*{3,}/g, '**').match(/\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[^*?{]+|\{/g) ?? [];
  return tokens.map(tokenExpression).join('');
}

function tokenExpression(token: string): string {
  if (token === '**/') return '(?:.*/)?';
  if (token === '**') return '.*';
  if (token === '*') return '[^/]*';
  if (token === '?') return '[^/]';
  if (/^\{[^{}]*\}$/.test(token)) {
    const choices = token.slice(1, -1).split(',');
    return `(?:${choices.map((choice) => escaped(choice).replaceAll('\\*', '[^/]*')).join('|')})`;
  }
  return escaped(token);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
