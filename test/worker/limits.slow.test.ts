import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { WorkspaceIndex } from '../../src/engine/retrieval/workspaceIndex.ts';
import { openTestIndex } from '../support/testIndex.ts';
import { makeFolder, removeFolder, writeFile } from '../support/workspace.ts';

const search = { limit: 5, offset: 0, withUses: false };

/** A file of about 6 KB whose words are its own, so that its index is about as large as it is. */
function fileOf(number: number): string {
  return Array.from(
    { length: 60 },
    (_, line) => `export function thing${number}x${line}() { return 'word${number * 60 + line}q'; }\n`,
  ).join('');
}

describe('an index at its limits', function () {
  this.timeout(120_000);
  const open: WorkspaceIndex[] = [];
  const folders: string[] = [];
  const mounts: string[] = [];

  function folder(): string {
    const made = makeFolder();
    folders.push(made);
    return made;
  }

  function start(workspace: string, home: string): WorkspaceIndex {
    const index = openTestIndex([workspace], home);
    open.push(index);
    return index;
  }

  afterEach(async () => {
    await Promise.all(open.splice(0).map((index) => index.close()));
    for (const mount of mounts.splice(0)) spawnSync('umount', [mount]);
    for (const made of folders.splice(0)) removeFolder(made);
  });

  it('takes 50,000 files in one folder: a first answer long before the end, then each of them', async () => {
    const workspace = folder();
    for (let number = 0; number < 50_000; number++) {
      fs.writeFileSync(
        path.join(workspace, `file${number}.ts`),
        `export function made${number}Here() {\n  return 'common words';\n}\n`,
      );
    }
    const began = performance.now();
    const index = start(workspace, folder());
    const early = await index.search({ ...search, query: 'common words' });
    const answeredMs = performance.now() - began;
    await index.whenReady('searchable');
    const searchableMs = performance.now() - began;
    const { coverage } = await index.search({ ...search, query: 'made49999Here' });
    assert.deepEqual(coverage, { filesIndexed: 50_000, filesTotal: 50_000 });
    for (const number of [0, 777, 31_415, 49_999]) {
      const { hits } = await index.search({ ...search, query: `made${number}Here` });
      assert.equal(hits[0]?.path, `file${number}.ts`);
    }
    assert.ok(
      answeredMs < searchableMs / 2,
      `answered after ${answeredMs.toFixed(0)} of ${searchableMs.toFixed(0)} ms`,
    );
    assert.ok(early.coverage.filesIndexed < 50_000);
  });

  /** A file system of its own, which only root may make; null elsewhere. */
  function smallDisk(megabytes: number): string | null {
    const mount = folder();
    const made = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'none', mount]);
    if (made.status !== 0) return null;
    mounts.push(mount);
    return mount;
  }

  it('says that the disk is full, answers from what it has, and goes on when there is room (as root, who may mount)', async function () {
    const disk = smallDisk(3);
    if (disk === null) this.skip();
    const workspace = folder();
    for (let number = 0; number < 2000; number++) {
      writeFile(workspace, `file${number}.ts`, fileOf(number));
    }
    const index = start(workspace, disk);
    await assert.rejects(index.whenReady('ready'), /disk/);
    const status = await index.status();
    assert.equal(status.state, 'failed');
    assert.match(status.warnings.join('\n'), /disk has no room/);
    const { coverage, warnings } = await index.search({ ...search, query: 'thing7x7' });
    assert.ok(coverage.filesIndexed < 2000);
    assert.match(warnings.join('\n'), /disk has no room/);

    assert.equal(spawnSync('mount', ['-o', 'remount,size=200m', disk]).status, 0);
    while ((await index.status()).state !== 'ready') await new Promise((resolve) => setTimeout(resolve, 100));
    const { hits } = await index.search({ ...search, query: 'thing1999x59' });
    assert.equal(hits[0]?.path, 'file1999.ts');
    assert.deepEqual((await index.status()).warnings, []);
  });
});
