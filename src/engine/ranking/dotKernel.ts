/**
 * Dot products of one vector with many, all int8, as a WebAssembly module written out here: 16 numbers at a time where
 * plain JavaScript multiplies one. Measured with `npm run bench -- vectors`.
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
  if (typeof WebAssembly === 'undefined') return null;
  const bytes = dotModule();
  if (!WebAssembly.validate(bytes)) return null;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  return exports as unknown as DotKernel;
}

type Code = readonly number[];

const code = (...parts: readonly Code[]): Code => parts.flat();
const i32 = 0x7f;
const v128 = 0x7b;
const get = (local: number): Code => [0x20, local];
const set = (local: number): Code => [0x21, local];
const int = (small: number): Code => [0x41, small];
const add: Code = [0x6a];
const multiply: Code = [0x6c];
const lessThan: Code = [0x49];
const store: Code = [0x36, 2, 0];
const end: Code = [0x0b];
const simd = (opcode: number): Code => (opcode < 0x80 ? [0xfd, opcode] : [0xfd, opcode, 1]);
const load16 = (offset: number): Code => code(simd(0x00), [0, offset]);
const zero = code(simd(0x0c), Array<number>(16).fill(0));
const lane = (i: number): Code => code(simd(0x1b), [i]);
const extendLow = simd(0x87);
const extendHigh = simd(0x88);
const addFour = simd(0xae);
const dotPairs = simd(0xba);

/** `local += step`. */
const advance = (local: number, step: Code): Code => code(get(local), step, add, set(local));
/** Do `body` while the local is below the limit, at least once; it must advance the local by itself. */
const repeat = (local: number, limit: number, body: Code): Code =>
  code([0x03, 0x40], body, get(local), get(limit), lessThan, [0x0d, 0], end);

/**
 * for each vector: sum = 0; for each 16 of its numbers: sum += low 8 · query + high 8 · query.
 * `dotPairs` multiplies int16 and adds neighbours to int32.
 */
function dotAll(): Code {
  const [query, vectors, products, count, dims, last, at, rowEnd, sum, row] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const half = (extend: Code, offset: number): Code =>
    code(get(row), extend, get(at), load16(offset), dotPairs);
  const sixteen = code(
    code(get(vectors), load16(0), set(row)),
    code(half(extendLow, 0), half(extendHigh, 16), addFour),
    code(get(sum), addFour, set(sum)),
    advance(vectors, int(16)),
    advance(at, int(32)),
  );
  const product = code(
    code(zero, set(sum)),
    code(get(query), set(at)),
    code(get(vectors), get(dims), add, set(rowEnd)),
    repeat(vectors, rowEnd, sixteen),
    get(products),
    ...[0, 1, 2, 3].map((i) => code(get(sum), lane(i))),
    code(add, add, add, store),
    advance(products, int(4)),
  );
  return code(
    code(get(products), get(count), int(4), multiply, add, set(last)),
    repeat(products, last, product),
  );
}

/** The module: one type, one memory of its own, one function; see "Binary Format" of the WebAssembly specification. */
function dotModule(): Uint8Array<ArrayBuffer> {
  const body = code([2, 3, i32, 2, v128], dotAll(), end);
  const section = (id: number, content: Code): Code => code([id], size(content.length), content);
  return Uint8Array.from(
    code(
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, [1, 0x60, 5, i32, i32, i32, i32, i32, 0]),
      section(3, [1, 0]),
      section(5, [1, 0, 1]),
      section(7, code([2], name('dotAll'), [0, 0], name('memory'), [2, 0])),
      section(10, code([1], size(body.length), body)),
    ),
  );
}

function size(value: number): Code {
  return value < 0x80 ? [value] : code([(value & 0x7f) | 0x80], size(value >>> 7));
}

function name(text: string): Code {
  return code(
    [text.length],
    Array.from(text, (letter) => letter.charCodeAt(0)),
  );
}
