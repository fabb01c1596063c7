import assert from 'node:assert/strict';
import { compilePattern } from '../../src/files/pattern.ts';
import { parseIgnoreRules } from '../../src/files/ignoreRules.ts';
import { compileExcludes, expandBraces } from '../../src/files/excludeGlobs.ts';

function check(pattern: string, matching: string[], other: string[]): void {
  const test = compilePattern(pattern, { ignoreCase: false });
  for (const text of matching) assert.equal(test(text), true, `${pattern} should match ${text}`);
  for (const text of other) assert.equal(test(text), false, `${pattern} should not match ${text}`);
}

describe('pattern', () => {
  const cases: [string, string[], string[]][] = [
    ['a*c', ['ac', 'abbc'], ['a/c', 'acd']],
    ['a?c', ['abc'], ['ac', 'a/c']],
    ['**/x', ['x', 'a/x', 'a/b/x'], ['ax', 'a/bx', 'x/a']],
    ['a/**', ['a/b', 'a/b/c'], ['a', 'ab']],
    ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b'], ['ab', 'a/xb', 'a/b/c']],
    ['**/a/**/b', ['a/b', 'x/a/y/b'], ['b']],
    ['[a-c]x', ['ax', 'cx'], ['dx', '/x']],
    ['[!a]x', ['bx'], ['ax', '/x']],
    ['[]a]', [']', 'a'], ['b']],
    ['[[:digit:]_]', ['7', '_'], ['a']],
    ['[\\]]', [']'], ['\\']],
    ['\\*', ['*'], ['a']],
    ['[a', [], ['a', '[a']],
    ['a\\', [], ['a', 'a\\']],
    ['???', ['abc'], ['ab']],
  ];
  for (const [pattern, matching, other] of cases) {
    it(`reads ${pattern} as Git does`, () => check(pattern, matching, other));
  }

  it('takes its time in proportion, whatever the pattern', () => {
    const startedAt = performance.now();
    check('*a'.repeat(40) + 'b', [], ['a'.repeat(2000)]);
    assert.ok(performance.now() - startedAt < 2000);
  });

  it('folds case where the file system does', () => {
    const test = compilePattern('[A-C]x*', { ignoreCase: true });
    assert.deepEqual(['bX1', 'Bx', 'dx'].map(test), [true, true, false]);
  });
});

describe('ignoreRules', () => {
  it('lets the last matching line decide', () => {
    const rules = parseIgnoreRules('*.a\n!b.a\nb.a\n!b.a\n', { ignoreCase: false });
    assert.equal(rules.decide('b.a', false)?.line, 4);
    assert.equal(rules.decide('x/c.a', false)?.line, 1);
    assert.equal(rules.decide('c', false), null);
  });

  it('reads comments, escapes, line ends and spaces as Git does', () => {
    const rules = parseIgnoreRules('\ufeff# no\r\n\\#yes\r\n\\!bang\r\ntail  \r\nkept\\ \r\n', {
      ignoreCase: false,
    });
    const lines = ['# no', '#yes', '!bang', 'tail', 'kept '].map(
      (name) => rules.decide(name, false)?.line ?? 0,
    );
    assert.deepEqual(lines, [0, 2, 3, 4, 5]);
  });

  it('matches a name at any depth, a path only from its folder', () => {
    const rules = parseIgnoreRules('name\n/top\na/b\n*.x\n/*.y\n', { ignoreCase: false });
    const isMatch = (path: string): boolean => rules.decide(path, false) !== null;
    assert.deepEqual(['q/name', 'top', 'a/b', 'q/c.x', 'c.y'].map(isMatch), [true, true, true, true, true]);
    assert.deepEqual(['q/top', 'q/a/b', 'q/c.y', 'names'].map(isMatch), [false, false, false, false]);
  });
});

describe('excludeGlobs', () => {
  it('expands nested alternatives', () => {
    assert.deepEqual(expandBraces('a{b,c{d,e}}f{g,}'), ['abfg', 'abf', 'acdfg', 'acdf', 'acefg', 'acef']);
    assert.deepEqual(expandBraces('a{b'), ['a{b']);
  });

  it('matches from the top, and the folder itself where all below it is excluded', () => {
    const test = compileExcludes({ '*.log': true, 'out/**': true, '**/.cache': true }, { ignoreCase: false });
    assert.deepEqual(['a.log', 'b/a.log', 'out', 'out/a', 'x/.cache'].map(test), [
      '*.log',
      null,
      'out/**',
      'out/**',
      '**/.cache',
    ]);
  });
});
