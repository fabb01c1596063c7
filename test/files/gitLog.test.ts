import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { firstParents, mostFilesOfCommit, readLog } from '../../src/files/gitLog.ts';
import { readTree } from '../../src/files/gitTree.ts';
import { makeTree, type Tree } from './tree.ts';

function commit(tree: Tree, message: string): string {
  tree.git('add', '-A');
  tree.git('commit', '-q', '-m', message);
  return tree.git('rev-parse', 'HEAD').trim();
}

function started(files: Readonly<Record<string, string | Uint8Array>>): Tree {
  const tree = makeTree(files);
  tree.git('init', '-q', '-b', 'main');
  commit(tree, 'Begin');
  return tree;
}

const all = { range: 'HEAD', most: 100 };

describe('the log', () => {
  it('has subjects, first lines of bodies and files, newest first, with any characters', async () => {
    await using tree = started({ 'a.ts': 'a\n', 'gone.ts': 'x\n' });
    tree.write({ 'a.ts': 'b\n', 'dir/ü "q"\t.ts': 'new\n' });
    tree.git('rm', '-q', 'gone.ts');
    const hash = commit(tree, 'Say "hello" to für — all\n\nBecause of it.\nAnd more.');
    const log = await readLog(tree.directory, all);
    assert.equal(log?.wasCut, false);
    const [newest, first] = log.commits;
    assert.deepEqual(
      [newest?.hash, newest?.subject, newest?.body],
      [hash, 'Say "hello" to für — all', 'Because of it.'],
    );
    assert.ok((newest?.time ?? 0) > 1_700_000_000);
    assert.deepEqual(
      newest?.files.toSorted((x, y) => (x.path < y.path ? -1 : 1)),
      [
        { path: 'a.ts', change: 'modified' },
        { path: 'dir/ü "q"\t.ts', change: 'added' },
        { path: 'gone.ts', change: 'deleted' },
      ],
    );
    assert.deepEqual([first?.subject, first?.files.length], ['Begin', 2]);
  });

  it('knows a renamed file where its content is the same', async () => {
    await using tree = started({ 'old.ts': 'the same\n' });
    tree.git('mv', 'old.ts', 'new.ts');
    commit(tree, 'Rename it');
    const log = await readLog(tree.directory, all);
    assert.deepEqual(log?.commits[0]?.files, [{ path: 'new.ts', change: 'renamed', from: 'old.ts' }]);
  });

  it('leaves out merges, and takes a range and a limit', async () => {
    await using tree = started({ 'a.ts': 'a\n' });
    const base = tree.git('rev-parse', 'HEAD').trim();
    tree.git('checkout', '-q', '-b', 'side');
    tree.write({ 'b.ts': 'b\n' });
    commit(tree, 'On the side');
    tree.git('checkout', '-q', 'main');
    tree.write({ 'c.ts': 'c\n' });
    const main = commit(tree, 'On the main line');
    tree.git('merge', '-q', '--no-ff', 'side', '-m', 'Bring it together');
    const log = await readLog(tree.directory, { range: `${base}..HEAD`, most: 100 });
    assert.deepEqual(log?.commits.map(({ subject }) => subject).toSorted(), [
      'On the main line',
      'On the side',
    ]);
    assert.equal((await readLog(tree.directory, { range: 'HEAD', most: 1 }))?.commits.length, 1);
    const line = await firstParents(tree.directory, 10);
    assert.deepEqual(line.slice(1), [main, base]);
  });

  it('names files under a folder of the repository by their place in it', async () => {
    await using tree = started({ 'packages/one/src/a.ts': 'a\n', 'packages/two/b.ts': 'b\n' });
    const log = await readLog(tree.at('packages/one'), all);
    assert.deepEqual(log?.commits[0]?.files, [{ path: 'src/a.ts', change: 'added' }]);
  });

  it('keeps no more than so many files of one commit, and reads past binary ones', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`f${at}.ts`, `${at}\n`]));
    await using tree = started({ ...many, 'picture.png': new Uint8Array(5000) });
    const log = await readLog(tree.directory, all);
    assert.equal(log?.commits.length, 1);
    assert.equal(log.commits[0]?.files.length, mostFilesOfCommit + 1);
  });

  it('is what a shallow clone has', async () => {
    await using tree = started({ 'a.ts': 'a\n' });
    tree.write({ 'a.ts': 'b\n' });
    commit(tree, 'Newest');
    await using clone = makeTree();
    const options = { cwd: clone.directory, stdio: 'pipe' } as const;
    execFileSync('git', ['clone', '-q', '--depth=1', `file://${tree.directory}`, 'c'], options);
    const log = await readLog(clone.at('c'), all);
    assert.deepEqual(
      log?.commits.map(({ subject }) => subject),
      ['Newest'],
    );
  });

  it('is null without a repository, without commits, and where time ran out it is what was read so far', async () => {
    await using tree = makeTree();
    assert.equal(await readLog(tree.directory, all), null);
    tree.git('init', '-q');
    assert.equal(await readLog(tree.directory, all), null);
    assert.deepEqual(await firstParents(tree.directory, 5), []);
    tree.write({ 'a.ts': 'a\n' });
    commit(tree, 'Begin');
    assert.deepEqual(await readLog(tree.directory, { ...all, limitMs: 0 }), { commits: [], wasCut: true });
    await assert.rejects(
      readLog(tree.directory, { ...all, signal: AbortSignal.abort(new Error('enough')) }),
      /enough/,
    );
  });
});

describe('the files of a commit', () => {
  const options = { maxFileBytes: 1000, maxBytes: 1_000_000 };

  it('are as they were then, without what an index leaves out', async () => {
    await using tree = started({
      'a.ts': 'old\n',
      'dir/b.py': 'ü\n',
      'picture.png': 'png',
      data: new Uint8Array(50),
      '.env': 'KEY=1\n',
      'large.ts': 'x'.repeat(1001),
    });
    const then = tree.git('rev-parse', 'HEAD').trim();
    tree.write({ 'a.ts': 'new\n' });
    commit(tree, 'Change it');
    const read = await readTree(tree.directory, then, options);
    assert.deepEqual(
      read?.files.map(({ path, text }) => [path, text]),
      [
        ['a.ts', 'old\n'],
        ['dir/b.py', 'ü\n'],
      ],
    );
    const part = await readTree(tree.at('dir'), then, options);
    assert.deepEqual(
      part?.files.map(({ path }) => path),
      ['b.py'],
    );
    const little = await readTree(tree.directory, then, { ...options, maxBytes: 5 });
    assert.deepEqual([little?.files.length, little?.leftOut], [1, 2]);
  });

  it('are null where there is no such commit', async () => {
    await using tree = started({ 'a.ts': 'a\n' });
    assert.equal(await readTree(tree.directory, 'f'.repeat(40), options), null);
  });
});
