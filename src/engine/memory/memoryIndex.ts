import { idf, k1 } from '../ranking/bm25.ts';
import type { Memory } from './memory.ts';
import { createNearness, type Nearness, type ToVector } from './nearness.ts';

/** A text as folded terms, in reading order. Given by the engine, so that memories are read as code and questions are. */
export type ToTerms = (text: string) => readonly string[];

/**
 * The words of all memories that a store sees, in memory. It follows single changes, so that a write costs no rebuild.
 * Each memory has a slot, a number below `slots`; what is found is told by slot, since a list of 10,000 numbers is
 * made and read in a tenth of the time of a map by id.
 */
export interface MemoryIndex {
  readonly slots: number;
  put(memory: Memory): void;
  remove(id: string): void;
  /** Undefined where a slot is empty. */
  at(slot: number): Memory | undefined;
  all(): IterableIterator<Memory>;
  /** Folded terms of the text of one memory. */
  termsOf(id: string): readonly string[];
  /** BM25 of every memory and how much of what the query tells it shares, by slot; 0 where it shares nothing. */
  match(query: readonly string[]): Matches;
  /** Which of the terms a memory has. */
  shared(slot: number, query: readonly string[]): readonly string[];
  /** How near each memory is to the terms in what it is about, from -1 to 1, by slot; null without vectors. */
  nearness(terms: readonly string[]): Float32Array | null;
  /** How much a term tells: rare ones tell more. */
  readonly weigh: (term: string) => number;
}

export interface Matches {
  readonly scores: Float64Array;
  /** From 0 to 1. */
  readonly shares: Float64Array;
}

interface Entry {
  memory: Memory;
  readonly slot: number;
  readonly terms: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
}

/** The entries that have a term, and how often. */
interface Postings {
  readonly slots: number[];
  readonly counts: number[];
}

interface Words {
  readonly byId: Map<string, Entry>;
  readonly bySlot: (Entry | undefined)[];
  readonly free: number[];
  readonly postings: Map<string, Postings>;
  readonly near: Nearness;
  totalLength: number;
}

/** A path and a name count as the words do: with 0.5, recall@10 is 0.6 points lower. See `weights` in `recall.ts`. */
const aroundWeight = 1;
/** Memories are all short, so that length says little: with the 0.75 of code, recall@10 is 1.8 points lower. */
const b = 0.4;

/** @param toVector  Absent: memories are found by their words alone. */
export function createMemoryIndex(toTerms: ToTerms, toVector: ToVector = () => null): MemoryIndex {
  const near = createNearness(toVector);
  const words: Words = { byId: new Map(), bySlot: [], free: [], postings: new Map(), near, totalLength: 0 };
  const { byId, bySlot } = words;
  return {
    get slots() {
      return bySlot.length;
    },
    put: (memory) => {
      const known = byId.get(memory.id);
      // Its words are read once, whatever else of it changes.
      if (known !== undefined && hasSameWords(known.memory, memory)) known.memory = memory;
      else {
        remove(words, memory.id);
        add(words, memory, toTerms);
      }
    },
    remove: (id) => remove(words, id),
    at: (slot) => bySlot[slot]?.memory,
    *all() {
      for (const { memory } of byId.values()) yield memory;
    },
    termsOf: (id) => byId.get(id)?.terms ?? [],
    match: (query) => match(words, query),
    shared: (slot, query) => query.filter((term) => bySlot[slot]?.counts.has(term)),
    nearness: (terms) => near.of(terms, bySlot.length),
    weigh: (term) => weigh(words, term),
  };
}

function add(words: Words, memory: Memory, toTerms: ToTerms): void {
  const slot = words.free.pop() ?? words.bySlot.length;
  const terms = toTerms(memory.text);
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  for (const term of new Set(toTerms(aroundOf(memory))))
    counts.set(term, (counts.get(term) ?? 0) + aroundWeight);
  const entry = { memory, slot, terms, counts };
  words.byId.set(memory.id, entry);
  words.bySlot[slot] = entry;
  words.near.put(slot, terms);
  words.totalLength += terms.length;
  for (const [term, count] of counts) {
    const having = words.postings.get(term);
    if (having === undefined) words.postings.set(term, { slots: [slot], counts: [count] });
    else {
      having.slots.push(slot);
      having.counts.push(count);
    }
  }
}

function remove(words: Words, id: string): void {
  const entry = words.byId.get(id);
  if (entry === undefined) return;
  words.byId.delete(id);
  words.bySlot[entry.slot] = undefined;
  words.free.push(entry.slot);
  words.near.remove(entry.slot);
  words.totalLength -= entry.terms.length;
  for (const term of entry.counts.keys()) {
    const having = words.postings.get(term);
    const at = having?.slots.indexOf(entry.slot) ?? -1;
    if (having === undefined || at < 0) continue;
    having.slots.splice(at, 1);
    having.counts.splice(at, 1);
    if (having.slots.length === 0) words.postings.delete(term);
  }
}

function match(words: Words, query: readonly string[]): Matches {
  const { bySlot, byId, postings, totalLength } = words;
  const scores = new Float64Array(bySlot.length);
  const shares = new Float64Array(bySlot.length);
  const average = totalLength / Math.max(1, byId.size) || 1;
  const terms = [...new Set(query)];
  const whole = terms.reduce((sum, term) => sum + weigh(words, term), 0) || 1;
  for (const term of terms) {
    const having = postings.get(term);
    if (having === undefined) continue;
    const weight = weigh(words, term);
    for (let i = 0; i < having.slots.length; i++) {
      const slot = having.slots[i] ?? 0;
      const count = having.counts[i] ?? 0;
      const norm = k1 * (1 - b + (b * (bySlot[slot]?.terms.length ?? 0)) / average);
      scores[slot] = (scores[slot] ?? 0) + (weight * count * (k1 + 1)) / (count + norm);
      shares[slot] = (shares[slot] ?? 0) + weight / whole;
    }
  }
  return { scores, shares };
}

function weigh({ byId, postings }: Words, term: string): number {
  return idf(byId.size, postings.get(term)?.slots.length ?? 0);
}

function hasSameWords(a: Memory, other: Memory): boolean {
  return a.text === other.text && aroundOf(a) === aroundOf(other);
}

/** Where it rests, and who said it. */
function aroundOf({ evidence, origins }: Memory): string {
  return [...evidence.map(({ path }) => path), ...origins.map(({ name }) => name ?? '')].join('\n');
}
