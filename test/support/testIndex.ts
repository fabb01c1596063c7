import path from 'node:path';
import type { WorkspaceIndex } from '../../src/engine/retrieval/workspaceIndex.ts';
import { openWorkspaceIndex } from '../../src/worker/client.ts';

export interface TestIndexOptions {
  /** A script in the place of the real worker, for one that fails on purpose. */
  readonly workerFile?: string;
  readonly log?: (line: string) => void;
  readonly maxFileBytes?: number;
  /** The file of a table of word vectors. */
  readonly wordTable?: string;
  /** Default true. */
  readonly readsHistory?: boolean;
}

export const workerSource = path.join(import.meta.dirname, '../../src/worker/main.ts');

/** The real index client and worker, run from source, over these folders. */
export function openTestIndex(
  directories: readonly string[],
  homeDirectory: string,
  options: TestIndexOptions = {},
): WorkspaceIndex {
  return openWorkspaceIndex({
    workerFile: options.workerFile ?? workerSource,
    log: options.log ?? (() => undefined),
    data: {
      role: 'index',
      roots: directories.map((directory) => ({ name: path.basename(directory), directory })),
      homeDirectory,
      label: 'test',
      excludes: {},
      grammarDirectory: null,
      wordTable: options.wordTable ?? null,
      maxFileBytes: options.maxFileBytes ?? 1_000_000,
      follows: false,
      readsHistory: options.readsHistory ?? true,
    },
  });
}
