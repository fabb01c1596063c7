import type { FoundSymbol, SymbolRequest } from './foundSymbol.ts';
import type { SearchRequest, SearchResult } from './hit.ts';
import type { Packed, PackRequest } from './packed.ts';
import type { IndexStatus, SkipReason } from './status.ts';

/** One folder that is indexed. `name` prefixes paths where there are several. */
export interface WorkspaceRoot {
  readonly name: string;
  /** Absolute path on disk, links resolved. */
  readonly directory: string;
  /** As `files.exclude` of this folder: glob, relative to it → whether it applies. Absent: the workspace's. */
  readonly excludes?: Readonly<Record<string, boolean>>;
}

/** An open editor's text that is not on disk yet. */
export interface UnsavedText {
  /** As in a hit: relative, with `/`, prefixed with the root's name where there are several roots. */
  readonly path: string;
  readonly text: string;
}

export interface SkippedFile {
  readonly path: string;
  readonly reason: SkipReason;
  /** For a person: "4.1 GB, over the limit of 1 MB", "matched by .gitignore line 3: dist/". */
  readonly detail: string;
}

/** A symbol that example questions are made of. */
export interface NotableSymbol {
  readonly symbol: string;
  readonly kind: string;
  readonly path: string;
  readonly usesTotal: number;
}

/**
 * The index of one workspace as every surface sees it. Implemented by `worker/client`, which talks to a worker
 * thread: no call blocks the caller's thread. After `close`, every call rejects with `index-unavailable`.
 */
export interface WorkspaceIndex {
  /**
   * Ranked hits, best first. Answers from what is indexed so far and says how much that is.
   * An empty list with a warning means "could not look"; without one, "nothing found".
   */
  search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult>;
  /** Hits of a search as a context within a budget, from the files as they are now. */
  pack(request: PackRequest, signal?: AbortSignal): Promise<Packed>;
  /** Definitions of a name and the lines that use it, by name alone. */
  findSymbol(request: SymbolRequest, signal?: AbortSignal): Promise<FoundSymbol>;
  status(): Promise<IndexStatus>;
  onStatus(listener: (status: IndexStatus) => void): () => void;
  /** Files that are not indexed, each with its reason, in path order. */
  skipped(limit: number): Promise<readonly SkippedFile[]>;
  /** Defined here and used elsewhere, most used first. */
  notableSymbols(limit: number): Promise<readonly NotableSymbol[]>;
  /** Verbatim lines of an indexed or unsaved file (1-based, inclusive), or null where there is no such file. */
  readLines(path: string, startLine: number, endLine: number): Promise<string | null>;
  /** The whole text of a file, unsaved text first, or null where there is no such file of text. */
  readText(path: string): Promise<string | null>;
  /** Files saved, created or deleted, as absolute paths; resolves when they are searchable. */
  filesChanged(paths: readonly string[]): Promise<void>;
  /** Replace the whole set of unsaved texts. */
  unsaved(texts: readonly UnsavedText[]): Promise<void>;
  /** Compare every file with the index and mend what differs; resolves when phase 1 is current. */
  reconcile(): Promise<void>;
  rebuild(): Promise<void>;
  pause(): Promise<void>;
  /** Go on after `pause` or `cancel`; after `cancel` this compares every file again. */
  resume(): Promise<void>;
  /** Stop indexing and forget what was left to do. What is indexed stays searchable; saved files still follow. */
  cancel(): Promise<void>;
  /** Resolves when the index is in the given state; rejects if it fails or the signal aborts. */
  whenReady(until: 'searchable' | 'ready', signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
