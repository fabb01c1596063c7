import { EngineError, toFailure } from './errors.ts';
import { isStale } from './memory/evidence.ts';
import type { Memory, MemoryKind, MemoryScope } from './memory/memory.ts';
import type { MemoryIndex } from './memory/memoryIndex.ts';
import { chooseMemories, rankMemories, type Recalled } from './memory/recall.ts';
import type { MemoryStore } from './memory/store.ts';
import { checkMemories, type CheckedMemory } from './memoryEvidence.ts';
import { memoryQuery } from './memoryWords.ts';
import type { WorkspaceIndex } from './retrieval/workspaceIndex.ts';

export interface RecallRequest {
  readonly query: string;
  readonly limit: number;
  /** Skip this many: for paging. */
  readonly offset?: number;
  readonly scope?: MemoryScope | undefined;
  readonly kinds?: readonly MemoryKind[] | undefined;
  /** Files at hand: memories that rest on them come first. */
  readonly paths?: readonly string[];
  /** Tokens for all of them together. */
  readonly budgetTokens?: number;
  readonly exclude?: ReadonlySet<string>;
  /** Only those that share at least this much of the question's subject, from 0 to 1, or its place. */
  readonly leastShare?: number;
  /** Count it as a use of each: not for a person who only looks. */
  readonly isUse: boolean;
}

export interface RecalledMemory extends CheckedMemory {
  readonly score: number;
  readonly reasons: readonly string[];
}

export interface RecallAnswer {
  /** Best first. */
  readonly memories: readonly RecalledMemory[];
  readonly hasMore: boolean;
  readonly warnings: readonly string[];
}

/** Of a memory whose lines changed this much is left: it may still be true, but no longer says so by itself. */
const staleShare = 0.6;

/** Ranked memories for a question, each with what became of its evidence; stale ones are marked and ranked lower. */
export async function recallMemories(
  ports: {
    readonly memories: MemoryIndex;
    readonly store: MemoryStore;
    readonly index: WorkspaceIndex;
    readonly nowMs: number;
  },
  request: RecallRequest,
  signal: AbortSignal,
): Promise<RecallAnswer> {
  const { memories, store, index, nowMs } = ports;
  const { query, limit, offset = 0, budgetTokens = Infinity, leastShare = 0 } = request;
  const ranked = rankMemories(memories, {
    text: query,
    words: memoryQuery(query),
    paths: request.paths ?? [],
    exclude: request.exclude ?? new Set(),
    nowMs,
    ...(request.scope === undefined ? {} : { scope: request.scope }),
    ...(request.kinds === undefined ? {} : { kinds: request.kinds }),
  }).filter((one) => one.share >= leastShare || one.isAtHand);
  // One more tells whether there are more; twice as many are looked at, since stale ones give way.
  const looked = ranked.slice(0, (offset + limit + 1) * 2);
  const checked = await checkMemories(
    index,
    looked.map(({ memory }) => memory),
    signal,
  );
  const sorted = looked
    .map((one, i) => lowered(one, checked[i]))
    .sort((a, b) => b.score - a.score || b.memory.learnedAt - a.memory.learnedAt);
  const chosen = chooseMemories(memories, sorted, { limit: offset + limit + 1, budgetTokens });
  const page = chosen.slice(offset, offset + limit);
  const warnings = request.isUse ? noteUsed(store, page) : [];
  return { memories: page, hasMore: chosen.length > offset + limit, warnings };
}

function lowered(one: Recalled, checked: CheckedMemory | undefined): RecalledMemory {
  const { memory, score, reasons } = one;
  const states = checked?.states ?? [];
  if (!states.some(isStale)) return { memory, states, isStale: false, score, reasons };
  const why = 'its lines have changed since, so it may no longer hold';
  return { memory, states, isStale: true, score: score * staleShare, reasons: [...reasons, why] };
}

/** A count that cannot be kept is no reason to withhold the memories. */
function noteUsed(store: MemoryStore, page: readonly { readonly memory: Memory }[]): readonly string[] {
  if (page.length === 0) return [];
  try {
    store.noteUsed(page.map(({ memory }) => memory.id));
    return [];
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return [`It could not be noted that memories were used: ${toFailure(error).message}`];
  }
}
