import type { Term } from './tokenise.ts';

/** Numbers terms in order of arrival: an open-addressed hash table without an object per entry. */
export interface TermNumbers {
  count: number;
  /** The term of each number. */
  terms: Float64Array;
  /**
   * The term at each slot, and its number plus one; 0 is empty. A power of two long, at most half full.
   * The term stands beside its number, though `terms` has it too: one wait for memory instead of two.
   */
  slotTerms: Float64Array;
  slots: Int32Array;
}

/** @param capacity  A power of two; it grows by itself. */
export function createTermNumbers(capacity: number): TermNumbers {
  return {
    count: 0,
    terms: new Float64Array(capacity),
    slotTerms: new Float64Array(capacity * 2),
    slots: new Int32Array(capacity * 2),
  };
}

/** The number of a term, which is `count` before the call where the term is new. */
export function numberOf(table: TermNumbers, term: Term): number {
  const { slots, slotTerms } = table;
  const mask = slots.length - 1;
  // The low half of a term is well spread, so that it is its own hash.
  let slot = (term | 0) & mask;
  for (;;) {
    const entry = slots[slot] ?? 0;
    if (slotTerms[slot] === term && entry !== 0) return entry - 1;
    if (entry === 0) break;
    slot = (slot + 1) & mask;
  }
  const added = table.count++;
  table.terms[added] = term;
  slotTerms[slot] = term;
  slots[slot] = added + 1;
  if (table.count === table.terms.length) grow(table);
  return added;
}

function grow(table: TermNumbers): void {
  const { count, terms: before } = table;
  const capacity = before.length * 2;
  const terms = new Float64Array(capacity);
  terms.set(before);
  const slotTerms = new Float64Array(capacity * 2);
  const slots = new Int32Array(capacity * 2);
  const mask = slots.length - 1;
  for (let number = 0; number < count; number++) {
    const term = before[number] ?? 0;
    let slot = (term | 0) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slotTerms[slot] = term;
    slots[slot] = number + 1;
  }
  table.terms = terms;
  table.slotTerms = slotTerms;
  table.slots = slots;
}
