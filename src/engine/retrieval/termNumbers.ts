import type { Term } from './tokenise.ts';

/** Numbers terms in order of arrival: an open-addressed hash table without an object per entry. */
export interface TermNumbers {
  count: number;
  /** The term of each number. */
  terms: Float64Array;
  /** Number plus one at each slot; 0 is empty. A power of two long, at most half full. */
  slots: Int32Array;
}

export function createTermNumbers(capacity = 4096): TermNumbers {
  return { count: 0, terms: new Float64Array(capacity), slots: new Int32Array(capacity * 2) };
}

/** The number of a term, which is `count` before the call where the term is new. */
export function numberOf(table: TermNumbers, term: Term): number {
  const { slots, terms } = table;
  const mask = slots.length - 1;
  // The low half of a term is well spread, so that it is its own hash.
  let slot = (term | 0) & mask;
  for (;;) {
    const entry = slots[slot] ?? 0;
    if (entry === 0) break;
    if (terms[entry - 1] === term) return entry - 1;
    slot = (slot + 1) & mask;
  }
  const added = table.count++;
  terms[added] = term;
  slots[slot] = added + 1;
  if (table.count === terms.length) grow(table);
  return added;
}

function grow(table: TermNumbers): void {
  const capacity = table.terms.length * 2;
  const terms = new Float64Array(capacity);
  terms.set(table.terms);
  const slots = new Int32Array(capacity * 2);
  const mask = slots.length - 1;
  for (let number = 0; number < table.count; number++) {
    let slot = ((terms[number] ?? 0) | 0) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = number + 1;
  }
  table.terms = terms;
  table.slots = slots;
}
