import assert from 'node:assert/strict';
import { pathFilter } from '../../../src/engine/retrieval/pathFilter.ts';

const table: readonly (readonly [patterns: string[], passes: string[], fails: string[]])[] = [
  [['src/net'], ['src/net/a.ts', 'src/net', 'src/net/deep/b.ts'], ['src/network/a.ts', 'lib/src/net/a.ts']],
  [['./src/net/'], ['src/net/a.ts'], ['src/a.ts']],
  [['src/**'], ['src/a.ts', 'src/b/c.ts'], ['test/src/a.ts']],
  [['**/*.test.ts'], ['a.test.ts', 'x/y/b.test.ts'], ['a.ts', 'a.test.tsx']],
  [['*.ts'], ['a.ts', 'deep/down/b.ts'], ['a.tsx']],
  [['src/*/index.ts'], ['src/a/index.ts'], ['src/index.ts', 'src/a/b/index.ts']],
  [['*.{ts,tsx}'], ['a.ts', 'b/c.tsx'], ['a.js']],
  [['src', '!src/gen'], ['src/a.ts'], ['src/gen/a.ts', 'lib/a.ts']],
  [['!**/*.md'], ['a.ts'], ['docs/a.md']],
  [['a+b(c).ts'], ['a+b(c).ts'], ['aab(c).ts']],
  [['src\\net'], ['src/net/a.ts'], ['src/other.ts']],
  [['', '.'], ['anything/at/all'], []],
];

describe('pathFilter', () => {
  for (const [patterns, passes, fails] of table) {
    it(`reads ${patterns.join(' ')}`, () => {
      const test = pathFilter(patterns);
      assert.deepEqual(passes.filter(test), passes);
      assert.deepEqual(fails.filter(test), []);
    });
  }

  it('takes no longer for a pattern that is all stars', () => {
    const before = performance.now();
    assert.equal(pathFilter([`${'**/*a'.repeat(20)}x`])(`${'aa/'.repeat(300)}b`), false);
    assert.equal(pathFilter([`${'*a'.repeat(30)}b`])('a'.repeat(2000)), false);
    assert.equal(pathFilter(['{a,b}'.repeat(20)])('x/y'), false);
    assert.ok(performance.now() - before < 5000);
  });
});
