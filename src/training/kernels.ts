import {
  add,
  advance,
  assembleModule,
  chain,
  four,
  get,
  int,
  multiply,
  repeat,
  set,
  type Code,
  type Kernel,
} from './assembler.ts';

/**
 * The arithmetic of training, on one WebAssembly memory. Addresses are bytes, lengths are floats. Fused multiply-add is
 * left out on purpose: not every processor has it, and without it the same data give the same bits everywhere.
 */
export interface Kernels {
  /** to[i] += factor * from[i]; `length` is a multiple of 4. */
  addScaled(length: number, factor: number, from: number, to: number): void;
  /**
   * product[rows × columns] = left[rows × inner] · right[inner × columns], all by rows.
   * `rows` is a multiple of 4 and `columns` of 8. `panel` is scratch of `inner` × 8 floats.
   */
  multiply(
    rows: number,
    columns: number,
    inner: number,
    left: number,
    right: number,
    product: number,
    panel: number,
  ): void;
  /** One step of Adam, after which the gradient is 0. `rate` includes the correction of the bias. */
  adam(length: number, rate: number, weights: number, gradient: number, first: number, second: number): void;
}

/** Decay of the two moments. 0.99 rather than 0.999: a run is only some hundred steps long. */
const firstDecay = 0.9;
const secondDecay = 0.99;
export const adamDecays = { first: firstDecay, second: secondDecay };

export function createKernels(memory: WebAssembly.Memory): Kernels {
  const module = new WebAssembly.Module(assembleModule([addScaled, multiplyMatrices, adam]));
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return instance.exports as unknown as Kernels;
}

const floatBytes = 4;
const bytesOf = (count: Code): Code => [...count, ...int(floatBytes), ...multiply];

const addScaled: Kernel = {
  name: 'addScaled',
  params: ['i32', 'f32', 'i32', 'i32'],
  locals: ['i32', 'v128'],
  body: (() => {
    const [length, factor, from, to, end, scale] = [0, 1, 2, 3, 4, 5];
    return [
      ...chain(get(factor), four.splat, set(scale)),
      ...chain(get(from), bytesOf(get(length)), add, set(end)),
      ...repeat(from, get(end), [
        ...get(to),
        ...chain(get(to), four.load()),
        ...chain(get(from), four.load(), get(scale), four.multiply),
        ...chain(four.add, four.store()),
        ...advance(from, int(16)),
        ...advance(to, int(16)),
      ]),
    ];
  })(),
};

/** Rows of the product that one pass makes, by 8 columns: 8 sums and what they are made of fit 16 registers. */
const tall = 4;

const multiplyMatrices: Kernel = {
  name: 'multiply',
  params: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
  locals: [
    ...Array.from({ length: 7 }, () => 'i32' as const),
    ...Array.from({ length: tall * 2 + 2 }, () => 'v128' as const),
  ],
  body: (() => {
    const [rows, columns, inner, left, right, product, panel] = [0, 1, 2, 3, 4, 5, 6];
    const [column, row, from, to, end, a, c] = [7, 8, 9, 10, 11, 12, 13];
    const sum = (i: number, half: number): number => 14 + i * 2 + half;
    const [b0, b1] = [14 + tall * 2, 15 + tall * 2];
    // The stride between rows of the left side and of the product, in bytes; computed where needed.
    const innerBytes = bytesOf(get(inner));
    const columnBytes = bytesOf(get(columns));
    const panelEnd: Code = [...get(panel), ...get(inner), ...int(32), ...multiply, ...add];
    const pack: Code = [
      ...chain(get(right), bytesOf(get(column)), add, set(from)),
      ...chain(get(panel), set(to)),
      ...chain(panelEnd, set(end)),
      ...repeat(to, get(end), [
        ...chain(get(to), get(from), four.load(), four.store()),
        ...chain(get(to), get(from), four.load(16), four.store(16)),
        ...advance(from, columnBytes),
        ...advance(to, int(32)),
      ]),
    ];
    const indices = Array.from({ length: tall }, (_, i) => i);
    const rowAt = (start: number, i: number, stride: Code): Code =>
      i === 0 ? get(start) : [...get(start), ...stride, ...int(i), ...multiply, ...add];
    const cells: Code = [
      ...indices.flatMap((i) => [...four.zero, ...set(sum(i, 0)), ...four.zero, ...set(sum(i, 1))]),
      ...chain(get(left), get(row), innerBytes, multiply, add, set(a)),
      ...chain(get(panel), set(to)),
      ...repeat(to, get(end), [
        ...chain(get(to), four.load(), set(b0), get(to), four.load(16), set(b1)),
        ...indices.flatMap((i) => {
          const splat: Code = [...rowAt(a, i, innerBytes), ...four.loadSplat()];
          return [0, 1].flatMap((half) => [
            ...get(sum(i, half)),
            ...chain(splat, get(half === 0 ? b0 : b1), four.multiply),
            ...chain(four.add, set(sum(i, half))),
          ]);
        }),
        ...advance(a, int(floatBytes)),
        ...advance(to, int(32)),
      ]),
      ...chain(get(product), get(row), columnBytes, multiply, add),
      ...chain(bytesOf(get(column)), add, set(c)),
      ...indices.flatMap((i) =>
        [0, 1].flatMap((half) => [
          ...rowAt(c, i, columnBytes),
          ...chain(get(sum(i, half)), four.store(half * 16)),
        ]),
      ),
      ...advance(row, int(tall)),
    ];
    return [
      ...chain(int(0), set(column)),
      ...repeat(column, get(columns), [
        ...pack,
        ...chain(int(0), set(row)),
        ...repeat(row, get(rows), cells),
        ...advance(column, int(8)),
      ]),
    ];
  })(),
};

const adam: Kernel = {
  name: 'adam',
  params: ['i32', 'f32', 'i32', 'i32', 'i32', 'i32'],
  locals: ['i32', 'v128', 'v128', 'v128', 'v128'],
  body: (() => {
    const [length, rate, weights, gradient, first, second] = [0, 1, 2, 3, 4, 5];
    const [end, step, g, m, v] = [6, 7, 8, 9, 10];
    const constant = (value: number): Code => [0x43, ...bytesOfFloat(value), ...four.splat];
    const decayed = (moment: number, decay: number, fresh: Code): Code => [
      ...chain(get(moment), four.load(), constant(decay), four.multiply),
      ...chain(fresh, constant(1 - decay), four.multiply),
      ...four.add,
    ];
    return [
      ...chain(get(rate), four.splat, set(step)),
      ...chain(get(weights), bytesOf(get(length)), add, set(end)),
      ...repeat(weights, get(end), [
        ...chain(get(gradient), four.load(), set(g)),
        ...chain(decayed(first, firstDecay, get(g)), set(m)),
        ...chain(decayed(second, secondDecay, [...get(g), ...get(g), ...four.multiply]), set(v)),
        ...chain(get(first), get(m), four.store(), get(second), get(v), four.store()),
        ...chain(get(weights), get(weights), four.load()),
        ...chain(get(step), get(m), four.multiply),
        ...chain(get(v), four.squareRoot, constant(1e-8), four.add, four.divide),
        ...chain(four.subtract, four.store()),
        ...chain(get(gradient), four.zero, four.store()),
        ...[weights, gradient, first, second].flatMap((pointer) => advance(pointer, int(16))),
      ]),
    ];
  })(),
};

function bytesOfFloat(value: number): Code {
  return [...new Uint8Array(new Float32Array([value]).buffer)];
}
