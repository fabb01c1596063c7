import path from 'node:path';
import { unreachable } from '../engine/errors.ts';
import type { WordVectors } from '../engine/ranking/wordVectors.ts';
import { notableSymbols } from '../engine/retrieval/notable.ts';
import type { FileSource } from '../engine/retrieval/fileSource.ts';
import { findSymbol } from '../engine/retrieval/findSymbol.ts';
import { packContext } from '../engine/retrieval/packContext.ts';
import { search, type SearchContext } from '../engine/retrieval/search.ts';
import type { IndexStatus } from '../engine/retrieval/status.ts';
import { createView, type IndexView } from '../engine/retrieval/view.ts';
import type { SkippedFile, UnsavedText, WorkspaceRoot } from '../engine/retrieval/workspaceIndex.ts';
import { editorExcludes } from '../files/editorExcludes.ts';
import { ensurePrivateDirectory, indexDirectory } from '../files/home.ts';
import { Histories } from './histories.ts';
import { Overlay } from './overlay.ts';
import type { ParsePool } from './parsePool.ts';
import type { IndexCall, WorkerData } from './protocol.ts';
import { RootTask } from './rootTask.ts';
import { RootWeights } from './rootWeights.ts';
import { standingOf, statusOf } from './statusOf.ts';
import { readLines, workspaceFiles } from './workspaceFiles.ts';

export interface IndexerOptions {
  readonly data: WorkerData & { readonly role: 'index' };
  /** By which chunks are embedded and found; null: by words alone. */
  readonly vectors: WordVectors | null;
  /** Sentences that go with every answer from the start. */
  readonly problems: readonly string[];
  readonly pool: ParsePool;
  readonly grammarLanguages: ReadonlySet<string>;
  readonly onStatus: (status: IndexStatus) => void;
  readonly log: (line: string) => void;
}

/** A cold workspace answers with its first batch rather than with nothing, when that comes within this time. */
const firstBatchWaitMs = 600;

/** How often a reader looks for news, and a writer says that it lives. */
const followEveryMs = 2000;

/** Status messages at most this often. */
const statusEveryMs = 100;

type LookUp<Request, Found> = (
  view: IndexView,
  files: FileSource,
  asked: { request: Request; context: SearchContext },
) => Promise<Found>;

/** Every root's index as one: the calls of `WorkspaceIndex` on the worker's side. */
export class Indexer {
  readonly #options: IndexerOptions;
  readonly #roots: readonly WorkspaceRoot[];
  readonly #tasks: RootTask[] = [];
  readonly #overlay: Overlay;
  #weights: RootWeights | null = null;
  readonly #histories: Histories;
  readonly #waits = new Set<() => void>();
  readonly #messages: string[] = [];
  #view: IndexView | null = null;
  #opening: Promise<void> | null = null;
  #resume: (() => void) | null = null;
  #paused: Promise<void> | null = null;
  #statusTimer: NodeJS.Timeout | null = null;
  #followTimer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(options: IndexerOptions) {
    this.#options = options;
    this.#histories = new Histories({ ...options, onChange: () => this.#changed() });
    this.#roots = options.data.roots;
    this.#overlay = new Overlay(this.#roots, options.vectors);
    const [only, second] = this.#roots;
    const { homeDirectory: home } = options.data;
    // One question is asked of all roots together: weights of one of them would be wrong for the others.
    if (only !== undefined && second === undefined)
      this.#weights = new RootWeights({ home, directory: only.directory }, options.log);
  }

  async answer(call: IndexCall, signal: AbortSignal): Promise<unknown> {
    await this.#open();
    signal.throwIfAborted();
    switch (call.kind) {
      case 'search':
        return this.#look(search, call.request, signal);
      case 'pack':
        return this.#look(packContext, call.request, signal);
      case 'findSymbol':
        return this.#look(findSymbol, call.request, signal);
      case 'status':
        return this.status();
      case 'skipped':
        return this.#skipped(call.limit);
      case 'notableSymbols':
        return notableSymbols(this.#currentView(), call.limit);
      case 'readLines':
        return readLines(this.#files(), call);
      case 'readText':
        return (await this.#files().read(call.path))?.text ?? null;
      case 'filesChanged':
        return this.#filesChanged(call.paths);
      case 'unsaved':
        return this.#setUnsaved(call.texts);
      case 'reconcile':
        await Promise.all(this.#tasks.map((task) => task.reconcile()));
        return undefined;
      case 'rebuild':
        this.#messages.length = 0;
        await Promise.all(this.#tasks.map((task) => task.rebuild()));
        return undefined;
      case 'pause':
        this.#pause();
        return undefined;
      case 'resume':
        return this.#goOn();
      case 'cancel':
        this.#release();
        await Promise.all(this.#tasks.map((task) => task.cancel()));
        return undefined;
      case 'whenReady':
        return this.#whenReady(call.until, signal);
      case 'close':
        return this.close();
      default:
        return unreachable(call);
    }
  }

  status(): IndexStatus {
    const { commits } = this.#histories;
    return statusOf(this.#tasks, { isPaused: this.#paused !== null, messages: this.#messages, commits });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#followTimer !== null) clearInterval(this.#followTimer);
    if (this.#statusTimer !== null) clearTimeout(this.#statusTimer);
    this.#release();
    // The tasks are told first: a worker that leaves them in the middle is no failure then.
    const closing = this.#tasks.map((task) => task.close());
    await Promise.all([this.#options.pool.close(), this.#histories.close(), ...closing]);
  }

  #open(): Promise<void> {
    this.#opening ??= this.#openRoots();
    return this.#opening;
  }

  async #openRoots(): Promise<void> {
    const { data, vectors, pool, grammarLanguages, log } = this.#options;
    for (const root of this.#roots) {
      const directory = indexDirectory(data.homeDirectory, [root.directory]);
      ensurePrivateDirectory(directory);
      const task = new RootTask({
        root,
        directory,
        vectors,
        pool,
        grammarLanguages,
        log,
        label: data.label,
        workspace: this.#roots.map((other) => other.directory),
        excludes:
          root.excludes ?? (data.readsEditorExcludes ? () => editorExcludes(root.directory) : data.excludes),
        follows: data.follows,
        maxFileBytes: data.maxFileBytes,
        gate: () => this.#paused ?? Promise.resolve(),
        onChange: () => this.#changed(),
        onMessage: (sentence) => {
          this.#messages.push(sentence);
          log(sentence);
        },
      });
      this.#tasks.push(task);
      await task.open();
      this.#histories.add(task, this.#roots.length > 1 ? root.name : '');
    }
    this.#followTimer = setInterval(() => void this.#follow(this.#tasks), followEveryMs);
  }

  /** Look up in the newest there is, and wait for a first batch where there is nothing yet. */
  async #look<Request, Found>(lookUp: LookUp<Request, Found>, request: Request, signal: AbortSignal) {
    await this.#follow(this.#tasks.filter((task) => !task.index.isWriter));
    if (this.#isEmpty() && this.#tasks.some((task) => !task.isSearchable)) await this.#waitForChunks();
    await this.#histories.loaded();
    const { filesIndexed, filesTotal, generation, warnings } = standingOf(this.#tasks, this.#messages);
    const { vectors, problems } = this.#options;
    const coverage = { filesIndexed, filesTotal };
    const { evidence } = this.#histories;
    const weights = this.#weights?.current;
    const told = { coverage, generation, warnings: [...problems, ...warnings], signal };
    const context = { ...told, vectors, evidence, weights };
    return lookUp(this.#currentView(), this.#files(), { request, context });
  }

  #isEmpty(): boolean {
    return this.#tasks.every((task) => task.index.live.size === 0);
  }

  #waitForChunks(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => end(), firstBatchWaitMs);
      const look = (): void => {
        if (!this.#isEmpty() || this.#tasks.every((task) => task.isSearchable)) end();
      };
      const end = (): void => {
        clearTimeout(timer);
        this.#waits.delete(look);
        resolve();
      };
      this.#waits.add(look);
    });
  }

  #currentView(): IndexView {
    this.#view ??= createView(
      this.#tasks.flatMap(({ index }) => this.#overlay.over(index.root, [...index.live.values()])),
    );
    return this.#view;
  }

  #files() {
    return workspaceFiles(this.#roots, this.#overlay, this.#options.data.maxFileBytes);
  }

  #skipped(limit: number): readonly SkippedFile[] {
    const prefix = (root: WorkspaceRoot): string => (this.#roots.length > 1 ? `${root.name}/` : '');
    return this.#tasks
      .flatMap(({ index }) =>
        index.skipped(limit).map((file) => ({ ...file, path: `${prefix(index.root)}${file.path}` })),
      )
      .slice(0, limit);
  }

  async #filesChanged(paths: readonly string[]): Promise<void> {
    await Promise.all(
      this.#tasks.map(async (task) => {
        const base = task.index.root.directory;
        const own = paths.filter((file) => file === base || file.startsWith(base + path.sep));
        if (own.length > 0) await task.filesChanged(own);
      }),
    );
  }

  #setUnsaved(texts: readonly UnsavedText[]): void {
    this.#overlay.set(texts);
    this.#changed();
  }

  #pause(): void {
    if (this.#paused !== null) return;
    this.#paused = new Promise((resolve) => (this.#resume = resolve));
    this.#changed();
  }

  #release(): void {
    this.#resume?.();
    this.#resume = null;
    this.#paused = null;
  }

  #goOn(): void {
    this.#release();
    for (const task of this.#tasks) if (task.state === 'cancelled' || task.state === 'failed') task.start();
    this.#changed();
  }

  #whenReady(until: 'searchable' | 'ready', signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const failed = this.#tasks.find((task) => task.state === 'failed');
        const isThere = this.#tasks.every((task) =>
          until === 'ready' ? task.state === 'ready' && this.#histories.areSettled : task.isSearchable,
        );
        if (signal.aborted) end(() => reject(signal.reason as Error));
        else if (failed !== undefined) end(() => reject(new Error(failed.problem ?? 'Indexing failed.')));
        else if (isThere) end(resolve);
      };
      const end = (settle: () => void): void => {
        this.#waits.delete(look);
        signal.removeEventListener('abort', look);
        settle();
      };
      this.#waits.add(look);
      signal.addEventListener('abort', look);
      look();
    });
  }

  async #follow(tasks: readonly RootTask[]): Promise<void> {
    this.#histories.look();
    for (const task of tasks) {
      try {
        await task.follow();
      } catch (error) {
        this.#options.log(`Following the index of ${task.index.root.directory} failed: ${String(error)}`);
      }
    }
  }

  #changed(): void {
    this.#view = null;
    this.#histories.look();
    for (const look of this.#waits) look();
    if (this.#statusTimer !== null || this.#isClosed) return;
    this.#statusTimer = setTimeout(() => {
      this.#statusTimer = null;
      this.#options.onStatus(this.status());
    }, statusEveryMs);
  }
}
