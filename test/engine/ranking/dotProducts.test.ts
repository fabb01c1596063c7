import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createDotKernel } from '../../../src/engine/ranking/dotKernel.ts';
import { dotProducts, largestOfQuery, plainDotProducts } from '../../../src/engine/ranking/dotProducts.ts';

describe('dot products', () => {
  it('come from a kernel that this runtime can run', () => {
    assert.notEqual(createDotKernel(), null);
  });

  it('are those of plain JavaScript, whatever the numbers', () => {
    const int8 = fc.integer({ min: -128, max: 127 });
    const int12 = fc.integer({ min: -largestOfQuery, max: largestOfQuery });
    const input = fc.integer({ min: 1, max: 8 }).chain((sixteens) => {
      const dims = sixteens * 16;
      const rows = fc.nat(40).chain((n) => fc.array(int8, { minLength: n * dims, maxLength: n * dims }));
      return fc.tuple(fc.array(int12, { minLength: dims, maxLength: dims }), rows);
    });
    fc.assert(
      fc.property(input, ([query, rows]) => check(Int16Array.from(query), Int8Array.from(rows))),
      {
        numRuns: 100,
      },
    );
  });

  it('do not overflow where every number is the largest', () => {
    for (const dims of [16, 256, 1024])
      check(new Int16Array(dims).fill(-largestOfQuery), new Int8Array(dims * 3).fill(-128));
  });

  it('are right in every block of many rows', () => {
    const dims = 48;
    check(
      Int16Array.from({ length: dims }, (_, i) => ((i * 37) % 8191) - largestOfQuery),
      Int8Array.from({ length: dims * 9000 }, (_, i) => ((i * 131) % 255) - 127),
    );
  });
});

function check(query: Int16Array, rows: Int8Array): void {
  const count = rows.length / query.length;
  const [found, expected] = [new Int32Array(count), new Int32Array(count)];
  dotProducts(query, rows, found);
  plainDotProducts(query, rows, expected);
  assert.deepEqual(found, expected);
}
