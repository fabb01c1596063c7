import assert from 'node:assert/strict';
import { liftGroups } from '../../../src/engine/ranking/lift.ts';

const lifted = (scores: readonly string[]): string[] => {
  const items = scores.map((text) => ({ group: text.slice(0, 1), score: Number(text.slice(1)) }));
  liftGroups(items, { groupOf: ({ group }) => group, share: 0.5, decay: 0.5 });
  return items.map(({ group, score }) => `${group}${score}`);
};

describe('liftGroups', () => {
  it('gives the best of a group a share of the others, each half of the one before', () => {
    assert.deepEqual(lifted(['a8', 'a4', 'a4']), [`a${8 + 0.5 * (2 + 1)}`, 'a4', 'a4']);
  });

  it('puts a group with many good members before one with a single better one', () => {
    assert.deepEqual(lifted(['a10', 'b9', 'b8']), ['a10', 'b11', 'b8']);
  });

  it('leaves groups of one as they are', () => {
    assert.deepEqual(lifted(['a3', 'b2', 'c1']), ['a3', 'b2', 'c1']);
  });
});
