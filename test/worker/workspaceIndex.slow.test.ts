import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { SearchRequest } from '../../src/engine/retrieval/hit.ts';
import type { WorkspaceIndex } from '../../src/engine/retrieval/workspaceIndex.ts';
import { openTestIndex, workerSource } from '../support/testIndex.ts';
import { makeFolder, removeFolder, writeFile } from '../support/workspace.ts';

const retry = `/** Waits longer after each failure, up to five seconds. */
export function retryDelay(attempt: number): number {
  return Math.min(5000, 200 * 2 ** attempt);
}
`;
const upload = `import { retryDelay } from './retry.ts';

export async function uploadChunk(chunk: Uint8Array): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    await sleep(retryDelay(attempt));
  }
}
`;

describe('the index of a workspace', function () {
  this.timeout(60_000);
  const open: WorkspaceIndex[] = [];
  const folders: string[] = [];
  const messages: string[] = [];

  function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
    const made = makeFolder(files);
    folders.push(made);
    return made;
  }

  function start(directories: readonly string[], home: string, workerFile?: string): WorkspaceIndex {
    const index = openTestIndex(directories, home, {
      log: (line) => messages.push(line),
      ...(workerFile === undefined ? {} : { workerFile }),
    });
    open.push(index);
    return index;
  }

  async function find(index: WorkspaceIndex, query: string, more: Partial<SearchRequest> = {}) {
    return index.search({ query, limit: 5, offset: 0, withUses: false, ...more });
  }

  afterEach(async () => {
    await Promise.all(open.splice(0).map((index) => index.close()));
    for (const made of folders.splice(0)) removeFolder(made);
    messages.length = 0;
  });

  it('answers with places, lines, symbol, reasons and uses', async () => {
    const index = start([folder({ 'src/retry.ts': retry, 'src/upload.ts': upload })], folder());
    await index.whenReady('ready');
    const { hits, coverage, warnings } = await find(index, 'retryDelay', { withUses: true });
    assert.equal(hits[0]?.path, 'src/retry.ts');
    assert.equal(hits[0].symbol, 'retryDelay');
    assert.ok(hits[0].reasons.includes('defines `retryDelay`'), hits[0].reasons.join());
    assert.deepEqual(
      hits[0].uses.map((use) => `${use.path}:${use.line}`),
      ['src/upload.ts:5', 'src/upload.ts:1'],
    );
    assert.equal(hits[0].freshness, 'fresh');
    assert.deepEqual(coverage, { filesIndexed: 2, filesTotal: 2 });
    assert.deepEqual(warnings, []);
  });

  it('finds a saved file by its new text, and no longer by its old one', async () => {
    const workspace = folder({ 'a.ts': retry });
    const index = start([workspace], folder());
    await index.whenReady('ready');
    await index.filesChanged([writeFile(workspace, 'a.ts', 'export function brandNewThing() {}\n')]);
    assert.equal((await find(index, 'brandNewThing')).hits[0]?.symbol, 'brandNewThing');
    assert.deepEqual((await find(index, 'retryDelay')).hits, []);
  });

  it('forgets deleted and renamed files, folders too', async () => {
    const workspace = folder({ 'old/a.ts': retry, 'keep.ts': upload });
    const index = start([workspace], folder());
    await index.whenReady('ready');
    fs.renameSync(path.join(workspace, 'old'), path.join(workspace, 'new'));
    await index.filesChanged([path.join(workspace, 'old'), path.join(workspace, 'new')]);
    assert.deepEqual(
      (await find(index, 'retryDelay', { limit: 1 })).hits.map((hit) => hit.path),
      ['new/a.ts'],
    );
    assert.equal((await index.status()).filesIndexed, 2);
  });

  it('loads what it stored, and builds nothing where nothing changed', async () => {
    const workspace = folder({ 'a.ts': retry, 'b.ts': upload });
    const home = folder();
    const first = start([workspace], home);
    await first.whenReady('ready');
    const before = await first.status();
    await first.close();
    const second = start([workspace], home);
    await second.whenReady('ready');
    const segments = (status: { chunks: number; indexBytes: number }) => [status.chunks, status.indexBytes];
    assert.deepEqual(segments(await second.status()), segments(before));
    assert.equal((await find(second, 'retryDelay')).hits[0]?.path, 'a.ts');
  });

  it('sees what changed while nobody looked', async () => {
    const workspace = folder({ 'a.ts': retry, 'b.ts': upload });
    const home = folder();
    const first = start([workspace], home);
    await first.whenReady('ready');
    await first.close();
    writeFile(workspace, 'c.ts', 'export const addedMeanwhile = 1;\n');
    fs.rmSync(path.join(workspace, 'b.ts'));
    const second = start([workspace], home);
    await second.whenReady('ready');
    assert.equal((await find(second, 'addedMeanwhile')).hits[0]?.path, 'c.ts');
    assert.deepEqual((await find(second, 'uploadChunk')).hits, []);
  });

  it('lets one write and the other follow, and the follower takes over', async () => {
    const workspace = folder({ 'a.ts': retry });
    const home = folder();
    const writer = start([workspace], home);
    await writer.whenReady('ready');
    const reader = start([workspace], home);
    assert.equal((await find(reader, 'retryDelay')).hits[0]?.path, 'a.ts');
    assert.equal((await reader.status()).role, 'reader');
    await writer.filesChanged([writeFile(workspace, 'b.ts', 'export const fromTheWriter = 1;\n')]);
    assert.equal((await find(reader, 'fromTheWriter')).hits[0]?.path, 'b.ts');
    await writer.close();
    await find(reader, 'anything');
    await reader.whenReady('ready');
    assert.equal((await reader.status()).role, 'writer');
    await reader.filesChanged([writeFile(workspace, 'c.ts', 'export const afterTakeOver = 1;\n')]);
    assert.equal((await find(reader, 'afterTakeOver')).hits[0]?.path, 'c.ts');
  });

  it('indexes again what was damaged on disk, and says so', async () => {
    const workspace = folder({ 'a.ts': retry, 'b.ts': upload });
    const home = folder();
    const first = start([workspace], home);
    await first.whenReady('ready');
    await first.close();
    const files = fs
      .readdirSync(home, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.segment'));
    assert.ok(files.length > 0);
    for (const name of files) {
      const bytes = fs.readFileSync(path.join(home, name));
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 255;
      fs.writeFileSync(path.join(home, name), bytes);
    }
    const second = start([workspace], home);
    await second.whenReady('ready');
    assert.equal((await find(second, 'retryDelay')).hits[0]?.path, 'a.ts');
    assert.match((await second.status()).warnings.join(' '), /damaged; its 2 files are indexed again/);
  });

  it('answers after its worker died in the middle', async () => {
    const workspace = folder({ 'a.ts': retry });
    const flag = path.join(folder(), 'died');
    const dying = writeFile(
      folder(),
      'worker.mts',
      `import fs from 'node:fs';
if (!fs.existsSync(${JSON.stringify(flag)})) {
  fs.writeFileSync(${JSON.stringify(flag)}, '');
  throw new Error('the worker dies on purpose');
}
await import(${JSON.stringify(workerSource)});
`,
    );
    const index = start([workspace], folder(), dying);
    await index.whenReady('ready');
    assert.equal((await find(index, 'retryDelay')).hits[0]?.path, 'a.ts');
    assert.match(messages.join(' '), /starts again/);
  });

  it('gives up on a worker that dies every time, with words that help', async () => {
    const dying = writeFile(folder(), 'worker.mts', `throw new Error('never works');`);
    const index = start([folder({ 'a.ts': retry })], folder(), dying);
    await assert.rejects(find(index, 'retryDelay'), { kind: 'index-unavailable', message: /keeps failing/ });
  });

  it('searches unsaved text in place of the file, and the file again when it is gone', async () => {
    const workspace = folder({ 'a.ts': retry });
    const index = start([workspace], folder());
    await index.whenReady('ready');
    await index.unsaved([{ path: 'a.ts', text: 'export function stillBeingTyped() {}\n' }]);
    const typed = (await find(index, 'stillBeingTyped')).hits[0];
    assert.deepEqual([typed?.path, typed?.freshness], ['a.ts', 'unsaved']);
    assert.deepEqual((await find(index, 'retryDelay')).hits, []);
    assert.equal(await index.readLines('a.ts', 1, 1), 'export function stillBeingTyped() {}');
    await index.unsaved([]);
    assert.equal((await find(index, 'retryDelay')).hits.length, 1);
  });

  it('prefixes paths with the name of their root where there are several', async () => {
    const [one, two] = [folder({ 'a.ts': retry }), folder({ 'b.ts': upload })];
    const index = start([one, two], folder());
    await index.whenReady('ready');
    assert.equal((await find(index, 'retryDelay')).hits[0]?.path, `${path.basename(one)}/a.ts`);
    assert.match((await index.readLines(`${path.basename(two)}/b.ts`, 1, 1)) ?? '', /import/);
  });

  it('reads no line outside the workspace', async () => {
    const workspace = folder({ 'a.ts': retry });
    const secret = writeFile(folder(), 'secret.txt', 'secret');
    fs.symlinkSync(secret, path.join(workspace, 'link.txt'));
    const index = start([workspace], folder());
    await index.whenReady('ready');
    for (const wanted of ['../secret.txt', secret, 'link.txt', 'missing.ts']) {
      assert.equal(await index.readLines(wanted, 1, 1), null, wanted);
    }
    assert.equal(await index.readLines('a.ts', 2, 99), null);
    assert.match((await index.readText('a.ts')) ?? '', /export function/);
    assert.equal(await index.readText('../secret.txt'), null);
  });

  it('stops indexing while it is paused, goes on, and cancels', async () => {
    const workspace = folder({ 'a.ts': retry });
    const index = start([workspace], folder());
    await index.pause();
    assert.equal((await index.status()).isPaused, true);
    await index.resume();
    await index.whenReady('ready');
    await index.cancel();
    await index.rebuild();
    await index.whenReady('ready');
    assert.equal((await find(index, 'retryDelay')).hits[0]?.path, 'a.ts');
  });

  it('counts what turned out to be no text no longer, as soon as everything can be found', async () => {
    const sources = Object.fromEntries(
      Array.from({ length: 80 }, (_, at) => [`src/${at}.ts`, retry.repeat(20)]),
    );
    const workspace = folder(sources);
    fs.writeFileSync(path.join(workspace, 'binary.ts'), Buffer.from([0, 1, 2, 3]));
    const index = start([workspace], folder());
    await index.whenReady('searchable');
    const { coverage } = await find(index, 'retryDelay');
    assert.deepEqual(coverage, { filesIndexed: 80, filesTotal: 80 });
  });

  it('tells of skipped files and why', async () => {
    const index = start(
      [
        folder({
          'a.ts': retry,
          'b.ts': new Uint8Array([1, 0, 2, 0]),
          '.gitignore': 'dist/\n',
          'dist/x.js': 'x',
        }),
      ],
      folder(),
    );
    await index.whenReady('ready');
    const reasons = (await index.skipped(10)).map((file) => `${file.path} ${file.reason}`);
    assert.ok(reasons.includes('b.ts binary'), reasons.join());
    assert.ok(reasons.includes('dist/ ignored'), reasons.join());
  });

  it('has nothing to say once it is closed', async () => {
    const index = start([folder({ 'a.ts': retry })], folder());
    await index.whenReady('ready');
    await index.close();
    await assert.rejects(find(index, 'retryDelay'), { kind: 'index-unavailable' });
  });
});
