import { createSumKernel } from './sumKernel.ts';
import type { WordVectors } from './wordVectors.ts';

/** A weighted sum of rows of a table, gathered row by row. */
export interface RowSum {
  /** Forget all rows but the first so many. */
  keep(count: number): void;
  /** How many rows there are. */
  count(): number;
  add(row: number, factor: number): void;
  /** The sum of all rows; the same array each time. */
  sum(): Float32Array;
}

/** Rows that a sum has room for. A chunk of 4,000 different words is data, and its vector is that of the first ones. */
const most = 4096;

/** The table is copied into the memory of its kernel: 2 MB for 8,192 words of 256 numbers. */
export function createRowSum(vectors: WordVectors): RowSum {
  const kernel = createSumKernel();
  if (kernel === null) return plainRowSum(vectors);
  const { memory } = kernel;
  const { dims, rows } = vectors;
  const [factorsAt, sumsAt] = [most * 4, most * 8];
  const tableAt = sumsAt + dims * 4;
  memory.grow(Math.ceil((tableAt + rows.length - memory.buffer.byteLength) / 65_536));
  new Int8Array(memory.buffer, tableAt, rows.length).set(rows);
  const sums = new Float32Array(memory.buffer, sumsAt, dims);
  const gathered = {
    offsets: new Int32Array(memory.buffer, 0, most),
    factors: new Float32Array(memory.buffer, factorsAt, most),
  };
  return gather(vectors, gathered, (count) => {
    sums.fill(0);
    if (count > 0) kernel.addRows(tableAt, 0, factorsAt, count, sumsAt, dims);
    return sums;
  });
}

/** The same, bit for bit, where there is no SIMD. */
export function plainRowSum(vectors: WordVectors): RowSum {
  const { dims, rows } = vectors;
  const sums = new Float32Array(dims);
  const gathered = { offsets: new Int32Array(most), factors: new Float32Array(most) };
  return gather(vectors, gathered, (count) => {
    sums.fill(0);
    for (let at = 0; at < count; at++) {
      const offset = gathered.offsets[at] ?? 0;
      const factor = gathered.factors[at] ?? 0;
      for (let i = 0; i < dims; i++) sums[i] = (sums[i] ?? 0) + Math.fround(factor * (rows[offset + i] ?? 0));
    }
    return sums;
  });
}

interface Gathered {
  readonly offsets: Int32Array;
  readonly factors: Float32Array;
}

function gather(
  { dims, scales }: WordVectors,
  { offsets, factors }: Gathered,
  sumOf: (count: number) => Float32Array,
): RowSum {
  let length = 0;
  return {
    keep: (count) => void (length = count),
    count: () => length,
    add(row, factor) {
      if (length === most) return;
      offsets[length] = row * dims;
      factors[length++] = factor * (scales[row] ?? 0);
    },
    sum: () => sumOf(length),
  };
}
