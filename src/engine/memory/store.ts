import type { Forgotten, Memory, MemoryAction, MemoryChange, Proposal, StoredMemory } from './memory.ts';

/**
 * Where memories live. Every call is one durable transaction: when it returns, a crash cannot undo it.
 * A store sees the user's memories and those of workspaces that share a folder with its own.
 * Throws `EngineError` with `storage-*` or `memory-missing`.
 */
export interface MemoryStore {
  /** All of them, superseded and expired ones too, in the order in which they were first stored. */
  list(): readonly Memory[];
  get(id: string): Memory;
  /**
   * The same in pieces, for whoever shares a thread: those after a row's number, at most `limit`.
   * @returns `last`: the number to ask with next; null at the end.
   */
  page(after: number, limit: number): { readonly memories: readonly Memory[]; readonly last: number | null };
  /**
   * What changed after a change's number, by whatever process: memories as they are now, and the ids of those that are
   * gone. `seq` is the number to ask with next.
   */
  since(seq: number): {
    readonly seq: number;
    readonly changed: readonly Memory[];
    readonly gone: readonly string[];
  };
  /** Read and write in one transaction, so that two processes that change the same memory lose nothing. */
  write<T>(change: (rows: MemoryRows) => T): T;
  /** Changes of one memory, or of all, newest first. */
  history(which: { id?: string; limit: number }): readonly MemoryChange[];
  /**
   * Take back the newest change of a memory, and what was changed together with it. A second undo does it again.
   * @returns what the memories are now; an added one that was taken back is no longer among them.
   * @throws `wrong-use` where another memory of that batch was changed since.
   */
  undo(id: string): readonly Memory[];
  noteUsed(ids: readonly string[]): void;
  /** Remove memories, their history and their uses here and in every backup, and search the files for what remains. */
  forget(ids: readonly string[]): Promise<Forgotten>;
  /** Oldest first. */
  proposals(): readonly Proposal[];
  /** Proposals whose words wait already, or were rejected, are not added again. @returns how many were. */
  propose(proposals: readonly Omit<Proposal, 'id'>[]): number;
  /** Take proposals out of the queue; rejected ones are not proposed again. @returns them. */
  resolve(ids: readonly string[], how: 'accepted' | 'rejected'): readonly Proposal[];
  close(): void;
}

/** The rows within one transaction. */
export interface MemoryRows {
  get(id: string): StoredMemory | null;
  /** The current memory of the same scope with the same words, whatever their case and punctuation. */
  findSame(memory: Pick<StoredMemory, 'text' | 'scope'>): StoredMemory | null;
  put(action: MemoryAction, memory: StoredMemory): void;
}

/** What two memories have alike that say the same in the same words. */
export function sameKey(text: string): string {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      // `c++` is not `c`, and `===` is not `==`.
      .replace(/[^\p{L}\p{N}\p{M}\p{S}#]+|`/gu, ' ')
      .trim()
  );
}
