import assert from 'node:assert/strict';
import fs from 'node:fs';
import { EngineError } from '../../src/engine/errors.ts';
import { resolveInside } from '../../src/files/inside.ts';
import { makeTree } from './tree.ts';

function isRefused(resolve: () => unknown): void {
  assert.throws(resolve, (error: unknown) => {
    assert.ok(error instanceof EngineError);
    assert.equal(error.kind, 'path-outside-workspace');
    return true;
  });
}

describe('inside', () => {
  it('resolves relative, absolute and not yet existing paths', async () => {
    await using tree = makeTree({ 'src/a.ts': '' });
    const roots = [{ name: 'app', directory: tree.directory }];
    const found = ['src/a.ts', tree.at('src/a.ts'), 'src/../src/a.ts', 'new/deep/b.ts', '.'].map(
      (given) => resolveInside(roots, given).relative,
    );
    assert.deepEqual(found, ['src/a.ts', 'src/a.ts', 'src/a.ts', 'new/deep/b.ts', '']);
  });

  it('refuses what leads out: dots, absolute paths, links, and files to be made behind a link', async function () {
    if (process.platform === 'win32') this.skip();
    await using outside = makeTree({ 'x.ts': '' });
    await using tree = makeTree({ 'a.ts': '' });
    fs.symlinkSync(outside.directory, tree.at('out'));
    fs.symlinkSync(outside.at('not-there'), tree.at('dangling'));
    fs.symlinkSync('loop', tree.at('loop'));
    const roots = [{ name: 'app', directory: tree.directory }];
    const bad = [
      '../x',
      '/etc/passwd',
      'out/x.ts',
      'out/new.ts',
      'dangling',
      'loop',
      'a\0b',
      `${tree.directory}-x`,
    ];
    for (const given of bad) isRefused(() => resolveInside(roots, given));
  });

  it('takes a link that stays inside', async function () {
    if (process.platform === 'win32') this.skip();
    await using tree = makeTree({ 'real/a.ts': '' });
    fs.symlinkSync('real', tree.at('link'));
    const found = resolveInside([{ name: 'app', directory: tree.directory }], 'link/a.ts');
    assert.equal(found.relative, 'real/a.ts');
  });

  it('finds the root by its name where there are several', async () => {
    await using one = makeTree({ 'a.ts': '' });
    await using two = makeTree({ 'a.ts': '', 'only.ts': '' });
    const roots = [
      { name: 'one', directory: one.directory },
      { name: 'two', directory: two.directory },
    ];
    assert.equal(resolveInside(roots, 'two/a.ts').absolute, two.at('a.ts'));
    assert.equal(resolveInside(roots, 'only.ts').root.name, 'two');
    isRefused(() => resolveInside(roots, 'three/a.ts'));
  });
});
