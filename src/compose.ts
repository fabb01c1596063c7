import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { findContext } from './engine/context.ts';
import type { Engine } from './engine/engine.ts';
import { EngineError } from './engine/errors.ts';
import { createMemories } from './engine/createMemories.ts';
import { meaningWith } from './engine/memoryMeaning.ts';
import type { Memories } from './engine/memories.ts';
import type { MemoryStore } from './engine/memory/store.ts';
import type { Reranker } from './engine/model.ts';
import { rerankedIndex } from './engine/rerankedIndex.ts';
import { runTurn } from './engine/turn.ts';
import type { WorkspaceIndex, WorkspaceRoot } from './engine/retrieval/workspaceIndex.ts';
import type { EvaluateRequest, TuneRequest } from './evaluation/main.ts';
import type { EvaluationReport } from './engine/evaluation/report.ts';
import type { TuneReport } from './engine/evaluation/tune.ts';
import { runGit } from './files/git.ts';
import { ensurePrivateDirectory, homeDirectory } from './files/home.ts';
import { defaultMaxFileBytes } from './files/skip.ts';
import { openWordTable } from './files/wordTable.ts';
import { openMemories } from './storage/memories.ts';
import { openSessions } from './storage/sessions.ts';
import { openWorkspaceIndex } from './worker/client.ts';

export type { EvaluateRequest, TuneRequest } from './evaluation/main.ts';
export { dropWeights, keepWeights, type TunedFolder } from './worker/rootWeights.ts';
export { chatJudge } from './engine/judge.ts';
export { findLocalServers } from './models/discover.ts';
export { listModels } from './models/listModels.ts';
export { ensurePrivateDirectory, homeDirectory } from './files/home.ts';
export { memoryFolder, readMemoryFolder, writeMemoryFolder } from './files/memoryFolder.ts';
export { nodeEnvironment } from './parsing/nodeEnvironment.ts';
export { refreshLauncher, writeLauncher } from './files/launcher.ts';
export { openAiModel } from './models/openAiModel.ts';
export { httpReranker } from './models/rerank.ts';
export { testConnection } from './models/testConnection.ts';

export interface ComposeOptions {
  readonly roots: readonly WorkspaceRoot[];
  /** The data folder; absent: `SIGHTLINE_HOME`, or the platform's usual place. */
  readonly homeDirectory?: string;
  /** As `files.exclude`, for those roots that say nothing of their own: glob → whether it applies. */
  readonly excludes?: Readonly<Record<string, boolean>>;
  /**
   * Roots that say nothing of their own exclude what the editor would, by their `.vscode/settings.json`, and follow
   * its changes: for doors other than VS Code, so that all index the same. `excludes` is not heeded then.
   */
  readonly readsEditorExcludes?: boolean;
  /** Files over this many bytes are recorded and not read. */
  readonly maxFileBytes?: number;
  /** Watch the folders itself, where no editor tells of changes: for servers and `index --watch`. */
  readonly follows?: boolean;
  /** What other processes are told of the one that writes the index: "VS Code", "MCP server", "command line". */
  readonly label?: string;
  /** Whether code is also found that is about the same things and shares no word; default true. */
  readonly isSemantic?: boolean;
  /** Whether past commits count as evidence for the files that they changed; default true. */
  readonly readsHistory?: boolean;
  /** What puts the best hits in order, asked for each question; absent or null: the order is our own. */
  readonly reranker?: () => Promise<Reranker | null>;
  /** How long an answer waits for the lines that memories rest on, in a door that need not answer at once. */
  readonly evidenceMs?: number;
  readonly log: (line: string) => void;
}

/**
 * The only wiring: storage, files, models and the index as one ready engine. Nothing is read before its first use.
 *
 * @throws EngineError `workspace-missing` where a root is not there, `storage-*` where the data folder cannot be made.
 */
export function compose(options: ComposeOptions): Engine {
  const home = options.homeDirectory ?? homeDirectory();
  const roots = options.roots.map(resolveRoot);
  const ranked = openWorkspaceIndex({
    workerFile: workerFile(),
    log: (line) => options.log(line),
    data: {
      role: 'index',
      roots,
      homeDirectory: home,
      label: options.label ?? 'command line',
      excludes: options.excludes ?? {},
      readsEditorExcludes: options.readsEditorExcludes ?? false,
      grammarDirectory: grammarDirectory(),
      readsHistory: options.readsHistory ?? true,
      wordTable: options.isSemantic === false ? null : wordTable(),
      maxFileBytes: options.maxFileBytes ?? defaultMaxFileBytes,
      follows: options.follows ?? false,
    },
  });
  const { reranker: choose } = options;
  const index = choose === undefined ? ranked : rerankedIndex(ranked, { choose, timeout: clock.timeout });
  const workspace = roots.map((root) => root.directory).join('\n');
  const stored = { directory: home, workspace, onWarning: (line: string) => options.log(line) };
  const sessions = onFirstUse(home, () => openSessions(stored));
  const remembered = onFirstUse(home, () => openMemories(stored));
  const memories = memoriesOver(remembered.open, { index, roots, options });
  return {
    index,
    get sessions() {
      return sessions.open();
    },
    get memories() {
      return memories();
    },
    ask: (request) => runTurn({ index, sessions: sessions.open(), memories, ...clock }, request),
    context: (request) => findContext(index, request),
    close: async () => {
      await index.close();
      await sessions.close();
      await remembered.close();
    },
  };
}

/** Long-term memory, made with its first use. */
function memoriesOver(
  openStore: () => MemoryStore,
  {
    index,
    roots,
    options,
  }: { index: WorkspaceIndex; roots: readonly WorkspaceRoot[]; options: ComposeOptions },
): () => Memories {
  const openVectors = () => {
    const table = openWordTable(options.isSemantic === false ? null : wordTable(), options.log);
    return table === null ? undefined : meaningWith(table);
  };
  const commitOf = (file: string, signal: AbortSignal) => headOf(roots, file, signal);
  const { evidenceMs } = options;
  let made: Memories | null = null;
  return () => {
    const ports = { index, newId: randomUUID, commitOf, openVectors, evidenceMs, ...clock };
    made ??= createMemories({ store: openStore(), ...ports });
    return made;
  };
}

/** A store that is opened when it is first needed, and closed only if it was. */
function onFirstUse<Store extends { backedUp(): Promise<void>; close(): void }>(
  home: string,
  openStore: () => Store,
): { readonly open: () => Store; readonly close: () => Promise<void> } {
  let store: Store | null = null;
  return {
    open: () => {
      if (store === null) {
        ensurePrivateDirectory(home);
        store = openStore();
      }
      return store;
    },
    close: async () => {
      await store?.backedUp();
      store?.close();
    },
  };
}

/** The commit that the repository of a file stands at, where it is in one. */
async function headOf(
  roots: readonly WorkspaceRoot[],
  file: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const root = roots.find(({ name }) => roots.length > 1 && file.startsWith(`${name}/`)) ?? roots[0];
  if (root === undefined) return undefined;
  return (await runGit(root.directory, ['rev-parse', 'HEAD'], signal))?.trim();
}

const clock = {
  now: Date.now,
  moment: () => new Promise<void>((resolve) => setImmediate(resolve)),
  timeout: (ms: number) => AbortSignal.timeout(ms),
};

/** One name for one folder, whatever link it was opened through: so that every door meets the same index. */
function resolveRoot(root: WorkspaceRoot): WorkspaceRoot {
  try {
    return { ...root, directory: fs.realpathSync(root.directory) };
  } catch (cause) {
    throw new EngineError('workspace-missing', `There is no folder at ${root.directory}.`, {
      hint: 'Open a folder that exists.',
      cause,
    });
  }
}

/** Measure retrieval on a folder. Its code is loaded when it is first asked for. */
export async function evaluateFolder(directory: string, request: EvaluateRequest): Promise<EvaluationReport> {
  const { evaluateParsed } = await import('./evaluation/main.ts');
  return evaluateParsed(directory, {
    ...request,
    grammarDirectory: grammarDirectory(),
    wordTable: wordTable(),
  });
}

/** Fit the weights of ranking to a folder: on half of the questions that it asks, told on the other. Keeps nothing. */
export async function tuneFolder(directory: string, request: TuneRequest): Promise<TuneReport | null> {
  const { tuneParsed } = await import('./evaluation/main.ts');
  const surroundings = { grammarDirectory: grammarDirectory(), wordTable: wordTable() };
  return tuneParsed(directory, { ...request, ...surroundings });
}

const here = import.meta.dirname;

/** Grammars lie beside the bundle; null: run from source, where the parser takes them from their packages. */
function grammarDirectory(): string | null {
  const bundled = path.join(here, 'grammars');
  return fs.existsSync(bundled) ? bundled : null;
}

/** The embedding that Sightline brings along; null where this version has none. */
function wordTable(): string | null {
  const file = path.join(here, '..', 'media', 'embedding', 'words.bin');
  return fs.existsSync(file) ? file : null;
}

/** Beside the bundle that this is part of, or in the source tree. */
function workerFile(): string {
  const bundled = path.join(here, 'worker.js');
  return fs.existsSync(bundled) ? bundled : path.join(here, 'worker', 'main.ts');
}
