import { dotProducts, largestOfQuery } from '../ranking/dotProducts.ts';

/** What terms are about, as a vector; null where that is not known. Its length does not matter. */
export type ToVector = (terms: readonly string[]) => Float32Array | null;

/** The vectors of all memories, a byte for each number, in the order of their slots. */
export interface Nearness {
  put(slot: number, terms: readonly string[]): void;
  remove(slot: number): void;
  /** Cosines of all slots below `slots` with the terms, 0 where one has no vector; null where the terms have none. */
  of(terms: readonly string[], slots: number): Float32Array | null;
}

/** Largest number of a row. */
const largestOfRow = 127;

export function createNearness(toVector: ToVector): Nearness {
  let rows = new Int8Array(0);
  let scales = new Float32Array(0);
  let dims = 0;
  const makeRoom = (slot: number): void => {
    if (slot < scales.length) return;
    const capacity = Math.max(256, slot + 1, scales.length * 2);
    const [moreRows, moreScales] = [new Int8Array(capacity * dims), new Float32Array(capacity)];
    moreRows.set(rows);
    moreScales.set(scales);
    [rows, scales] = [moreRows, moreScales];
  };
  return {
    put: (slot, terms) => {
      const vector = toVector(terms);
      if (vector === null) return;
      dims = vector.length;
      makeRoom(slot);
      const { numbers, scale } = whole(vector, largestOfRow);
      rows.set(numbers, slot * dims);
      scales[slot] = scale;
    },
    remove: (slot) => {
      if (slot < scales.length) scales[slot] = 0;
    },
    of: (terms, slots) => {
      const wanted = toVector(terms);
      if (wanted === null) return null;
      const { numbers, scale } = whole(wanted, largestOfQuery);
      const count = Math.min(slots, scales.length);
      const products = new Int32Array(count);
      dotProducts(Int16Array.from(numbers), rows, products);
      const near = new Float32Array(slots);
      for (let slot = 0; slot < count; slot++)
        near[slot] = (products[slot] ?? 0) * (scales[slot] ?? 0) * scale;
      return near;
    },
  };
}

/** A vector in whole numbers up to a largest one, and what makes its length 1; 0 for a vector of zeros. */
function whole(vector: Float32Array, largest: number): { numbers: number[]; scale: number } {
  const most = vector.reduce((found, value) => Math.max(found, Math.abs(value)), 0);
  const numbers = Array.from(vector, (value) => Math.round((value * largest) / (most || 1)));
  const squares = numbers.reduce((sum, value) => sum + value * value, 0);
  return { numbers, scale: squares === 0 ? 0 : 1 / Math.sqrt(squares) };
}
