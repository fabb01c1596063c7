import assert from 'node:assert/strict';
import { chooseMerge, runMergeJob } from '../../src/worker/mergeJob.ts';
import { runBuildJob } from '../../src/worker/parseJob.ts';
import { RootIndex } from '../../src/worker/rootIndex.ts';
import { makeFolder, removeFolder } from '../support/workspace.ts';

describe('the index of one root', () => {
  const folders: string[] = [];

  afterEach(() => folders.splice(0).forEach(removeFolder));

  it('drops a segment whose files have all changed while it was built, instead of merging it again and again', async () => {
    const directory = makeFolder({ 'a.ts': 'const a = 1;\n' });
    const home = makeFolder();
    folders.push(directory, home);
    const root = { name: 'root', directory };
    const index = new RootIndex({
      root,
      directory: home,
      label: 'test',
      vectors: null,
      onMessage: assert.fail,
    });
    await index.open();
    const files = [{ path: 'a.ts', knownHash: null }];
    const built = await runBuildJob(
      { kind: 'build', directory, phase: 1, files, maxFileBytes: 1000 },
      { parser: null, grammarLanguages: new Set(), vectors: null },
    );
    await index.commitBuilt(built, () => true);
    const chosen = chooseMerge(index.live.values());
    assert.equal(chosen.length, 1);
    const sources = chosen.map(({ file, deleted }) => ({ file, deletedFiles: deleted }));
    await index.commitMerged(
      await runMergeJob({ kind: 'merge', sources }),
      chosen.map(({ id }) => id),
    );
    assert.equal(index.live.size, 0);
    await index.close();
  });
});
