import assert from 'node:assert/strict';
import type { WorkspaceIndex } from '../../src/engine/retrieval/workspaceIndex.ts';
import { makeTree, type Tree } from '../files/tree.ts';
import { openTestIndex, type TestIndexOptions } from '../support/testIndex.ts';

function repository(): Tree {
  const tree = makeTree({
    'src/queue.ts': 'export function push() {\n  return 1;\n}\n',
    'src/theme.ts': 'export function paint() {\n  return 2;\n}\n',
  });
  tree.git('init', '-q', '-b', 'main');
  tree.git('add', 'src/theme.ts');
  tree.git('commit', '-q', '-m', 'Colour the editor');
  tree.git('add', '-A');
  tree.git('commit', '-q', '-m', 'Stop losing messages at midnight');
  return tree;
}

async function search(index: WorkspaceIndex, query: string) {
  const { hits } = await index.search({ query, limit: 5, offset: 0, withUses: false });
  return hits.map(({ path, reasons }) => ({ path, reasons }));
}

describe('an index with history', function () {
  this.timeout(60_000);
  const reason = /^changed by 'Stop losing messages at midnight' \(\d{4}-\d\d-\d\d\)$/;

  async function opened(
    roots: readonly Tree[],
    home: Tree,
    options: TestIndexOptions = {},
  ): Promise<WorkspaceIndex & AsyncDisposable> {
    const directories = roots.map(({ directory }) => directory);
    const index = openTestIndex(directories, home.directory, options);
    return { ...index, [Symbol.asyncDispose]: () => index.close() };
  }

  it('finds a file by the words of a commit, and says so; after a restart at once', async () => {
    await using tree = repository();
    await using home = makeTree();
    {
      await using index = await opened([tree], home);
      await index.whenReady('ready');
      assert.equal((await index.status()).commits, 2);
      const [first] = await search(index, 'messages are lost at midnight');
      assert.equal(first?.path, 'src/queue.ts');
      assert.match(first.reasons.join('\n'), reason);
    }
    await using again = await opened([tree], home);
    const [first] = await search(again, 'messages are lost at midnight');
    assert.equal(first?.path, 'src/queue.ts');
  });

  it('is what a second process sees, too, and stands in several roots', async () => {
    await using tree = repository();
    await using other = makeTree({ 'b.ts': 'export const b = 1;\n' });
    await using home = makeTree();
    await using writer = await opened([other, tree], home);
    await writer.whenReady('ready');
    await using reader = await opened([other, tree], home);
    for (const index of [writer, reader]) {
      const [first] = await search(index, 'messages at midnight');
      assert.match(first?.path ?? '', /\/src\/queue\.ts$/);
      assert.match(first?.reasons.join('\n') ?? '', reason);
    }
  });

  it('has none where it is switched off', async () => {
    await using tree = repository();
    await using home = makeTree();
    await using index = await opened([tree], home, { readsHistory: false });
    await index.whenReady('ready');
    assert.deepEqual(await search(index, 'messages at midnight'), []);
    assert.equal((await index.status()).commits, undefined);
  });
});
