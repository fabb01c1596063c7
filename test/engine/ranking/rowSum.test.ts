import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRowSum, plainRowSum, type RowSum } from '../../../src/engine/ranking/rowSum.ts';
import { createSumKernel } from '../../../src/engine/ranking/sumKernel.ts';
import { wordTable } from '../../support/wordTable.ts';

const words = Array.from({ length: 40 }, (_, i) => `w${String.fromCharCode(97 + (i % 26))}${i}`);
const tables = [16, 48, 128].map((dims) => wordTable([words], { dims }));

describe('sums of rows', () => {
  it('come from a kernel that this runtime can run', () => {
    assert.notEqual(createSumKernel(), null);
  });

  it('are, bit for bit, those of plain JavaScript', () => {
    const rows = fc.array(fc.tuple(fc.nat(words.length - 1), fc.float({ min: 0, max: 8, noNaN: true })));
    for (const table of tables) {
      const [kernel, plain] = [createRowSum(table), plainRowSum(table)];
      fc.assert(
        fc.property(rows, (chosen) => {
          assert.deepEqual(sumOf(kernel, chosen), sumOf(plain, chosen));
        }),
        { numRuns: 50 },
      );
    }
  });

  it('keep the first rows where they are told to', () => {
    const [table] = tables;
    assert.ok(table !== undefined);
    const sum = createRowSum(table);
    const alone = sumOf(sum, [[3, 1]]);
    sum.add(5, 2);
    assert.notDeepEqual(Array.from(sum.sum()), alone);
    sum.keep(1);
    assert.deepEqual(Array.from(sum.sum()), alone);
    assert.equal(sum.count(), 1);
  });

  it('take no more rows than they have room for', () => {
    const [table] = tables;
    assert.ok(table !== undefined);
    const [kernel, plain] = [createRowSum(table), plainRowSum(table)];
    const many = Array.from({ length: 5000 }, (_, i) => [i % words.length, 1] as const);
    assert.deepEqual(sumOf(kernel, many), sumOf(plain, many));
    assert.equal(kernel.count(), 4096);
  });
});

function sumOf(sum: RowSum, rows: readonly (readonly [number, number])[]): number[] {
  sum.keep(0);
  for (const [row, factor] of rows) sum.add(row, factor);
  return Array.from(sum.sum());
}
