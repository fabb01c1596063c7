import type { SearchRequest } from '../engine/retrieval/hit.ts';
import type { SymbolRequest } from '../engine/retrieval/foundSymbol.ts';
import type { PackRequest } from '../engine/retrieval/packed.ts';
import type { IndexStatus } from '../engine/retrieval/status.ts';
import type { UnsavedText, WorkspaceRoot } from '../engine/retrieval/workspaceIndex.ts';
import type { Failure } from '../engine/errors.ts';

/** What a worker thread is started with. Both roles live in one bundle. */
export type WorkerData =
  | {
      readonly role: 'index';
      readonly roots: readonly WorkspaceRoot[];
      readonly homeDirectory: string;
      /** What other processes are told of the writer: "VS Code", "MCP server", "command line". */
      readonly label: string;
      readonly excludes: Readonly<Record<string, boolean>>;
      /** Roots that say nothing of their own exclude what the folder's settings for the editor do, read before each walk. */
      readonly readsEditorExcludes?: boolean;
      /** Null: run from source, where the grammars lie in their packages. */
      readonly grammarDirectory: string | null;
      readonly maxFileBytes: number;
      /** Watch the folders itself, where no editor tells of changes. */
      readonly follows: boolean;
      /** The table of word vectors; null: searches go by words alone. */
      readonly wordTable: string | null;
      /** Past commits count as evidence for the files that they changed; absent: true. */
      readonly readsHistory?: boolean;
      /** Absent: one less than the machine has cores, at most two. */
      readonly parseWorkers?: number;
    }
  | ({ readonly role: 'parse' } & ParseData);

/** What a parse worker needs of the files that Sightline brings along. */
export interface ParseData {
  readonly grammarDirectory: string | null;
  readonly wordTable: string | null;
}

/** One call of `WorkspaceIndex`, by name. Answered by exactly one `answer` with the same id. */
export type IndexCall =
  | { readonly kind: 'search'; readonly request: SearchRequest }
  | { readonly kind: 'pack'; readonly request: PackRequest }
  | { readonly kind: 'findSymbol'; readonly request: SymbolRequest }
  | { readonly kind: 'status' }
  | { readonly kind: 'skipped'; readonly limit: number }
  | { readonly kind: 'notableSymbols'; readonly limit: number }
  | {
      readonly kind: 'readLines';
      readonly path: string;
      readonly startLine: number;
      readonly endLine: number;
    }
  | { readonly kind: 'readText'; readonly path: string }
  | { readonly kind: 'filesChanged'; readonly paths: readonly string[] }
  | { readonly kind: 'unsaved'; readonly texts: readonly UnsavedText[] }
  | { readonly kind: 'reconcile' }
  | { readonly kind: 'rebuild' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'whenReady'; readonly until: 'searchable' | 'ready' }
  | { readonly kind: 'close' };

export type ToWorker =
  | { readonly kind: 'call'; readonly id: number; readonly call: IndexCall }
  | { readonly kind: 'abort'; readonly id: number };

export type FromWorker =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'status'; readonly status: IndexStatus }
  | { readonly kind: 'log'; readonly line: string };
