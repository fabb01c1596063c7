import assert from 'node:assert/strict';
import { createNearness } from '../../../src/engine/memory/nearness.ts';

const vectors: Readonly<Record<string, readonly number[]>> = {
  cat: [1, 0, 0, 0],
  kitten: [0.9, 0.1, 0, 0],
  bus: [0, 0, 2, 0],
};

/** Sixteen numbers, as the kernel takes them. */
function toVector(terms: readonly string[]): Float32Array | null {
  const known = terms.flatMap((term) => (vectors[term] === undefined ? [] : [vectors[term]]));
  if (known.length === 0) return null;
  return Float32Array.from({ length: 16 }, (_, i) =>
    known.reduce((sum, vector) => sum + (vector[i] ?? 0), 0),
  );
}

describe('how near memories are', () => {
  const near = createNearness(toVector);
  near.put(0, ['cat']);
  near.put(1, ['nothing known']);
  near.put(2, ['bus']);
  near.put(700, ['kitten']);

  it('is the cosine, within what a byte can say', () => {
    const found = near.of(['cat'], 701);
    assert.ok(found !== null);
    assert.ok(Math.abs((found[0] ?? 0) - 1) < 0.01);
    assert.ok(Math.abs((found[700] ?? 0) - 0.9 / Math.hypot(0.9, 0.1)) < 0.01);
    assert.ok(Math.abs(found[2] ?? 1) < 0.01, 'whatever the length of a vector');
  });

  it('is nothing without a vector, on either side, and after a memory is removed', () => {
    assert.equal(near.of(['unheard of'], 3), null);
    assert.equal(near.of(['cat'], 3)?.[1], 0);
    near.remove(0);
    assert.equal(near.of(['cat'], 3)?.[0], 0);
  });
});
