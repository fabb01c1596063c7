import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { EngineError, type ErrorKind } from '../../src/engine/errors.ts';
import { buildSegment } from '../../src/engine/retrieval/segmentBuilder.ts';
import {
  orphanSegments,
  readSegment,
  removeSegment,
  segmentPath,
  writeSegment,
} from '../../src/segments/segmentFiles.ts';
import { toFiles } from '../support/corpus.ts';

const { bytes } = buildSegment(toFiles({ 'a.ts': [{ text: 'const one = 1;' }] }));
const isPosix = process.platform !== 'win32';

describe('segment files', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await fs.mkdtemp(path.join(os.tmpdir(), 'sightline-segments-'));
  });
  afterEach(() => fs.rm(directory, { recursive: true, force: true }));

  it('gives back what was written, in a file that only its owner reads', async () => {
    const file = await writeSegment(path.join(directory, 'new', 'folder'), 'one', bytes);
    assert.deepEqual(new Uint8Array((await readSegment(file)).bytes), bytes);
    if (isPosix) assert.equal((await fs.stat(file)).mode & 0o777, 0o600);
    assert.deepEqual(await fs.readdir(path.dirname(file)), ['one.segment']);
  });

  it('calls a changed, a cut and a missing file damaged', async () => {
    const file = await writeSegment(directory, 'one', bytes);
    const changed = Buffer.from(bytes);
    changed[200] = (changed[200] ?? 0) ^ 1;
    await fs.writeFile(file, changed);
    await rejects(readSegment(file), 'index-damaged');
    await fs.truncate(file, 100);
    await rejects(readSegment(file), 'index-damaged');
    await fs.truncate(file, 0);
    await rejects(readSegment(file), 'index-damaged');
    await removeSegment(file);
    await removeSegment(file);
    await rejects(readSegment(file), 'index-damaged');
  });

  it('says that the disk is full, and leaves nothing half written', async function () {
    // /dev/full answers every write with ENOSPC; a link to it stands for a full disk.
    if (process.platform !== 'linux') this.skip();
    await fs.mkdir(path.join(directory, 'full'));
    const { open } = fs;
    fs.open = async (file, ...rest) =>
      String(file).endsWith('.tmp') ? open('/dev/full', 'w') : open(file, ...rest);
    try {
      await rejects(writeSegment(path.join(directory, 'full'), 'one', bytes), 'storage-full');
    } finally {
      fs.open = open;
    }
    assert.deepEqual(await fs.readdir(path.join(directory, 'full')), []);
  });

  it('says that a folder cannot be written', async function () {
    // Root may write everywhere, but not a folder below a file.
    const file = path.join(directory, 'file');
    await fs.writeFile(file, '');
    await rejects(writeSegment(path.join(file, 'below'), 'one', bytes), 'index-unavailable');
  });

  it('lists old files that no catalogue names', async () => {
    for (const id of ['known', 'left', 'young']) await writeSegment(directory, id, bytes);
    await fs.writeFile(path.join(directory, 'half.segment.abc.tmp'), 'half');
    await fs.writeFile(path.join(directory, 'catalogue.db'), '');
    const nowMs = Date.now() + 60_000;
    await fs.utimes(segmentPath(directory, 'young'), nowMs / 1000, nowMs / 1000);
    const found = await orphanSegments(directory, { known: new Set(['known']), olderThanMs: 30_000, nowMs });
    assert.deepEqual(
      found.map((file) => path.basename(file)),
      ['half.segment.abc.tmp', 'left.segment'],
    );
    const nowhere = path.join(directory, 'nowhere');
    assert.deepEqual(await orphanSegments(nowhere, { known: new Set(), olderThanMs: 0, nowMs }), []);
  });
});

async function rejects(work: Promise<unknown>, kind: ErrorKind): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof EngineError, String(error));
    assert.equal(error.kind, kind);
    assert.notEqual(error.hint, undefined);
    return true;
  });
}
