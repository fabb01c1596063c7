import assert from 'node:assert/strict';
import fc from 'fast-check';
import { batches, difference, type FileEntry } from '../../src/worker/difference.ts';

const entry = (size: number, mtimeMs: number): FileEntry => ({
  size,
  mtimeMs,
  hash: `${size}-${mtimeMs}`,
  language: 'typescript',
  phase: 2,
  segmentId: 1,
  ordinal: 0,
});

describe('the difference of a walk and the index', () => {
  it('wants new and touched files, newest first, with the hash that is known', () => {
    const entries = new Map([
      ['same.ts', entry(1, 10)],
      ['longer.ts', entry(1, 10)],
      ['touched.ts', entry(1, 10)],
    ]);
    const walked = [
      { path: 'same.ts', size: 1, mtimeMs: 10 },
      { path: 'longer.ts', size: 2, mtimeMs: 10 },
      { path: 'touched.ts', size: 1, mtimeMs: 30 },
      { path: 'new.ts', size: 1, mtimeMs: 20 },
    ];
    const { wanted, removed } = difference(entries, walked);
    assert.deepEqual(
      wanted.map((file) => [file.path, file.knownHash]),
      [
        ['touched.ts', '1-10'],
        ['new.ts', null],
        ['longer.ts', '1-10'],
      ],
    );
    assert.deepEqual(removed, []);
  });

  it('names what is gone', () => {
    assert.deepEqual(difference(new Map([['gone.ts', entry(1, 1)]]), []).removed, ['gone.ts']);
  });
});

describe('batches', () => {
  it('keep every file once, in order, and their limits unless one file alone is over', () => {
    const limits = { firstBytes: 10, maxBytes: 100, maxFiles: 5 };
    fc.assert(
      fc.property(fc.array(fc.record({ size: fc.nat(150) })), (files) => {
        const cut = batches(files, limits);
        assert.deepEqual(cut.flat(), files);
        cut.forEach((batch, place) => {
          const bytes = batch.reduce((sum, { size }) => sum + size, 0);
          const limit = place === 0 ? limits.firstBytes : limits.maxBytes;
          assert.ok(batch.length === 1 || (bytes <= limit && batch.length <= limits.maxFiles));
        });
      }),
    );
  });
});
