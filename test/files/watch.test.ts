import assert from 'node:assert/strict';
import fs from 'node:fs';
import { filesOf } from '../../src/files/walk.ts';
import { watchFiles } from '../../src/files/watch.ts';
import type { Watch, WatchOptions } from '../../src/files/watch.ts';
import { makeTree } from './tree.ts';
import type { Tree } from './tree.ts';

async function watching(tree: Tree, more: Partial<WatchOptions> = {}) {
  const told: string[] = [];
  const warnings: string[] = [];
  let rescans = 0;
  const watch: Watch = await watchFiles({
    root: tree.directory,
    files: filesOf(tree.directory),
    changed: (paths) => void told.push(...paths),
    rescan: () => void rescans++,
    warn: (line) => void warnings.push(line),
    debounceMs: 20,
    ...more,
  });
  const until = async (isTrue: () => boolean, what: string): Promise<void> => {
    for (let waited = 0; !isTrue(); waited += 10) {
      assert.ok(waited < 8000, `not seen: ${what}; told ${told.join(', ')}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  return {
    watch,
    told,
    warnings,
    rescans: () => rescans,
    until,
    untilTold: (relative: string) => until(() => told.includes(tree.at(relative)), relative),
    [Symbol.dispose]: () => watch.close(),
  };
}

const refusing = (code: string) => (): never => {
  throw Object.assign(new Error(code), { code });
};

describe('watch', () => {
  it('tells of files made, written and deleted, also in folders made meanwhile', async () => {
    await using tree = makeTree({ 'src/a.ts': '', 'src/b.ts': '' });
    using seen = await watching(tree);
    tree.write({ 'src/a.ts': 'changed' });
    await seen.untilTold('src/a.ts');
    fs.rmSync(tree.at('src/b.ts'));
    await seen.untilTold('src/b.ts');
    tree.write({ 'new/deep/c.ts': '' });
    await seen.untilTold('new');
    tree.write({ 'new/deep/d.ts': '' });
    await seen.untilTold('new/deep/d.ts');
    fs.rmSync(tree.at('new'), { recursive: true });
    await seen.until(() => seen.told.filter((path) => path === tree.at('new')).length > 1, 'new deleted');
    tree.write({ 'new/e.ts': '' });
    await seen.until(() => seen.told.filter((path) => path === tree.at('new')).length > 2, 'new made again');
  });

  it('says nothing of ignored folders and version control data', async function () {
    if (process.platform !== 'linux') this.skip();
    await using tree = makeTree({ '.gitignore': 'dist/\n', 'dist/a.js': '', '.git/x': '', 'b.ts': '' });
    using seen = await watching(tree);
    tree.write({ 'dist/b.js': '', '.git/y': '', 'b.ts': 'last' });
    await seen.untilTold('b.ts');
    assert.deepEqual(new Set(seen.told), new Set([tree.at('b.ts')]));
  });

  it('asks to compare everything when the settings of the folder change, also where they are ignored', async () => {
    await using tree = makeTree({
      '.gitignore': '/.vscode/\n',
      'a.ts': '',
      'docs/.vscode/settings.json': '',
    });
    using seen = await watching(tree);
    const settings = '.vscode/settings.json';
    const untilRescan = async (what: string): Promise<void> => {
      const before = seen.rescans();
      await seen.until(() => seen.rescans() > before, what);
    };
    tree.write({ 'docs/.vscode/settings.json': 'of no root' });
    await seen.untilTold('docs/.vscode/settings.json');
    assert.equal(seen.rescans(), 0);
    for (const round of ['first', 'after it was removed']) {
      tree.write({ [settings]: '{}' });
      await untilRescan(`${round}: made`);
      // A new folder is watched a moment after it is told of.
      await new Promise((resolve) => setTimeout(resolve, 200));
      tree.write({ [settings]: '{ "files.exclude": {} }' });
      await untilRescan(`${round}: written`);
      fs.rmSync(tree.at('.vscode'), { recursive: true });
      await untilRescan(`${round}: removed`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  });

  it('watches folders that the rules let in later', async () => {
    await using tree = makeTree({ '.gitignore': 'dist/\n', 'dist/a.js': '', 'b.ts': '' });
    using seen = await watching(tree);
    tree.write({ '.gitignore': '\n' });
    // Once for the rules, and once more for what is watched only now.
    await seen.until(() => seen.rescans() > 1, 'rescans');
    tree.write({ 'dist/a.js': 'changed' });
    await seen.untilTold('dist/a.js');
  });

  it('asks to compare everything when the rules change, or too much at once', async () => {
    await using tree = makeTree({ 'a.ts': '' });
    using seen = await watching(tree);
    tree.write({ '.gitignore': 'x\n' });
    await seen.until(() => seen.rescans() > 0, 'rescan after a rule');
    const before = seen.rescans();
    tree.write(Object.fromEntries(Array.from({ length: 1500 }, (_, at) => [`many/f${at}.ts`, ''])));
    tree.write(Object.fromEntries(Array.from({ length: 1500 }, (_, at) => [`g${at}.ts`, ''])));
    await seen.until(() => seen.rescans() > before, 'rescan after a burst');
  });

  for (const code of ['ENOSPC', 'EMFILE']) {
    it(`looks by the clock where the system answers ${code}, and says so once`, async () => {
      await using tree = makeTree({ 'a/b.ts': '', 'c/d.ts': '' });
      using seen = await watching(tree, { openWatcher: refusing(code), pollMs: 20 });
      assert.equal(seen.watch.mode(), 'polling');
      await seen.until(() => seen.rescans() > 1, 'two rescans');
      assert.equal(seen.warnings.length, 1);
      assert.match(seen.warnings[0] ?? '', /looks for changes every 1 s instead/);
    });
  }

  it('does not watch more folders than the limit', async function () {
    if (process.platform !== 'linux') this.skip();
    await using tree = makeTree({ 'a/b.ts': '', 'c/d.ts': '' });
    using seen = await watching(tree, { maxFolders: 2 });
    assert.equal(seen.watch.mode(), 'polling');
  });

  it('says nothing after it is closed', async () => {
    await using tree = makeTree({ 'a.ts': '' });
    using seen = await watching(tree);
    tree.write({ 'a.ts': 'x' });
    seen.watch.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(seen.told, []);
  });
});
