import { idf, k1, b } from '../ranking/bm25.ts';
import type { Memory } from './memory.ts';

/** A text as folded terms, in reading order. Given by the engine, so that memories are read as code and questions are. */
export type ToTerms = (text: string) => readonly string[];

/**
 * The words of all memories that a store sees, in memory: 10,000 of them take about 10 MB and 200 ms to build.
 * It follows single changes, so that a write costs no rebuild.
 */
export interface MemoryIndex {
  readonly size: number;
  put(memory: Memory): void;
  remove(id: string): void;
  get(id: string): Memory | undefined;
  all(): IterableIterator<Memory>;
  /** Folded terms of the text of one memory. */
  termsOf(id: string): readonly string[];
  /** BM25 of every memory that shares a term with the query, by its id, with the terms that it shares. */
  match(query: readonly string[]): ReadonlyMap<string, Match>;
  /** How much a term tells: rare ones tell more. */
  readonly weigh: (term: string) => number;
}

export interface Match {
  score: number;
  readonly terms: string[];
}

interface Entry {
  memory: Memory;
  readonly terms: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
  readonly length: number;
}

interface Words {
  readonly entries: Map<string, Entry>;
  /** For each term, the entries that have it. */
  readonly postings: Map<string, Set<Entry>>;
  totalLength: number;
}

/** A path says what a memory is about, but less than its words do. */
const pathWeight = 0.5;

export function createMemoryIndex(toTerms: ToTerms): MemoryIndex {
  const words: Words = { entries: new Map(), postings: new Map(), totalLength: 0 };
  const { entries } = words;
  return {
    get size() {
      return entries.size;
    },
    put: (memory) => {
      const known = entries.get(memory.id);
      // Its words are read once, whatever else of it changes.
      if (known !== undefined && hasSameWords(known.memory, memory)) known.memory = memory;
      else {
        remove(words, memory.id);
        add(words, toEntry(memory, toTerms));
      }
    },
    remove: (id) => remove(words, id),
    get: (id) => entries.get(id)?.memory,
    *all() {
      for (const { memory } of entries.values()) yield memory;
    },
    termsOf: (id) => entries.get(id)?.terms ?? [],
    match: (query) => match(words, query),
    weigh: (term) => weigh(words, term),
  };
}

function add(words: Words, entry: Entry): void {
  const { entries, postings } = words;
  entries.set(entry.memory.id, entry);
  words.totalLength += entry.length;
  for (const term of entry.counts.keys()) {
    const having = postings.get(term);
    if (having === undefined) postings.set(term, new Set([entry]));
    else having.add(entry);
  }
}

function remove(words: Words, id: string): void {
  const entry = words.entries.get(id);
  if (entry === undefined) return;
  words.entries.delete(id);
  words.totalLength -= entry.length;
  for (const term of entry.counts.keys()) {
    const having = words.postings.get(term);
    having?.delete(entry);
    if (having?.size === 0) words.postings.delete(term);
  }
}

function match(words: Words, query: readonly string[]): ReadonlyMap<string, Match> {
  const found = new Map<string, Match>();
  const average = words.entries.size === 0 ? 1 : words.totalLength / words.entries.size;
  for (const term of new Set(query)) {
    const weight = weigh(words, term);
    for (const { memory, counts, length } of words.postings.get(term) ?? []) {
      const count = counts.get(term) ?? 0;
      const score = (weight * count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / average));
      const known = found.get(memory.id);
      if (known === undefined) found.set(memory.id, { score, terms: [term] });
      else {
        known.score += score;
        known.terms.push(term);
      }
    }
  }
  return found;
}

function weigh({ entries, postings }: Words, term: string): number {
  return idf(entries.size, postings.get(term)?.size ?? 0);
}

function hasSameWords(a: Memory, b: Memory): boolean {
  return a.text === b.text && pathsOf(a) === pathsOf(b);
}

function pathsOf({ evidence }: Memory): string {
  return evidence.map(({ path }) => path).join('\n');
}

function toEntry(memory: Memory, toTerms: ToTerms): Entry {
  const terms = toTerms(memory.text);
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  for (const term of toTerms(pathsOf(memory))) counts.set(term, (counts.get(term) ?? 0) + pathWeight);
  return { memory, terms, counts, length: terms.length };
}
