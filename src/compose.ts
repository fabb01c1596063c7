import type { Engine } from './engine/engine.ts';
import type { WorkspaceRoot } from './engine/retrieval/workspaceIndex.ts';

export interface ComposeOptions {
  readonly roots: readonly WorkspaceRoot[];
  /** The data folder; absent: `SIGHTLINE_HOME`, or the platform's usual place. */
  readonly homeDirectory?: string;
  /** As `files.exclude`: glob → whether it applies. */
  readonly excludes?: Readonly<Record<string, boolean>>;
  /** Watch the folders itself, where no editor tells of changes: for servers and `index --watch`. */
  readonly follows?: boolean;
  log(line: string): void;
}

/** The only wiring: opens storage, files, models and the index, and returns a ready engine. Nothing is read before its first use. */
export function compose(options: ComposeOptions): Engine {
  throw new Error(`not wired yet: ${options.roots.length}`);
}
