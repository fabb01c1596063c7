import { EngineError } from './errors.ts';
import { compare, type Comparison } from './memory/compare.ts';
import { passGate } from './memory/gate.ts';
import { guessKind, guessScope } from './memory/guess.ts';
import {
  isCurrent,
  type Memory,
  type MemoryEvidence,
  type MemoryKind,
  type MemoryScope,
  type Origin,
  type StoredMemory,
} from './memory/memory.ts';
import type { MemoryIndex } from './memory/memoryIndex.ts';
import type { MemoryRows } from './memory/store.ts';
import { memoryTerms } from './memoryWords.ts';
import { redact } from './prompt/firewall.ts';
import { createTopK, offer, threshold } from './ranking/topK.ts';

export interface NewMemory {
  readonly text: string;
  /** Absent: guessed from the words. */
  readonly kind?: MemoryKind | undefined;
  readonly scope?: MemoryScope | undefined;
  readonly origin: Origin;
  readonly evidence: readonly MemoryEvidence[];
  readonly confidence?: number | undefined;
  readonly validFrom?: number | undefined;
  readonly expiresAt?: number | null | undefined;
  /** The id of the memory that it takes the place of. */
  readonly supersedes?: string | undefined;
  /** Absent: a new one. For an import, which keeps its id. */
  readonly id?: string | undefined;
}

/** A memory that says something like the new one. */
export interface Related {
  readonly memory: Memory;
  readonly kind: 'contradiction' | 'similar';
  readonly why: string;
}

export interface Decided {
  readonly id: string;
  /** `merged`: it was known, and has one origin more. */
  readonly outcome: 'added' | 'merged';
  readonly related: readonly Related[];
}

/** How sure it is by who says it: a person's own word is certain, a rule's guess is not. */
const confidenceOf = { user: 1, agent: 0.8, import: 0.9, turn: 0.6 } as const;
/** Rare words decide whether two statements are alike; looking up the common ones, too, takes four times as long. */
const wordsLookedUp = 8;
const candidates = 20;

/** Give a new memory its kind, scope and confidence, and refuse what is not worth remembering: see `passGate`. */
export function toMemory(request: NewMemory, newId: () => string): StoredMemory {
  const text = request.text.trim();
  const kind = request.kind ?? guessKind(text);
  const evidenceTexts = request.evidence.map((evidence) => evidence.text);
  passGate({ text, kind, by: request.origin.by, evidenceTexts }, (said) =>
    redact(said).redactions.map((redaction) => redaction.kind),
  );
  const { at, by } = request.origin;
  return {
    id: request.id ?? newId(),
    text,
    kind,
    scope: request.scope ?? guessScope(text, kind),
    origins: [request.origin],
    learnedAt: at,
    validFrom: request.validFrom ?? at,
    expiresAt: request.expiresAt ?? null,
    changedAt: at,
    evidence: [...request.evidence],
    confidence: Math.min(1, Math.max(0, request.confidence ?? confidenceOf[by])),
    supersedes: request.supersedes ?? null,
    supersededBy: null,
  };
}

/** What the index knows that says something like a memory: the near-duplicate that it is one with, and the others. */
export function findRelated(
  index: MemoryIndex,
  memory: StoredMemory,
): { readonly duplicate: Memory | null; readonly related: readonly Related[] } {
  const terms = memoryTerms(memory.text);
  const rarest = [...new Set(terms)].sort((a, b) => index.weigh(b) - index.weigh(a)).slice(0, wordsLookedUp);
  const top = createTopK(candidates);
  index.match(rarest).scores.forEach((score, slot) => {
    if (score > threshold(top)) offer(top, slot, score);
  });
  const near = [...top.ids.subarray(0, top.count)].flatMap((slot) => index.at(slot) ?? []);
  const statement = { text: memory.text, terms };
  const compared = near
    .filter(
      (other) =>
        isCurrent(other, memory.changedAt) && other.id !== memory.id && other.id !== memory.supersedes,
    )
    .map((other) => {
      const found = compare(statement, { text: other.text, terms: index.termsOf(other.id) }, index.weigh);
      return { memory: other, ...found };
    });
  const duplicate = compared.find(
    ({ memory: other, kind }) =>
      kind === 'duplicate' && other.scope === memory.scope && memory.kind !== 'episode',
  );
  return { duplicate: duplicate?.memory ?? null, related: compared.filter(isRelated) };
}

/**
 * Store a memory within one transaction: as a new one, or as one origin more of the memory that says the same.
 * @throws `memory-missing` where it supersedes one that is not there.
 */
export function storeMemory(
  rows: MemoryRows,
  memory: StoredMemory,
  duplicateId: string | null,
): { readonly id: string; readonly outcome: 'added' | 'merged' } {
  const found = rows.findSame(memory) ?? (duplicateId === null ? null : rows.get(duplicateId));
  const isTaken = found === null || found.supersededBy !== null || found.id === memory.supersedes;
  const same = isTaken || found.id === memory.id ? null : found;
  const id = same?.id ?? memory.id;
  if (memory.supersedes !== null) {
    const old = rows.get(memory.supersedes);
    if (old === null) throw missing(memory.supersedes);
    rows.put('superseded', { ...old, supersededBy: id, changedAt: memory.changedAt });
  }
  if (same === null) rows.put('added', memory);
  else rows.put('merged', merge(same, memory));
  return { id, outcome: same === null ? 'added' : 'merged' };
}

/** One memory of two that say the same: the older words, unless only the newer ones are a person's own. */
export function merge(known: StoredMemory, added: StoredMemory): StoredMemory {
  const isOwn = (memory: StoredMemory): boolean => memory.origins.some(({ by }) => by === 'user');
  const evidence = [...known.evidence];
  for (const one of added.evidence) {
    if (!evidence.some(({ path, hash }) => path === one.path && hash === one.hash)) evidence.push(one);
  }
  return {
    ...known,
    text: !isOwn(known) && isOwn(added) ? added.text : known.text,
    origins: [...known.origins, ...added.origins],
    changedAt: Math.max(known.changedAt, added.changedAt),
    evidence,
    // Two who say the same independently are both wrong only as often as this.
    confidence: 1 - (1 - known.confidence) * (1 - added.confidence),
    expiresAt:
      known.expiresAt === null || added.expiresAt === null
        ? null
        : Math.max(known.expiresAt, added.expiresAt),
  };
}

export function missing(id: string): EngineError {
  return new EngineError('memory-missing', `There is no memory with the id ${id}, or it was forgotten.`, {
    hint: 'List what there is: sightline memory list',
  });
}

function isRelated<T extends { readonly kind: Comparison['kind'] }>(
  found: T,
): found is T & { readonly kind: 'contradiction' | 'similar' } {
  return found.kind === 'contradiction' || found.kind === 'similar';
}
