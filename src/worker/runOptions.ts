import type { WorkspaceFiles } from '../files/walk.ts';
import type { ParsePool } from './parsePool.ts';

/** What a run over one root needs of its surroundings. */
export interface RunOptions {
  readonly pool: ParsePool;
  readonly files: WorkspaceFiles;
  readonly maxFileBytes: number;
  /** Of the table by which chunks are embedded; null: none are. */
  readonly vectorKey: string | null;
  readonly signal: AbortSignal;
  /** Grows with each change of a file: a batch that was sent off before is outdated for that file. */
  readonly version: (path: string) => number;
  /** Waits while indexing is paused. */
  readonly gate: () => Promise<void>;
  readonly onProgress: (progress: Progress) => void;
  readonly log: (line: string) => void;
}

export type Progress =
  | { readonly kind: 'walking' }
  | { readonly kind: 'walked'; readonly filesTotal: number }
  | { readonly kind: 'committed' }
  | { readonly kind: 'searchable' }
  | { readonly kind: 'ready' };
