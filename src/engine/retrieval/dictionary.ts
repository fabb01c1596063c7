import { readLength } from './postings.ts';
import type { FieldIndex } from './segment.ts';
import type { Term } from './tokenise.ts';

/**
 * Where a field has the term, or -1. Terms are hashes, so they lie evenly between the first and the last,
 * and interpolation finds one of 400,000 in about four steps.
 */
export function findTerm(terms: Float64Array, term: Term): number {
  let low = 0;
  let high = terms.length - 1;
  while (low <= high) {
    const first = terms[low] ?? 0;
    const last = terms[high] ?? 0;
    if (term < first || term > last) return -1;
    if (first === last) return first === term ? low : -1;
    const guess = low + Math.floor(((term - first) / (last - first)) * (high - low));
    const found = terms[guess] ?? 0;
    if (found === term) return guess;
    if (found < term) low = guess + 1;
    else high = guess - 1;
  }
  return -1;
}

/** A term's list in one field of one segment. */
export interface PostingList {
  readonly bytes: Uint8Array;
  /** Where `readPostings` begins. */
  readonly at: number;
  readonly count: number;
}

export function findList(field: FieldIndex, term: Term): PostingList | undefined {
  const index = findTerm(field.terms, term);
  if (index < 0) return undefined;
  const at = field.offsets[index] ?? 0;
  return { bytes: field.postings, at, count: readLength(field.postings, at).count };
}
