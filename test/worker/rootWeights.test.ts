import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { defaultWeights } from '../../src/engine/retrieval/weights.ts';
import { indexDirectory } from '../../src/files/home.ts';
import { dropWeights, keepWeights, RootWeights } from '../../src/worker/rootWeights.ts';
import { openTestIndex } from '../support/testIndex.ts';
import { makeFolder, removeFolder } from '../support/workspace.ts';

describe('weights that were kept for a folder', () => {
  const made: string[] = [];
  const logged: string[] = [];
  function setUp(files: Readonly<Record<string, string>> = {}) {
    const folder = { home: makeFolder(), directory: makeFolder(files) };
    made.push(folder.home, folder.directory);
    const weights = new RootWeights(folder, (line) => logged.push(line));
    return { folder, weights };
  }
  afterEach(() => {
    for (const one of made.splice(0)) removeFolder(one);
    logged.length = 0;
  });

  it('are heeded from then on, and no longer once they are dropped', () => {
    const { folder, weights } = setUp();
    assert.equal(weights.current, undefined);
    keepWeights(folder, { ...defaultWeights, symbol: 2 });
    assert.deepEqual(weights.current, { ...defaultWeights, symbol: 2 });
    assert.equal(dropWeights(folder), true);
    assert.equal(weights.current, undefined);
    assert.equal(dropWeights(folder), false);
  });

  it('are not heeded where they are broken, which is said once', () => {
    const { folder, weights } = setUp();
    keepWeights(folder, defaultWeights);
    const file = path.join(indexDirectory(folder.home, [folder.directory]), 'weights.json');
    for (const text of ['{"symbol": ', '{"symbol": 1}', JSON.stringify({ ...defaultWeights, symbol: -1 })]) {
      fs.writeFileSync(file, text);
      fs.utimesSync(file, new Date(), new Date(Date.now() + text.length * 1000));
      assert.equal(weights.current, undefined);
      assert.equal(weights.current, undefined);
    }
    assert.equal(logged.length, 3);
    assert.match(logged[0] ?? '', /weights\.json holds no weights of this version/);
  });

  it('change the order of the next search', async () => {
    const text = 'export function retryDelay() {\n  return backoff;\n}\n';
    const { folder } = setUp({ 'src/retry.ts': `${text}// backoff again\n`, 'test/retry.test.ts': text });
    const index = openTestIndex([folder.directory], folder.home);
    try {
      await index.whenReady('searchable');
      const first = async () => {
        const { hits } = await index.search({ query: 'backoff', limit: 5, offset: 0, withUses: false });
        return hits.map(({ path: file, score }) => [file, score] as const);
      };
      const before = await first();
      keepWeights(folder, { ...defaultWeights, test: 1 });
      const after = await first();
      const scoreOf = (all: Awaited<ReturnType<typeof first>>) =>
        all.find(([file]) => file.startsWith('test/'))?.[1] ?? 0;
      assert.ok(scoreOf(after) > scoreOf(before) * 1.5, JSON.stringify({ before, after }));
    } finally {
      await index.close();
    }
  }).timeout(60_000);
});
