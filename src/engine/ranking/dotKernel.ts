import {
  add,
  advance,
  assemble,
  code,
  get,
  instantiate,
  int,
  multiply,
  repeat,
  set,
  storeInt,
  wide,
  type Code,
  type Kernel,
} from './assembler.ts';

/**
 * Dot products of one vector with many, all int8: 16 numbers at a time where plain JavaScript multiplies one. Measured
 * with `npm run bench -- vectors`.
 */
export interface DotKernel {
  readonly memory: WebAssembly.Memory;
  /**
   * Addresses are bytes. `query` has `dims` int16, `vectors` has `count` times `dims` int8, and `products` gets `count`
   * int32. `dims` is a multiple of 16, `count` is at least 1.
   */
  dotAll(query: number, vectors: number, products: number, count: number, dims: number): void;
}

/** @returns  Null where the runtime has no WebAssembly with SIMD. */
export function createDotKernel(): DotKernel | null {
  return instantiate(assemble(dotAll)) as DotKernel | null;
}

/** For each vector: sum = 0; for each 16 of its numbers: sum += low 8 · query + high 8 · query. */
const dotAll: Kernel = {
  name: 'dotAll',
  params: 5,
  integers: 3,
  vectors: 2,
  body: (() => {
    const [query, vectors, products, count, dims, last, at, rowEnd, sum, row] = [
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ];
    const half = (bytes: Code, offset: number): Code =>
      code(get(row), bytes, get(at), wide.load(offset), wide.dotPairs);
    const sixteen = code(
      code(get(vectors), wide.load(), set(row)),
      code(half(wide.lowBytes, 0), half(wide.highBytes, 16), wide.addInts),
      code(get(sum), wide.addInts, set(sum)),
      advance(vectors, int(16)),
      advance(at, int(32)),
    );
    const product = code(
      code(wide.zero, set(sum)),
      code(get(query), set(at)),
      code(get(vectors), get(dims), add, set(rowEnd)),
      repeat(vectors, rowEnd, sixteen),
      get(products),
      ...[0, 1, 2, 3].map((lane) => code(get(sum), wide.intAt(lane))),
      code(add, add, add, storeInt),
      advance(products, int(4)),
    );
    return code(
      code(get(products), get(count), int(4), multiply, add, set(last)),
      repeat(products, last, product),
    );
  })(),
};
