/**
 * Turn a table so that its first dimensions hold as much of it as so few can: the eigenvectors of its second moments
 * (not centred, since the origin means something to sums of vectors), largest first.
 *
 * @returns  The table in `kept` dimensions, by rows. Cosines stay as they are where `kept` is all of them.
 */
export function principal(table: Float32Array, dims: number, kept: number): Float32Array {
  const rows = table.length / dims;
  const moments = secondMoments(table, dims);
  const { vectors, values } = eigen(moments, dims);
  const order = values.map((_, index) => index).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  const turned = new Float32Array(rows * kept);
  for (const [place, column] of order.slice(0, kept).entries()) {
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let i = 0; i < dims; i++) sum += (table[row * dims + i] ?? 0) * (vectors[i * dims + column] ?? 0);
      turned[row * kept + place] = sum;
    }
  }
  return turned;
}

function secondMoments(table: Float32Array, dims: number): Float64Array {
  const moments = new Float64Array(dims * dims);
  for (let start = 0; start < table.length; start += dims) {
    for (let i = 0; i < dims; i++) {
      const value = table[start + i] ?? 0;
      for (let j = i; j < dims; j++) {
        moments[i * dims + j] = (moments[i * dims + j] ?? 0) + value * (table[start + j] ?? 0);
      }
    }
  }
  for (let i = 0; i < dims; i++)
    for (let j = 0; j < i; j++) moments[i * dims + j] = moments[j * dims + i] ?? 0;
  return moments;
}

/** Eigenvectors (columns) of a symmetric matrix, by Jacobi's rotations until what is off the diagonal is gone. */
function eigen(matrix: Float64Array, size: number): { vectors: Float64Array; values: number[] } {
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  const mostSweeps = 30;
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let off = 0;
    let on = 0;
    for (let i = 0; i < size; i++) {
      on += (matrix[i * size + i] ?? 0) ** 2;
      for (let j = 0; j < i; j++) off += (matrix[i * size + j] ?? 0) ** 2;
    }
    if (off <= on * 1e-20) break;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(matrix, vectors, { size, p, q });
  }
  return { vectors, values: Array.from({ length: size }, (_, i) => matrix[i * size + i] ?? 0) };
}

interface Plane {
  readonly size: number;
  readonly p: number;
  readonly q: number;
}

/** Turn the plane of two axes so that their cell is 0. */
function rotate(matrix: Float64Array, vectors: Float64Array, { size, p, q }: Plane): void {
  const cell = matrix[p * size + q] ?? 0;
  if (cell === 0) return;
  const angle = ((matrix[q * size + q] ?? 0) - (matrix[p * size + p] ?? 0)) / (2 * cell);
  const tangent = (angle < 0 ? -1 : 1) / (Math.abs(angle) + Math.sqrt(angle * angle + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  const turn = (values: Float64Array, x: number, y: number): void => {
    const a = values[x] ?? 0;
    const b = values[y] ?? 0;
    values[x] = cosine * a - sine * b;
    values[y] = sine * a + cosine * b;
  };
  for (let i = 0; i < size; i++) turn(matrix, i * size + p, i * size + q);
  for (let i = 0; i < size; i++) turn(matrix, p * size + i, q * size + i);
  for (let i = 0; i < size; i++) turn(vectors, i * size + p, i * size + q);
}
