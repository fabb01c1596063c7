import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { openLease } from '../../src/storage/lease.ts';
import { makeFolder, removeFolders, startChild } from './folder.ts';

const holderProcess = (directory: string) => `
  import { openLease } from 'STORAGE/lease.ts';
  const lease = openLease({ directory: ${JSON.stringify(directory)}, label: 'child' });
  process.stdin.on('data', () => console.log(lease.tryAcquire()));
  console.log('up');
`;

describe('the lease of an index folder', () => {
  afterEach(removeFolders);

  it('goes to one of two in the same process', () => {
    const directory = makeFolder();
    const first = openLease({ directory, label: 'first' });
    const second = openLease({ directory, label: 'second' });
    assert.equal(first.tryAcquire(), true);
    assert.equal(first.tryAcquire(), true);
    assert.equal(second.tryAcquire(), false);
    assert.equal(first.renew(), true, 'a failed attempt of another does not break it');
    assert.equal(second.tryAcquire(), false);
    first.release();
    assert.equal(second.tryAcquire(), true);
    second.release();
  });

  it('goes to exactly one of three processes that race', async () => {
    const directory = makeFolder();
    const racers = [0, 1, 2].map(() => startChild(holderProcess(directory)));
    await Promise.all(racers.map((racer) => racer.line()));
    for (const racer of racers) racer.tell('go');
    const won = await Promise.all(racers.map((racer) => racer.line()));
    assert.deepEqual(won.toSorted(), ['false', 'false', 'true']);
  });

  it('is free at once when its process is killed', async () => {
    const directory = makeFolder();
    const child = startChild(holderProcess(directory));
    await child.line();
    child.tell('go');
    assert.equal(await child.line(), 'true');
    const lease = openLease({ directory, label: 'me' });
    assert.equal(lease.tryAcquire(), false);
    assert.equal(lease.holder()?.pid, child.process.pid);
    assert.equal(lease.holder()?.label, 'child');
    child.process.kill('SIGKILL');
    await child.ended();
    assert.equal(lease.holder(), null, 'a dead process is not named as the holder');
    assert.equal(lease.tryAcquire(), true);
    assert.equal(lease.holder()?.label, 'me');
    lease.release();
    assert.equal(lease.holder(), null);
  });

  it('says that it was lost when the folder is deleted under it', () => {
    const directory = path.join(makeFolder(), 'index');
    const lease = openLease({ directory, label: 'me' });
    assert.equal(lease.tryAcquire(), true);
    fs.rmSync(directory, { recursive: true });
    assert.equal(lease.renew(), false);
    const other = openLease({ directory, label: 'other' });
    assert.equal(other.tryAcquire(), true);
    assert.equal(lease.tryAcquire(), false);
    other.release();
  });

  it('does not mind damage to its files', () => {
    const directory = makeFolder();
    fs.writeFileSync(path.join(directory, 'writer.json'), '{"pid": 12');
    const lease = openLease({ directory, label: 'me' });
    assert.equal(lease.holder(), null);
    assert.equal(lease.tryAcquire(), true);
    lease.release();
  });
});
