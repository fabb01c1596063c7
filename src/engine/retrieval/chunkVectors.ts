import { createRowSum, type RowSum } from '../ranking/rowSum.ts';
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
  readonly sum: RowSum;
  /** So many rows of the sum are of the file's path. */
  rowsOfPath: number;
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
    sum: rowSumOf(vectors),
    rowsOfPath: 0,
    numbers: new Int8Array(Math.max(1, chunkCount) * dims),
    scales: [],
    hasAny: false,
  };
}

/** Begin a file: what its path says goes into each of its chunks. `path` has just ended the document of that file. */
export function beginFileVector(sink: VectorSink, path: FieldSink, numbers: TermNumbers): void {
  sink.sum.keep(0);
  addLastDocument(sink, path, { numbers, weight: sink.vectors.shares.path });
  sink.rowsOfPath = sink.sum.count();
}

/** Embed the chunk whose documents the fields have just ended. One without a word of the table has no vector. */
export function endChunkVector(
  sink: VectorSink,
  fields: Readonly<Record<Exclude<FieldName, 'path'>, FieldSink>>,
  numbers: TermNumbers,
): void {
  const { shares, dims } = sink.vectors;
  const chunk = sink.scales.length;
  if ((chunk + 1) * dims > sink.numbers.length) {
    const grown = new Int8Array(sink.numbers.length * 2);
    grown.set(sink.numbers);
    sink.numbers = grown;
  }
  sink.sum.keep(sink.rowsOfPath);
  for (const name of ['body', 'symbol', 'doc'] as const)
    addLastDocument(sink, fields[name], { numbers, weight: shares[name] });
  const scale = quantise(sink.sum.sum(), sink.numbers.subarray(chunk * dims, (chunk + 1) * dims));
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

/** One for each table, since it has a copy of it: whatever is built at once, files are added one at a time. */
const rowSums = new WeakMap<WordVectors, RowSum>();

function rowSumOf(vectors: WordVectors): RowSum {
  const known = rowSums.get(vectors) ?? createRowSum(vectors);
  rowSums.set(vectors, known);
  return known;
}

/** 1 + ln of a term's count. */
const damped = Float32Array.from({ length: 256 }, (_, count) => 1 + Math.log(Math.max(1, count)));

interface Adding {
  readonly numbers: TermNumbers;
  readonly weight: number;
}

function addLastDocument(sink: VectorSink, field: FieldSink, { numbers, weight }: Adding): void {
  if (weight === 0) return;
  meetTerms(sink, numbers);
  const { rowOfTerm, sum } = sink;
  const end = field.ends.at(-1) ?? 0;
  for (let at = field.ends.at(-2) ?? 0; at < end; at++) {
    const row = rowOfTerm[field.terms[at] ?? 0] ?? -1;
    if (row >= 0) sum.add(row, weight * (damped[field.counts[at] ?? 1] ?? 1));
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
  const { length } = vector;
  let largest = 0;
  for (let i = 0; i < length; i++) {
    const value = vector[i] ?? 0;
    if (value > largest) largest = value;
    else if (-value > largest) largest = -value;
  }
  if (largest === 0) return 0;
  const factor = 127 / largest;
  let squares = 0;
  for (let i = 0; i < length; i++) {
    // Rounded as Math.round does, which takes three times as long.
    const value = (((vector[i] ?? 0) * factor + 128.5) | 0) - 128;
    to[i] = value;
    squares += Math.imul(value, value);
  }
  return 1 / Math.sqrt(squares);
}
