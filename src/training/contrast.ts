import type { Corpus } from './corpus.ts';
import type { Kernels } from './kernels.ts';
import type { Space } from './space.ts';

interface Contrast {
  readonly picked: Int32Array;
  readonly corpus: Corpus;
  readonly scale: number;
  /** What the words' score adds to a logit, as a part of the scale; the scores lie in `space.turnedLogits`. */
  readonly lexical: number;
}

/**
 * The symmetric InfoNCE loss of the batch whose normalised vectors lie in the space, and its gradients, which are
 * written beside them. Pairs that ask in the same words, or have the same code, are not held against each other.
 *
 * @returns  The mean loss, and its slope along the scale.
 */
export function contrast(
  space: Space,
  kernels: Kernels,
  { picked, corpus, scale, lexical }: Contrast,
): { loss: number; slope: number } {
  const { batch, dims, questions, codes } = space;
  const logits = space.floats(space.logits, batch * batch);
  const turnedLogits = space.floats(space.turnedLogits, batch * batch);
  const turned = space.floats(space.turned, batch * dims);
  transpose(space.floats(codes.vectors, batch * dims), turned, dims);
  kernels.multiply(batch, batch, dims, questions.vectors, space.turned, space.logits, space.panel);
  const same = sameOf(picked, corpus);
  const outcome = toGradients(logits, { scale, same, scores: turnedLogits, lexical });
  transpose(logits, turnedLogits, batch);
  kernels.multiply(batch, dims, batch, space.logits, codes.vectors, questions.gradients, space.panel);
  kernels.multiply(batch, dims, batch, space.turnedLogits, questions.vectors, codes.gradients, space.panel);
  return outcome;
}

interface Logits {
  readonly scale: number;
  readonly same: readonly number[];
  readonly scores: Float32Array;
  readonly lexical: number;
}

/** Replace cosines by the loss's gradients along them. */
function toGradients(
  cosines: Float32Array,
  { scale, same, scores, lexical }: Logits,
): { loss: number; slope: number } {
  const batch = Math.sqrt(cosines.length);
  const kept = Float32Array.from(cosines);
  const rowSums = new Float64Array(batch);
  const columnSums = new Float64Array(batch);
  // A cosine and a score are at most 1, so that no exponent is above 0.
  for (let i = 0; i < cosines.length; i++) {
    cosines[i] = Math.exp(scale * ((cosines[i] ?? 0) - 1 + lexical * ((scores[i] ?? 0) - 1)));
  }
  for (const cell of same) cosines[cell] = 0;
  for (let row = 0; row < batch; row++) {
    let sum = 0;
    for (let column = 0; column < batch; column++) {
      const value = cosines[row * batch + column] ?? 0;
      sum += value;
      columnSums[column] = (columnSums[column] ?? 0) + value;
    }
    rowSums[row] = sum;
  }
  let loss = 0;
  let slope = 0;
  for (let row = 0; row < batch; row++) {
    const right = cosines[row * batch + row] ?? 0;
    loss -= Math.log(right / (rowSums[row] ?? 1)) + Math.log(right / (columnSums[row] ?? 1));
    const rowShare = 0.5 / (rowSums[row] ?? 1);
    for (let column = 0; column < batch; column++) {
      const cell = row * batch + column;
      const chance = (cosines[cell] ?? 0) * (rowShare + 0.5 / (columnSums[column] ?? 1));
      const gradient = (chance - (row === column ? 1 : 0)) / batch;
      slope += gradient * ((kept[cell] ?? 0) + lexical * (scores[cell] ?? 0));
      cosines[cell] = gradient * scale;
    }
  }
  return { loss: loss / (2 * batch), slope };
}

/** Cells off the diagonal whose question or code is the same as that of the diagonal. */
function sameOf(picked: Int32Array, { questionKeys, bodyKeys }: Corpus): number[] {
  const cells = new Set<number>();
  for (const keys of [questionKeys, bodyKeys]) {
    const rows = new Map<number, number[]>();
    for (const [row, pair] of picked.entries()) {
      const key = keys[pair] ?? 0;
      const alike = rows.get(key) ?? [];
      for (const other of alike) {
        cells.add(row * picked.length + other);
        cells.add(other * picked.length + row);
      }
      rows.set(key, [...alike, row]);
    }
  }
  return [...cells];
}

/** By blocks, so that both sides stay in the cache. */
function transpose(from: Float32Array, to: Float32Array, columns: number): void {
  const rows = from.length / columns;
  const block = 32;
  for (let top = 0; top < rows; top += block) {
    for (let left = 0; left < columns; left += block) {
      for (let row = top; row < Math.min(rows, top + block); row++) {
        for (let column = left; column < Math.min(columns, left + block); column++) {
          to[column * rows + row] = from[row * columns + column] ?? 0;
        }
      }
    }
  }
}
