/**
 * Just enough of WebAssembly's binary format for arithmetic on bytes, 16 at a time: one function of integers over one
 * memory. Instructions are byte sequences, which nest by concatenation. See "Binary Format" of the specification.
 */
export type Code = readonly number[];

export interface Kernel {
  readonly name: string;
  /** All are i32, numbered from 0. */
  readonly params: number;
  /** Numbered on from the parameters. */
  readonly integers: number;
  /** Of 128 bits; numbered on from the integers. */
  readonly vectors: number;
  readonly body: Code;
}

/** The function in a module that exports it, and its memory as `memory`. */
export function assemble({ name, params, integers, vectors, body }: Kernel): Uint8Array<ArrayBuffer> {
  const function1 = code([2, integers, i32, vectors, v128], body, end);
  const section = (id: number, content: Code): Code => code([id], size(content.length), content);
  return Uint8Array.from(
    code(
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, code([1, 0x60, params], Array<number>(params).fill(i32), [0])),
      section(3, [1, 0]),
      section(5, [1, 0, 1]),
      section(7, code([2], text(name), [0, 0], text('memory'), [2, 0])),
      section(10, code([1], size(function1.length), function1)),
    ),
  );
}

/** @returns  The exports of a module; null where the runtime cannot run it. */
export function instantiate(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Exports | null {
  if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(bytes)) return null;
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
}

export const code = (...parts: readonly Code[]): Code => parts.flat();

const i32 = 0x7f;
const v128 = 0x7b;
const end: Code = [0x0b];
const lessThan: Code = [0x49];
export const get = (local: number): Code => [0x20, local];
export const set = (local: number): Code => [0x21, local];
/** @param small  0 to 63. */
export const int = (small: number): Code => [0x41, small];
export const add: Code = [0x6a];
export const multiply: Code = [0x6c];
export const loadInt: Code = [0x28, 2, 0];
export const storeInt: Code = [0x36, 2, 0];

/** `local += step`. */
export const advance = (local: number, step: Code): Code => code(get(local), step, add, set(local));

/** Do `body` while the local is below the limit, at least once; it must advance the local by itself. */
export const repeat = (local: number, limit: number, body: Code): Code =>
  code([0x03, 0x40], body, get(local), get(limit), lessThan, [0x0d, 0], end);

const simd = (opcode: number): Code => (opcode < 0x80 ? [0xfd, opcode] : [0xfd, opcode, 1]);

/** Instructions on 16 int8, 8 int16, 4 int32 or 4 floats side by side. */
export const wide = {
  /** @param offset  0 to 127. */
  load: (offset = 0): Code => code(simd(0x00), [0, offset]),
  /** @param offset  0 to 127. */
  store: (offset = 0): Code => code(simd(0x0b), [0, offset]),
  /** One float from memory, four times. */
  loadFloat: code(simd(0x09), [2, 0]),
  zero: code(simd(0x0c), Array<number>(16).fill(0)),
  /** The low or the high half of int8 as int16, or of int16 as int32. */
  lowBytes: simd(0x87),
  highBytes: simd(0x88),
  lowShorts: simd(0xa7),
  highShorts: simd(0xa8),
  toFloats: simd(0xfa),
  addInts: simd(0xae),
  addFloats: simd(0xe4),
  multiplyFloats: simd(0xe6),
  /** Products of int16, neighbours added to int32. */
  dotPairs: simd(0xba),
  intAt: (lane: number): Code => code(simd(0x1b), [lane]),
};

function size(value: number): Code {
  return value < 0x80 ? [value] : code([(value & 0x7f) | 0x80], size(value >>> 7));
}

function text(letters: string): Code {
  return code(
    [letters.length],
    Array.from(letters, (letter) => letter.charCodeAt(0)),
  );
}
