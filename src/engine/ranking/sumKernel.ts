import {
  add,
  advance,
  assemble,
  code,
  get,
  instantiate,
  int,
  loadInt,
  multiply,
  repeat,
  set,
  wide,
  type Code,
  type Kernel,
} from './assembler.ts';

/** Weighted sums of some rows of a table of int8. */
export interface SumKernel {
  readonly memory: WebAssembly.Memory;
  /**
   * Add to the `dims` floats at `sums` the `count` rows whose places in `table` stand at `offsets` (int32), each times its
   * factor (float). Addresses and offsets are bytes; `dims` is a multiple of 16, `count` is at least 1.
   */
  addRows(table: number, offsets: number, factors: number, count: number, sums: number, dims: number): void;
}

/** @returns  Null where the runtime has no WebAssembly with SIMD. */
export function createSumKernel(): SumKernel | null {
  return instantiate(assemble(addRows)) as SumKernel | null;
}

/** For each 16 columns: for each row: sums += factor × row, in four registers of four floats. */
const addRows: Kernel = {
  name: 'addRows',
  params: 6,
  integers: 4,
  vectors: 6,
  body: (() => {
    const [table, offsets, factors, count, sums, dims] = [0, 1, 2, 3, 4, 5];
    const [offset, offsetEnd, factor, sumsEnd] = [6, 7, 8, 9];
    const [row, times, first, second, third, fourth] = [10, 11, 12, 13, 14, 15];
    const four = [first, second, third, fourth];
    const quarter = (bytes: Code, shortsHalf: Code, sum: number): Code =>
      code(
        code(get(row), bytes, shortsHalf, wide.toFloats, get(times), wide.multiplyFloats),
        code(get(sum), wide.addFloats, set(sum)),
      );
    const sixteen = code(
      code(get(offset), loadInt, get(table), add, wide.load(), set(row)),
      code(get(factor), wide.loadFloat, set(times)),
      quarter(wide.lowBytes, wide.lowShorts, first),
      quarter(wide.lowBytes, wide.highShorts, second),
      quarter(wide.highBytes, wide.lowShorts, third),
      quarter(wide.highBytes, wide.highShorts, fourth),
      advance(offset, int(4)),
      advance(factor, int(4)),
    );
    const columns = code(
      ...four.map((sum, i) => code(get(sums), wide.load(i * 16), set(sum))),
      code(get(offsets), set(offset), get(factors), set(factor)),
      repeat(offset, offsetEnd, sixteen),
      ...four.map((sum, i) => code(get(sums), get(sum), wide.store(i * 16))),
      advance(table, int(16)),
      advance(sums, int(32)),
      advance(sums, int(32)),
    );
    return code(
      code(get(offsets), get(count), int(4), multiply, add, set(offsetEnd)),
      code(get(sums), get(dims), int(4), multiply, add, set(sumsEnd)),
      repeat(sums, sumsEnd, columns),
    );
  })(),
};
