import { createDotKernel, type DotKernel } from './dotKernel.ts';

/** Made with the first use; null where the runtime cannot run it. */
let kernel: DotKernel | null | undefined;

/** Largest number of a query: with it, the products of 4,096 numbers still fit 32 bits. */
export const largestOfQuery = 4095;

/**
 * The dot product of a query with each row, as many rows as `products` has room for.
 * @param query  Numbers up to `largestOfQuery`; as many as a row has, a multiple of 16.
 * @param rows   One after the other.
 */
export function dotProducts(query: Int16Array, rows: Int8Array, products: Int32Array): void {
  kernel ??= createDotKernel();
  if (kernel === null) plainDotProducts(query, rows, products);
  else inBlocks(kernel, { query, rows, products });
}

/** The same where there is no SIMD, a tenth as fast; and what the kernel is tested against. */
export function plainDotProducts(query: Int16Array, rows: Int8Array, products: Int32Array): void {
  const dims = query.length;
  for (let row = 0; row < products.length; row++) {
    const start = row * dims;
    let sum = 0;
    for (let i = 0; i < dims; i++) sum += (query[i] ?? 0) * (rows[start + i] ?? 0);
    products[row] = sum;
  }
}

const page = 65_536;
/**
 * Rows are copied into the kernel's memory block by block, each small enough for the processor's cache. To keep them
 * there would save 0.6 of 1.5 ms (100,000 rows of 128 numbers), and cost their size in memory once more.
 */
const blockBytes = 2 * page;

interface Products {
  readonly query: Int16Array;
  readonly rows: Int8Array;
  readonly products: Int32Array;
}

function inBlocks(kernel: DotKernel, { query, rows, products }: Products): void {
  const { memory } = kernel;
  const dims = query.length;
  const rowsOfBlock = Math.max(1, Math.floor(blockBytes / dims));
  const rowsAt = aligned(dims * 2);
  const productsAt = aligned(rowsAt + rowsOfBlock * dims);
  const missing = productsAt + rowsOfBlock * 4 - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / page));
  const block = new Int8Array(memory.buffer, rowsAt, rowsOfBlock * dims);
  const found = new Int32Array(memory.buffer, productsAt, rowsOfBlock);
  new Int16Array(memory.buffer, 0, dims).set(query);
  for (let first = 0; first < products.length; first += rowsOfBlock) {
    const count = Math.min(rowsOfBlock, products.length - first);
    block.set(rows.subarray(first * dims, (first + count) * dims));
    kernel.dotAll(0, rowsAt, productsAt, count, dims);
    products.set(found.subarray(0, count), first);
  }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}
