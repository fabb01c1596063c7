/** The memory of a training run and what lies where in it; addresses are bytes. */
export interface Space {
  readonly memory: WebAssembly.Memory;
  readonly dims: number;
  readonly rowBytes: number;
  readonly batch: number;
  readonly table: {
    readonly weights: number;
    readonly gradient: number;
    readonly first: number;
    readonly second: number;
  };
  readonly questions: { readonly vectors: number; readonly gradients: number };
  readonly codes: { readonly vectors: number; readonly gradients: number };
  /** Scratch of `batch` × `dims` floats. */
  readonly turned: number;
  /** Of `batch` × `batch` floats each. */
  readonly logits: number;
  readonly turnedLogits: number;
  /** Scratch of the kernel that multiplies. */
  readonly panel: number;
  floats(address: number, length: number): Float32Array<ArrayBuffer>;
}

const pageBytes = 65_536;

/** @param dims  A multiple of 8, as `batch` is. */
export function createSpace(words: number, dims: number, batch: number): Space {
  let bytes = 0;
  const take = (floats: number): number => {
    const address = bytes;
    bytes += Math.ceil(floats / 16) * 64;
    return address;
  };
  const places = {
    table: {
      weights: take(words * dims),
      gradient: take(words * dims),
      first: take(words * dims),
      second: take(words * dims),
    },
    questions: { vectors: take(batch * dims), gradients: take(batch * dims) },
    codes: { vectors: take(batch * dims), gradients: take(batch * dims) },
    turned: take(batch * dims),
    logits: take(batch * batch),
    turnedLogits: take(batch * batch),
    panel: take(Math.max(batch, dims) * 8),
  };
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
  const all = new Float32Array(memory.buffer);
  return {
    ...places,
    memory,
    dims,
    rowBytes: dims * 4,
    batch,
    floats: (address, length) => all.subarray(address / 4, address / 4 + length),
  };
}
