import type {
  Forgotten,
  Memory,
  MemoryChange,
  MemoryKind,
  MemoryScope,
  Origin,
  Proposal,
  StoredMemory,
} from './memory/memory.ts';
import type { CheckedMemory, EvidencePlace } from './memoryEvidence.ts';
import type { RecallAnswer, RecallRequest } from './recallMemories.ts';
import type { NewMemory, Related } from './rememberMemory.ts';

export interface RememberRequest extends Omit<NewMemory, 'origin' | 'evidence'> {
  readonly by: Origin['by'];
  /** The agent's name, or the file that it is from. */
  readonly byName?: string | undefined;
  readonly evidence?: readonly EvidencePlace[] | undefined;
}

export interface Remembered {
  readonly memory: Memory;
  readonly outcome: 'added' | 'merged';
  /** The memory that it took the place of. */
  readonly superseded: Memory | null;
  /** What says something like it; contradictions first. Nothing was done to these. */
  readonly related: readonly Related[];
  readonly warnings: readonly string[];
}

/** What a person may change of a memory by hand. */
export type MemoryEdit = Partial<
  Pick<StoredMemory, 'text' | 'kind' | 'scope' | 'expiresAt' | 'confidence' | 'validFrom'>
>;

export interface ListRequest {
  readonly scope?: MemoryScope | undefined;
  readonly kind?: MemoryKind | undefined;
  /** Superseded and expired ones, too. */
  readonly withPast?: boolean;
}

/**
 * Long-term memory, the same for every surface. Made by `createMemories`.
 * Every call throws `EngineError` (`storage-*`, `memory-missing`, `memory-refused`) where a person can act.
 */
export interface Memories {
  /** Store a statement, or add an origin to the one that says the same. */
  remember(request: RememberRequest): Promise<Remembered>;
  recall(request: RecallRequest): Promise<RecallAnswer>;
  /** Remove for good, and prove it. There is no undo. */
  forget(ids: readonly string[]): Promise<Forgotten>;
  /** Newest first. */
  list(which?: ListRequest): readonly Memory[];
  get(id: string): Memory;
  /** Whether the lines that memories rest on are still there. */
  check(memories: readonly Memory[]): Promise<readonly CheckedMemory[]>;
  edit(id: string, edit: MemoryEdit): Memory;
  /** Store a memory as it was exported elsewhere, or add its origins to the one that says the same. */
  take(memory: StoredMemory): { readonly id: string; readonly outcome: 'added' | 'merged' };
  /** Say that one memory takes the place of another. */
  supersede(oldId: string, newId: string): void;
  /** Say that lines which changed are right now, too: the evidence becomes what they are. */
  renewEvidence(id: string): Promise<Memory>;
  history(which: { id?: string; limit: number }): readonly MemoryChange[];
  undo(id: string): readonly Memory[];
  /** Preferences and decisions that every prompt begins with. */
  profile(budgetTokens: number): readonly Memory[];
  proposals(): readonly Proposal[];
  propose(proposals: readonly Omit<Proposal, 'id'>[]): number;
  /** Remember a proposal, with other words where they are given. */
  accept(id: string, edit?: MemoryEdit): Promise<Remembered>;
  reject(ids: readonly string[]): readonly Proposal[];
  /** Resolves when all memories are read, in pieces that keep no thread: before `profile`. */
  ready(): Promise<void>;
  /** A number that grows with every change, whoever makes it. */
  generation(): number;
}
