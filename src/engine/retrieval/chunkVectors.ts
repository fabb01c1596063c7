import type { WordVectors } from '../ranking/wordVectors.ts';
import type { FieldSink } from './fieldSink.ts';
import type { ChunkVectors, FieldName, Segment } from './segment.ts';
import type { TermNumbers } from './termNumbers.ts';

export function noVectors(key: string): ChunkVectors {
  return { key, numbers: new Int8Array(0), scales: new Float32Array(0) };
}

/** Numbers of each vector of a segment; 0 where no chunk has one. */
export function dimsOf({ vectors, chunkCount }: Segment): number {
  return chunkCount === 0 ? 0 : vectors.numbers.length / chunkCount;
}

/** Embeds the chunks of one segment while it is built. */
export interface VectorSink {
  readonly vectors: WordVectors;
  /** For each term of the segment the row of the table, or -1; filled as terms come. */
  rowOfTerm: Int32Array;
  knownTerms: number;
  readonly ofFile: Float32Array;
  readonly ofChunk: Float32Array;
  numbers: Int8Array;
  readonly scales: number[];
  hasAny: boolean;
}

export function createVectorSink(vectors: WordVectors, chunkCount: number): VectorSink {
  const { dims } = vectors;
  return {
    vectors,
    rowOfTerm: new Int32Array(1024),
    knownTerms: 0,
    ofFile: new Float32Array(dims),
    ofChunk: new Float32Array(dims),
    numbers: new Int8Array(Math.max(1, chunkCount) * dims),
    scales: [],
    hasAny: false,
  };
}

/** Begin a file: what its path says goes into each of its chunks. `path` has just ended the document of that file. */
export function beginFileVector(sink: VectorSink, path: FieldSink, numbers: TermNumbers): void {
  sink.ofFile.fill(0);
  addLastDocument(sink, path, { numbers, weight: sink.vectors.shares.path, to: sink.ofFile });
}

/** Embed the chunk whose documents the fields have just ended, or leave it without a vector. */
export function endChunkVector(
  sink: VectorSink,
  fields: Readonly<Record<Exclude<FieldName, 'path'>, FieldSink>> | null,
  numbers: TermNumbers,
): void {
  const { shares, dims } = sink.vectors;
  const chunk = sink.scales.length;
  if ((chunk + 1) * dims > sink.numbers.length) {
    const grown = new Int8Array(sink.numbers.length * 2);
    grown.set(sink.numbers);
    sink.numbers = grown;
  }
  if (fields === null) {
    sink.scales.push(0);
    return;
  }
  const to = sink.ofChunk;
  to.set(sink.ofFile);
  for (const name of ['body', 'symbol', 'doc'] as const)
    addLastDocument(sink, fields[name], { numbers, weight: shares[name], to });
  const scale = quantise(to, sink.numbers.subarray(chunk * dims, (chunk + 1) * dims));
  sink.scales.push(scale);
  if (scale > 0) sink.hasAny = true;
}

/** The vectors of all chunks that were ended. */
export function toChunkVectors(sink: VectorSink): ChunkVectors {
  const { key, dims } = sink.vectors;
  if (!sink.hasAny) return noVectors(key);
  const numbers = sink.numbers.subarray(0, sink.scales.length * dims);
  return { key, numbers, scales: Float32Array.from(sink.scales) };
}

/** 1 + ln of a term's count. */
const damped = Float32Array.from({ length: 256 }, (_, count) => 1 + Math.log(Math.max(1, count)));

interface Adding {
  readonly numbers: TermNumbers;
  readonly weight: number;
  readonly to: Float32Array;
}

function addLastDocument(sink: VectorSink, field: FieldSink, { numbers, weight, to }: Adding): void {
  if (weight === 0) return;
  meetTerms(sink, numbers);
  const { rowOfTerm } = sink;
  const { rows, scales, dims } = sink.vectors;
  const end = field.ends.at(-1) ?? 0;
  for (let at = field.ends.at(-2) ?? 0; at < end; at++) {
    const row = rowOfTerm[field.terms[at] ?? 0] ?? -1;
    if (row < 0) continue;
    const factor = weight * (damped[field.counts[at] ?? 1] ?? 1) * (scales[row] ?? 0);
    const start = row * dims;
    for (let i = 0; i < dims; i++) to[i] = (to[i] ?? 0) + factor * (rows[start + i] ?? 0);
  }
}

/** Look up each new term of the segment once. */
function meetTerms(sink: VectorSink, { count, terms }: TermNumbers): void {
  if (count > sink.rowOfTerm.length) {
    const grown = new Int32Array(Math.max(count, sink.rowOfTerm.length * 2));
    grown.set(sink.rowOfTerm);
    sink.rowOfTerm = grown;
  }
  for (; sink.knownTerms < count; sink.knownTerms++)
    sink.rowOfTerm[sink.knownTerms] = sink.vectors.rowOf(terms[sink.knownTerms] ?? 0);
}

/**
 * Write a vector as int8, its largest number as 127.
 * @returns What makes the length of the written numbers 1; 0 where there is nothing to write.
 */
export function quantise(vector: Float32Array, to: Int8Array): number {
  let largest = 0;
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i] ?? 0));
  if (largest === 0) return 0;
  const factor = 127 / largest;
  let squares = 0;
  for (let i = 0; i < vector.length; i++) {
    const value = Math.round((vector[i] ?? 0) * factor);
    to[i] = value;
    squares += value * value;
  }
  return 1 / Math.sqrt(squares);
}
