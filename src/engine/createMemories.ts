import type { ListRequest, Memories, MemoryEdit, Remembered, RememberRequest } from './memories.ts';
import { isCurrent, type Memory, type StoredMemory } from './memory/memory.ts';
import { createMemoryIndex, type MemoryIndex } from './memory/memoryIndex.ts';
import type { ToVector } from './memory/nearness.ts';
import { profileOf } from './memory/recall.ts';
import type { MemoryStore } from './memory/store.ts';
import { checkMemories, gatherEvidence } from './memoryEvidence.ts';
import { memoryTerms } from './memoryWords.ts';
import { recallMemories } from './recallMemories.ts';
import { findRelated, missing, storeMemory, toMemory, type Related } from './rememberMemory.ts';
import type { WorkspaceIndex } from './retrieval/workspaceIndex.ts';

export interface MemoryPorts {
  readonly store: MemoryStore;
  readonly index: WorkspaceIndex;
  now(): number;
  readonly timeout: (ms: number) => AbortSignal;
  newId(): string;
  /** How long an answer waits for the lines that memories rest on; absent: half a second. */
  readonly evidenceMs?: number | undefined;
  /** Resolves once everyone else who shares the thread had a turn. */
  moment(): Promise<void>;
  /** What words are about, read on first use; absent: memories are found by their words alone. */
  openVectors?(): ToVector | undefined;
  /** The commit that a path's repository stands at, where there is one. */
  commitOf(path: string, signal: AbortSignal): Promise<string | undefined>;
}

/** A memory is answered within this, whatever state the index is in: what could not be read is left unknown. */
const usualEvidenceMs = 500;

/** Long-term memory over a store and an index. */
export function createMemories(ports: MemoryPorts): Memories {
  const { store, index } = ports;
  const known: Known = {
    ...ports,
    ports,
    memories: createMemoryIndex(memoryTerms, ports.openVectors?.()),
    seq: -1,
    loading: null,
  };
  return {
    remember: (request) => remember(known, request),
    recall: async (request) => {
      await ready(known);
      const now = { memories: follow(known), store, index, nowMs: ports.now() };
      return recallMemories(now, request, evidenceLimit(ports));
    },
    forget: (ids) => store.forget(ids),
    list: (which = {}) => listed(store, which, ports.now()),
    get: (id) => store.get(id),
    check: (checked) => checkMemories(index, checked, evidenceLimit(ports)),
    edit: (id, wanted) => edit(known, id, wanted),
    supersede: (oldId, newId) => supersede(known, oldId, newId),
    take: (memory) => take(known, memory),
    renewEvidence: (id) => renewEvidence(known, id),
    history: (which) => store.history(which),
    undo: (id) => store.undo(id),
    profile: (budgetTokens) => profileOf(follow(known), { nowMs: ports.now(), budgetTokens }),
    proposals: () => store.proposals(),
    propose: (proposals) => store.propose(proposals),
    accept: (id, wanted = {}) => accept(known, id, wanted),
    reject: (ids) => store.resolve(ids, 'rejected'),
    ready: () => ready(known),
    generation: () => store.since(Number.MAX_SAFE_INTEGER).seq,
  };
}

function evidenceLimit({ timeout, evidenceMs = usualEvidenceMs }: MemoryPorts): AbortSignal {
  return timeout(evidenceMs);
}

/** The ports, and what was read of the store up to a change's number. */
interface Known {
  readonly ports: MemoryPorts;
  readonly store: MemoryStore;
  readonly index: WorkspaceIndex;
  readonly memories: MemoryIndex;
  seq: number;
  loading: Promise<void> | null;
}

/** Memories that are read at once: about 5 ms, so that a store of any size keeps no thread. */
const pieceSize = 100;

/** Read the store for the first time, in pieces. */
async function ready(known: Known): Promise<void> {
  if (known.seq >= 0) return;
  known.loading ??= load(known);
  try {
    await known.loading;
  } finally {
    known.loading = null;
  }
}

async function load(known: Known): Promise<void> {
  const { store, ports, memories } = known;
  // What is changed while it is read has a higher number, and is read again.
  const { seq } = store.since(Number.MAX_SAFE_INTEGER);
  for (let after: number | null = 0; after !== null;) {
    const page: ReturnType<MemoryStore['page']> = store.page(after, pieceSize);
    for (const memory of page.memories) memories.put(memory);
    after = page.last;
    if (after !== null) await ports.moment();
  }
  known.seq = seq;
}

/** Take in what this and other processes changed. The first look reads all. */
function follow(known: Known): MemoryIndex {
  const { changed, gone, seq } = known.store.since(known.seq);
  for (const id of gone) known.memories.remove(id);
  for (const memory of changed) known.memories.put(memory);
  known.seq = seq;
  return known.memories;
}

async function remember(known: Known, request: RememberRequest): Promise<Remembered> {
  await ready(known);
  const { ports, store, index } = known;
  const { by, byName, evidence: places = [], ...rest } = request;
  const signal = evidenceLimit(ports);
  const commit = places[0] === undefined ? undefined : await ports.commitOf(places[0].path, signal);
  const { evidence, warnings } = await gatherEvidence(index, places, { signal, commit });
  const origin = { by, ...(byName === undefined ? {} : { name: byName }), at: ports.now() };
  const memory = toMemory({ ...rest, origin, evidence }, () => ports.newId());
  const { duplicate, related } = findRelated(follow(known), memory);
  const { id, outcome } = store.write((rows) => storeMemory(rows, memory, duplicate?.id ?? null));
  const superseded = memory.supersedes === null ? null : store.get(memory.supersedes);
  const others = related.filter((one) => one.memory.id !== id).toSorted((a, b) => order(a) - order(b));
  return { memory: store.get(id), outcome, superseded, related: others, warnings };
}

function change(known: Known, id: string, to: (memory: StoredMemory) => StoredMemory): Memory {
  known.store.write((rows) => {
    const memory = rows.get(id);
    if (memory === null) throw missing(id);
    rows.put('edited', { ...to(memory), changedAt: known.ports.now() });
  });
  return known.store.get(id);
}

function edit(known: Known, id: string, wanted: MemoryEdit): Memory {
  return change(known, id, (memory) => {
    const edited = { ...memory, ...wanted };
    // The gate holds for what is written by hand, too: a secret has no way around it.
    const origin = { by: 'user', at: known.ports.now() } as const;
    const { text } = toMemory({ ...edited, supersedes: undefined, origin }, () => id);
    return { ...edited, text };
  });
}

function supersede({ ports, store }: Known, oldId: string, newId: string): void {
  store.write((rows) => {
    const [old, fresh] = [rows.get(oldId), rows.get(newId)];
    if (old === null || fresh === null) throw missing(old === null ? oldId : newId);
    const changedAt = ports.now();
    rows.put('superseded', { ...old, supersededBy: newId, changedAt });
    rows.put('edited', { ...fresh, supersedes: oldId, changedAt });
  });
}

function take(
  known: Known,
  memory: StoredMemory,
): { readonly id: string; readonly outcome: 'added' | 'merged' } {
  const [origin] = memory.origins;
  if (origin === undefined) throw new Error(`The memory ${memory.id} has no origin.`);
  // The gate holds for files, too: whoever may write into a repository may write anything there.
  toMemory({ ...memory, origin: { ...origin, by: 'import' }, supersedes: undefined }, () => memory.id);
  const { duplicate } = findRelated(follow(known), memory);
  return known.store.write((rows) => {
    const isThere = memory.supersedes !== null && rows.get(memory.supersedes) !== null;
    return storeMemory(rows, isThere ? memory : { ...memory, supersedes: null }, duplicate?.id ?? null);
  });
}

async function renewEvidence(known: Known, id: string): Promise<Memory> {
  const { ports, index, store } = known;
  const memory = store.get(id);
  const checked = await checkMemories(index, [memory], evidenceLimit(ports));
  const places = memory.evidence.map((one, i) => {
    const state = checked[0]?.states[i];
    return state?.kind === 'moved' ? state : one;
  });
  const signal = evidenceLimit(ports);
  const commit = places[0] === undefined ? undefined : await ports.commitOf(places[0].path, signal);
  const { evidence } = await gatherEvidence(index, places, { signal, commit });
  return change(known, id, (stored) => ({ ...stored, evidence: [...evidence] }));
}

async function accept(known: Known, id: string, wanted: MemoryEdit): Promise<Remembered> {
  const proposal = known.store.proposals().find((one) => one.id === id);
  if (proposal === undefined) throw missing(id);
  const { text, kind, scope, origin } = { ...proposal, ...wanted };
  // A person read it and agreed: it is as certain as their own word.
  const said = { text, kind, scope, by: origin.by, byName: origin.name, confidence: 1 };
  const remembered = await remember(known, said);
  known.store.resolve([id], 'accepted');
  return remembered;
}

/** Newest first. */
function listed(store: MemoryStore, { scope, kind, withPast = false }: ListRequest, nowMs: number): Memory[] {
  return store
    .list()
    .filter(
      (memory) =>
        (withPast || isCurrent(memory, nowMs)) &&
        (scope === undefined || memory.scope === scope) &&
        (kind === undefined || memory.kind === kind),
    )
    .reverse();
}

function order({ kind }: Related): number {
  return kind === 'contradiction' ? 0 : 1;
}
