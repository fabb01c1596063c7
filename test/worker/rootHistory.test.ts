import assert from 'node:assert/strict';
import fs from 'node:fs';
import { execFileSync } from 'node:child_process';
import { historyEvidence } from '../../src/engine/retrieval/history.ts';
import { analyseQuery } from '../../src/engine/retrieval/query.ts';
import { loadHistory, storeHistory } from '../../src/worker/historyFile.ts';
import { RootHistory, type RootHistoryOptions } from '../../src/worker/rootHistory.ts';
import { makeTree, type Tree } from '../files/tree.ts';

const { signal } = new AbortController();

function commit(tree: Tree, subject: string, files: Readonly<Record<string, string>>): void {
  tree.write(files);
  tree.git('add', '-A');
  tree.git('commit', '-q', '-m', subject);
}

function started(): Tree {
  const tree = makeTree();
  tree.git('init', '-q', '-b', 'main');
  commit(tree, 'Retry failed uploads', { 'queue.ts': 'a\n' });
  commit(tree, 'Colour the editor', { 'theme.ts': 'b\n' });
  return tree;
}

function historyOf(tree: Tree, index: Tree, more: Partial<RootHistoryOptions> = {}): RootHistory {
  return new RootHistory({
    root: tree.directory,
    directory: index.directory,
    isWanted: () => true,
    log: (line) => assert.fail(line),
    ...more,
  });
}

function found(history: RootHistory, question: string): string[] {
  if (history.current === null) return [];
  return [...historyEvidence(history.current, analyseQuery(question)).keys()];
}

/** All that a history tells, without the order of commits of one second. */
function told({ current }: RootHistory) {
  const commits = current?.commits.map(({ subject }) => subject).toSorted();
  const files = current?.paths.map((path, file) => {
    const subjects = current.commitsOf[file]?.map((at) => current.commits[at]?.subject);
    return [path, subjects?.toSorted((a = '', b = '') => (a < b ? -1 : 1))] as const;
  });
  return { commits, files: files?.toSorted(([a], [b]) => (a < b ? -1 : 1)) };
}

describe('the history of a root', () => {
  it('is read once, stored, and loaded by the next start and by readers', async () => {
    await using tree = started();
    await using index = makeTree();
    const writer = historyOf(tree, index);
    assert.equal(await writer.load(), false);
    assert.equal(await writer.refresh(signal), true);
    assert.equal(await writer.refresh(signal), false);
    assert.deepEqual(found(writer, 'uploads'), ['queue.ts']);
    const reader = historyOf(tree, index);
    assert.equal(await reader.load(), true);
    assert.equal(await reader.load(), false);
    assert.deepEqual(reader.current, writer.current);
    commit(tree, 'Send uploads in pieces', { 'pieces.ts': 'c\n' });
    assert.equal(await writer.refresh(signal), true);
    assert.equal(await reader.load(), true);
    assert.deepEqual(found(reader, 'uploads').toSorted(), ['pieces.ts', 'queue.ts']);
  });

  it('kept up with commits, branches, merges and rewritten history, equals one that is read anew', async () => {
    await using tree = started();
    await using index = makeTree();
    await using other = makeTree();
    const kept = historyOf(tree, index);
    const steps: [string, () => void][] = [
      ['a commit', () => commit(tree, 'Read settings', { 'settings.ts': 'd\n' })],
      ['a branch', () => void tree.git('checkout', '-q', '-b', 'side', 'HEAD~1')],
      ['a commit on it', () => commit(tree, 'On the side', { 'side.ts': 'e\n' })],
      ['a rename', () => (tree.git('mv', 'queue.ts', 'line.ts'), commit(tree, 'Rename the queue', {}))],
      ['back', () => void tree.git('checkout', '-q', 'main')],
      ['a merge', () => void tree.git('merge', '-q', '--no-ff', 'side', '-m', 'Merge it')],
      ['rewritten', () => void tree.git('reset', '-q', '--hard', 'HEAD~1')],
      ['amended', () => void tree.git('commit', '-q', '--amend', '-m', 'Read the settings twice')],
    ];
    await kept.refresh(signal);
    for (const [name, step] of steps) {
      step();
      await kept.refresh(signal);
      fs.rmSync(other.at('history.json'), { force: true });
      const fresh = historyOf(tree, other);
      await fresh.refresh(signal);
      assert.deepEqual(told(kept), told(fresh), name);
    }
    assert.deepEqual(found(kept, 'twice'), ['settings.ts']);
  });

  it('is nothing without Git, and after it is switched off, which also removes what was stored', async () => {
    await using tree = started();
    await using index = makeTree();
    await using plain = makeTree({ 'a.ts': 'a\n' });
    const none = historyOf(plain, index);
    assert.equal(await none.refresh(signal), false);
    assert.equal(none.current, null);
    let isWanted = true;
    const history = historyOf(tree, index, { isWanted: () => isWanted });
    await history.refresh(signal);
    assert.notEqual(history.current, null);
    isWanted = false;
    await history.refresh(signal);
    assert.equal(history.current, null);
    assert.equal(loadHistory(index.directory), null);
    isWanted = true;
    await history.refresh(signal);
    assert.deepEqual(found(history, 'uploads'), ['queue.ts']);
  });

  it('keeps the newest commits only, however many there are', async () => {
    await using tree = started();
    await using index = makeTree();
    const history = historyOf(tree, index, { most: 3 });
    for (const subject of ['One thing', 'Another thing', 'A third thing', 'Fourth thing']) {
      commit(tree, subject, { 'a.ts': subject });
      await history.refresh(signal);
      assert.ok((history.current?.commits.length ?? 0) <= 3);
    }
    assert.deepEqual(found(history, 'uploads'), []);
    assert.deepEqual(found(history, 'fourth'), ['a.ts']);
  });

  it('is what a shallow clone has', async () => {
    await using tree = started();
    await using index = makeTree();
    await using clone = makeTree();
    const options = { cwd: clone.directory, stdio: 'pipe' } as const;
    execFileSync('git', ['clone', '-q', '--depth=1', `file://${tree.directory}`, '.'], options);
    const history = historyOf(clone, index);
    await history.refresh(signal);
    assert.deepEqual(
      history.current?.commits.map(({ subject }) => subject),
      ['Colour the editor'],
    );
  });

  it('is read anew where what was stored is damaged or of a commit that Git has no more', async () => {
    await using tree = started();
    await using index = makeTree();
    for (const text of ['{"version": 1, "head"', '{"version": 99}', '[]']) {
      fs.writeFileSync(index.at('history.json'), text);
      const history = historyOf(tree, index);
      assert.equal(await history.load(), false);
      await history.refresh(signal);
      assert.deepEqual(found(history, 'uploads'), ['queue.ts']);
    }
    storeHistory(index.directory, { head: 'f'.repeat(40), commits: [] }, assert.fail);
    const history = historyOf(tree, index);
    await history.refresh(signal);
    assert.deepEqual(found(history, 'uploads'), ['queue.ts']);
  });
});
