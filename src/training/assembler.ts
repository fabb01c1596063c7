/**
 * Just enough of the WebAssembly binary format to write arithmetic kernels by hand: one memory, imported, and exported
 * functions of numbers. Instructions are byte sequences; they nest by concatenation.
 */
export type Code = readonly number[];
export type ValueType = 'i32' | 'f32' | 'v128';

const typeByte: Record<ValueType, number> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

export interface Kernel {
  readonly name: string;
  readonly params: readonly ValueType[];
  readonly locals: readonly ValueType[];
  readonly body: Code;
}

/** The mark of the format, and its version. */
const preamble: Code = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** The module of some kernels, which import the memory `env.memory`. */
export function assembleModule(kernels: readonly Kernel[]): Uint8Array<ArrayBuffer> {
  const types = kernels.map(({ params }) => [0x60, ...vector(params.map((type) => [typeByte[type]])), 0]);
  const bodies = kernels.map(({ locals, body }) => {
    const code = [...vector(locals.map((type) => [1, typeByte[type]])), ...body, 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return Uint8Array.from([
    ...preamble,
    ...section(1, vector(types)),
    ...section(2, vector([[...text('env'), ...text('memory'), 2, 0, 1]])),
    ...section(3, vector(kernels.map((_, index) => unsigned(index)))),
    ...section(7, vector(kernels.map(({ name }, index) => [...text(name), 0, ...unsigned(index)]))),
    ...section(10, vector(bodies)),
  ]);
}

function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function text(value: string): Code {
  const bytes = [...new TextEncoder().encode(value)];
  return [...unsigned(bytes.length), ...bytes];
}

function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  const rest = value >> 7;
  const isLast = (rest === 0 && (value & 0x40) === 0) || (rest === -1 && (value & 0x40) !== 0);
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(rest)];
}

/** One instruction after the other. */
export function chain(...codes: Code[]): Code {
  return codes.flat();
}

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
export const int = (value: number): Code => [0x41, ...signed(value)];
export const add: Code = [0x6a];
export const multiply: Code = [0x6c];
const lessThan: Code = [0x48];

const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)];
/** Addresses need only the alignment of a float. */
const at = (offset: number): Code => [2, ...unsigned(offset)];

/** Four floats side by side. */
export const four = {
  load: (offset = 0): Code => [...simd(0x00), ...at(offset)],
  /** One float from memory, four times. */
  loadSplat: (offset = 0): Code => [...simd(0x09), ...at(offset)],
  store: (offset = 0): Code => [...simd(0x0b), ...at(offset)],
  splat: simd(0x13),
  zero: [...simd(0x0c), ...Array.from({ length: 16 }, () => 0)] as Code,
  add: simd(0xe4),
  subtract: simd(0xe5),
  multiply: simd(0xe6),
  divide: simd(0xe7),
  squareRoot: simd(0xe3),
};

/** `local += step`. */
export function advance(local: number, step: Code): Code {
  return [...get(local), ...step, ...add, ...set(local)];
}

/** Do `body` while `counter` is below `limit`, at least once; it must advance the counter by itself. */
export function repeat(counter: number, limit: Code, body: Code): Code {
  return [0x03, 0x40, ...body, ...get(counter), ...limit, ...lessThan, 0x0d, 0, 0x0b];
}
