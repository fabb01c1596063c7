import { grown, type Lexicon } from './lexicon.ts';
import { createByteSink, maxCount, writePostings } from './postings.ts';
import type { FieldIndex } from './segment.ts';
import { numberOf, type TermNumbers } from './termNumbers.ts';

/** Gathers the terms of one field, document after document. */
export interface FieldSink {
  /** Number and count of each term of each document. */
  terms: Int32Array;
  counts: Uint8Array;
  length: number;
  /** Where each document ends in the two above. */
  readonly ends: number[];
  readonly lengths: number[];
  /** Count of each term in the document at hand; all 0 between documents. */
  termCount: Int32Array;
}

export const maxFieldLength = 0xffff;

export function createFieldSink(capacity: number): FieldSink {
  return {
    terms: new Int32Array(capacity),
    counts: new Uint8Array(capacity),
    length: 0,
    ends: [],
    lengths: [],
    termCount: new Int32Array(capacity),
  };
}

/**
 * Move the document at hand from the lexicon into the field.
 * @param withExact  Also under each word as written, so that uses of a name can be found.
 */
export function endDocument(sink: FieldSink, lexicon: Lexicon, withExact = false): void {
  const { wordStart, wordTerms, wordCount, touched } = lexicon;
  const first = sink.length;
  let length = 0;
  if (withExact) nameTouchedWords(lexicon);
  // At most every term of the lexicon, so that the loop below needs no check.
  makeRoom(sink, lexicon.terms.count);
  const { termCount, terms } = sink;
  for (let i = 0; i < lexicon.touchedCount; i++) {
    const word = touched[i] ?? 0;
    const count = wordCount[word] ?? 0;
    wordCount[word] = 0;
    const end = wordStart[word + 1] ?? 0;
    for (let at = wordStart[word] ?? 0; at < end; at++) {
      const term = wordTerms[at] ?? 0;
      const before = termCount[term] ?? 0;
      if (before === 0) terms[sink.length++] = term;
      termCount[term] = before + count;
      length += count;
    }
    if (withExact) {
      const exact = (lexicon.wordExact[word] ?? 0) - 1;
      terms[sink.length++] = exact;
      termCount[exact] = count;
    }
  }
  for (const name of lexicon.names) {
    if (termCount[name] === 0) terms[sink.length++] = name;
    termCount[name] = (termCount[name] ?? 0) + 1;
  }
  for (let i = first; i < sink.length; i++) {
    const term = terms[i] ?? 0;
    sink.counts[i] = Math.min(termCount[term] ?? 0, maxCount);
    termCount[term] = 0;
  }
  lexicon.touchedCount = 0;
  lexicon.names.length = 0;
  sink.ends.push(sink.length);
  sink.lengths.push(Math.min(length, maxFieldLength));
}

function nameTouchedWords(lexicon: Lexicon): void {
  const { wordExact, touched, words } = lexicon;
  for (let i = 0; i < lexicon.touchedCount; i++) {
    const word = touched[i] ?? 0;
    if (wordExact[word] !== 0) continue;
    wordExact[word] = numberOf(lexicon.terms, words.terms[word] ?? 0) + 1;
  }
}

function makeRoom(sink: FieldSink, termCount: number): void {
  while (sink.termCount.length < termCount) sink.termCount = grown(sink.termCount);
  while (sink.length + termCount > sink.terms.length) sink.terms = grown(sink.terms);
  if (sink.counts.length === sink.terms.length) return;
  const counts = new Uint8Array(sink.terms.length);
  counts.set(sink.counts);
  sink.counts = counts;
}

/** Turn documents with terms into terms with documents, in order of terms. */
export function toFieldIndex(sink: FieldSink, numbers: TermNumbers): FieldIndex {
  const { first, entries } = invert(sink, numbers.count);
  const terms = usedTerms(first, numbers).sort();
  const offsets = new Uint32Array(terms.length + 1);
  const bytes = createByteSink(sink.length * 2 + 64);
  for (let i = 0; i < terms.length; i++) {
    const term = numberOf(numbers, terms[i] ?? 0);
    writePostings(bytes, entries, { from: first[term] ?? 0, to: first[term + 1] ?? 0 });
    offsets[i + 1] = bytes.length;
  }
  const lengths = Uint16Array.from(sink.lengths);
  return { terms, offsets, postings: bytes.bytes.subarray(0, bytes.length), lengths };
}

function usedTerms(first: Int32Array, numbers: TermNumbers): Float64Array<ArrayBuffer> {
  const used = new Float64Array(numbers.count);
  let count = 0;
  for (let term = 0; term < numbers.count; term++) {
    if (first[term] !== first[term + 1]) used[count++] = numbers.terms[term] ?? 0;
  }
  return used.slice(0, count);
}

function invert(sink: FieldSink, termCount: number) {
  const first = new Int32Array(termCount + 1);
  for (let i = 0; i < sink.length; i++) {
    const next = (sink.terms[i] ?? 0) + 1;
    first[next] = (first[next] ?? 0) + 1;
  }
  for (let term = 0; term < termCount; term++) first[term + 1] = (first[term + 1] ?? 0) + (first[term] ?? 0);
  const place = first.slice();
  const ids = new Int32Array(sink.length);
  const counts = new Uint8Array(sink.length);
  let at = 0;
  for (let document = 0; document < sink.ends.length; document++) {
    const end = sink.ends[document] ?? 0;
    for (; at < end; at++) {
      const term = sink.terms[at] ?? 0;
      const slot = place[term] ?? 0;
      place[term] = slot + 1;
      ids[slot] = document;
      counts[slot] = sink.counts[at] ?? 1;
    }
  }
  return { first, entries: { ids, counts } };
}
