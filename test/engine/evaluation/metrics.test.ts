import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bootstrapInterval, generator, mean, qualityOf } from '../../../src/engine/evaluation/metrics.ts';

const letters = (text: string): string[] => text.split('');

describe('metrics', () => {
  it('are those of the textbook', () => {
    const { mrr10, recall10, ndcg10 } = qualityOf(letters('xaxb'), new Set('abc'));
    assert.equal(mrr10, 1 / 2);
    assert.equal(recall10, 2 / 3);
    // x counts once, so a is second and b third.
    const best = 1 + 1 / Math.log2(3) + 1 / Math.log2(4);
    assert.equal(ndcg10, (1 / Math.log2(3) + 1 / Math.log2(4)) / best);
  });

  it('look at the first ten only', () => {
    assert.deepEqual(qualityOf(letters('0123456789a'), new Set('a')), {
      mrr10: 0,
      recall1: 0,
      recall5: 0,
      recall10: 0,
      ndcg10: 0,
    });
    assert.equal(qualityOf(letters('012345678a'), new Set('a')).mrr10, 0.1);
  });

  it('lie between 0 and 1, and are 1 where the right ones come first', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(30)),
        fc.uniqueArray(fc.nat(30), { minLength: 1 }),
        (found, wanted) => {
          const right = new Set(wanted);
          for (const value of Object.values(qualityOf(found, right))) assert.ok(value >= 0 && value <= 1);
          const { mrr10, ndcg10 } = qualityOf([...wanted, ...found], right);
          assert.equal(mrr10, 1);
          assert.ok(Math.abs(ndcg10 - 1) < 1e-9);
        },
      ),
    );
  });

  it('have an interval that holds their mean, is the same each time, and is narrow where all agree', () => {
    const random = generator(7);
    const groups = [1, 2, 3].map(() => Array.from({ length: 200 }, () => random()));
    const { low, high } = bootstrapInterval(groups);
    const middle = mean(groups.map(mean));
    assert.ok(low < middle && middle < high && high - low < 0.1, `${low} ${middle} ${high}`);
    assert.deepEqual(bootstrapInterval(groups), { low, high });
    assert.deepEqual(bootstrapInterval([[0.5, 0.5], [0.5]]), { low: 0.5, high: 0.5 });
  });
});
