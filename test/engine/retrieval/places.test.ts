import assert from 'node:assert/strict';
import { fitOfPath, places } from '../../../src/engine/retrieval/places.ts';

const table: readonly (readonly [what: string, text: string, expected: string[]])[] = [
  ['a path with a line', 'see src/net/retry.ts:41:5', ['src/net/retry.ts 41']],
  ['a Node stack frame', 'at run (/home/me/app/src/run.js:10:3)', ['/home/me/app/src/run.js 10']],
  ['a Python stack frame', 'File "app/views.py", line 12, in get', ['app/views.py 12']],
  ['a compiler message', 'Main.java:7: error: missing ;', ['Main.java 7']],
  ['a TypeScript message', 'src/a.ts(3,14): error TS2322', ['src/a.ts 3']],
  ['a link to a line', 'https and src/a.go#L20', ['src/a.go 20']],
  ['a bare file name', 'what does retry.ts do', ['retry.ts']],
  ['a folder', 'what is in src/net/', ['src/net/']],
  ['a Windows path', 'C:\\work\\app\\main.cs:9', ['C:/work/app/main.cs 9']],
  ['no member access', 'what is user.name and Store.open', []],
  ['no sentence end', 'It fails. Why?', []],
];

describe('places', () => {
  for (const [what, text, expected] of table) {
    it(`finds ${what}`, () => {
      const found = places(text).map(({ path, line }) => (line === undefined ? path : `${path} ${line}`));
      assert.deepEqual(found, expected);
    });
  }

  it('reads a long text without a place in bounded time', () => {
    const before = performance.now();
    assert.deepEqual(places('a'.repeat(200_000)), []);
    assert.deepEqual(places('a/'.repeat(100_000)).length, 1);
    assert.ok(performance.now() - before < 5000);
  });

  it('fits a file that ends with the place, and an absolute place that ends with the file', () => {
    const fit = (path: string, place: string) => fitOfPath(path, { path: place, line: undefined });
    assert.equal(fit('src/a.ts', 'src/a.ts'), 1);
    assert.ok(fit('src/a.ts', 'a.ts') > 0.5 && fit('src/a.ts', '/home/me/x/src/a.ts') > 0.5);
    assert.equal(fit('src/ba.ts', 'a.ts'), 0);
    assert.ok(fit('src/net/a.ts', 'src/net/') > 0);
  });
});
