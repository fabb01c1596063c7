import { toFailure } from '../engine/errors.ts';
import { isDeleted } from '../engine/retrieval/view.ts';
import { changesRules } from '../files/ruleFiles.ts';
import { filesOf, type WalkOptions, type WorkspaceFiles } from '../files/walk.ts';
import { watchFiles, type Watch } from '../files/watch.ts';
import type { LiveSegment } from './liveSegment.ts';
import { runBuildJob } from './parseJob.ts';
import type { ParsePool } from './parsePool.ts';
import { readProgress, tellProgress, type WriterProgress } from './progressFile.ts';
import { RootIndex, type RootIndexOptions } from './rootIndex.ts';
import { mergeMany, parseRest, runRoot } from './rootRun.ts';
import type { Progress, RunOptions } from './runOptions.ts';

export interface RootTaskOptions extends RootIndexOptions {
  readonly pool: ParsePool;
  readonly workspace: readonly string[];
  readonly excludes: NonNullable<WalkOptions['excludes']>;
  readonly maxFileBytes: number;
  readonly grammarLanguages: ReadonlySet<string>;
  /** Watch the folder, where no editor tells of changes. */
  readonly follows: boolean;
  /** Waits while indexing is paused. */
  readonly gate: () => Promise<void>;
  /** Anything that a search or the status would show has changed. */
  readonly onChange: () => void;
  readonly log: (line: string) => void;
}

export type RootState = 'starting' | 'walk' | 'scan' | 'parse' | 'ready' | 'cancelled' | 'failed';

/** More files than this at once (a branch switch, an install) are found faster by a walk than one by one. */
const manyFiles = 200;

/** After a run that failed, another is tried; twice as late after each. */
const quickestRetryMs = 5000;
const slowestRetryMs = 300_000;

/** One root's index with the work that keeps it current: runs, single files, following another writer. */
export class RootTask {
  readonly index: RootIndex;
  readonly #options: RootTaskOptions;
  readonly #files: WorkspaceFiles;
  readonly #versions = new Map<string, number>();
  #abort: AbortController | null = null;
  readonly #closing = new AbortController();
  #running: Promise<void> | null = null;
  #parsing: Promise<void> | null = null;
  #isStale = false;
  #watch: Promise<Watch> | null = null;
  #told = '';
  #writerParsed: number | null = null;
  #counts: (Counts & { readonly generation: number }) | null = null;
  #failures = 0;
  #retryAtMs = Infinity;
  state: RootState = 'starting';
  problem: string | null = null;
  filesTotal = 0;

  constructor(options: RootTaskOptions) {
    this.#options = options;
    const { root, workspace, excludes, maxFileBytes } = options;
    this.#files = filesOf(root.directory, { workspace, excludes, maxFileBytes });
    this.index = new RootIndex(options);
  }

  get isSearchable(): boolean {
    return this.state === 'ready' || this.state === 'parse' || !this.index.isWriter;
  }

  /** Files by language and phase, counted once for each generation. A reader sees files only. */
  counts(): Counts {
    if (this.#counts?.generation !== this.index.generation) {
      this.#counts = { generation: this.index.generation, ...countFiles(this.index) };
    }
    return this.#writerParsed === null || this.index.isWriter
      ? this.#counts
      : { ...this.#counts, parsed: this.#writerParsed };
  }

  async open(): Promise<void> {
    const isWriter = await this.index.open();
    this.filesTotal = this.index.entries.size;
    if (!isWriter) this.#heed();
    this.#options.onChange();
    if (isWriter) this.start();
  }

  /** Bring everything up to date; a run under way goes on, and is followed by another where files may have changed since. */
  start(): void {
    if (!this.index.isWriter) return;
    if (this.#options.follows) this.#watch ??= this.#startWatch();
    this.#isStale = true;
    this.#running ??= this.#runs().finally(() => (this.#running = null));
  }

  /** Resolves when phase 1 is current, or at once for a reader. */
  async reconcile(): Promise<void> {
    this.start();
    while (this.#running !== null && !(this.isSearchable && !this.#isStale)) {
      await Promise.race([this.#running, new Promise((resolve) => setTimeout(resolve, 50))]);
    }
  }

  async cancel(): Promise<void> {
    this.#isStale = false;
    this.#abort?.abort(new Error('Indexing was cancelled.'));
    await this.#running;
    if (this.index.isWriter && this.state !== 'ready') this.state = 'cancelled';
    this.#options.onChange();
  }

  async rebuild(): Promise<void> {
    await this.cancel();
    this.problem = null;
    if (!this.index.isWriter) return;
    await this.index.clear();
    this.start();
  }

  /** A few files changed: searchable after phase 1, which takes milliseconds here; phase 2 follows behind. */
  async filesChanged(paths: readonly string[]): Promise<void> {
    if (!this.index.isWriter || this.state === 'starting') return;
    const root = this.index.root.directory;
    if (paths.length > manyFiles || paths.some((path) => changesRules(root, path))) {
      await this.reconcile();
      return;
    }
    const { maxFileBytes, grammarLanguages, vectors } = this.#options;
    const found = await this.#files.lookAt(paths);
    const gone = [...found.missing, ...found.skipped.map((file) => file.path)];
    const removed = [...this.index.entries.keys()].filter((path) =>
      gone.some((missing) => isAtOrUnder(path, missing)),
    );
    for (const path of [...found.files.map((file) => file.path), ...removed]) this.#bump(path);
    const files = found.files.map(({ path }) => ({
      path,
      knownHash: this.index.entries.get(path)?.hash ?? null,
    }));
    const versions = new Map(files.map(({ path }) => [path, this.#version(path)]));
    const job = {
      kind: 'build',
      directory: this.index.root.directory,
      phase: 1,
      files,
      maxFileBytes,
    } as const;
    const built = await runBuildJob(job, { parser: null, grammarLanguages, vectors });
    await this.index.commitBuilt(
      { ...built, skipped: [...built.skipped, ...found.skipped], vanished: [...built.vanished, ...removed] },
      (path) => versions.has(path) && versions.get(path) !== this.#version(path),
    );
    if (this.#running === null) this.filesTotal = this.index.entries.size;
    this.#options.onChange();
    this.#parseSoon();
  }

  /** A reader looks for what the writer did, and takes over where it is gone. */
  async follow(): Promise<void> {
    if (this.index.isWriter) {
      this.#tell();
      if (!this.index.renew()) this.#heed();
      // A full disk gets room again without telling anyone.
      else if (this.state === 'failed' && Date.now() >= this.#retryAtMs) this.start();
      return;
    }
    const change = await this.index.follow();
    if (change === 'writer') this.start();
    else this.#heed();
    if (change !== 'same') this.#options.onChange();
  }

  async close(): Promise<void> {
    const reason = new Error('The index is closed.');
    this.#abort?.abort(reason);
    this.#closing.abort(reason);
    await this.#running;
    await this.#parsing;
    (await this.#watch)?.close();
    await this.index.close();
  }

  #startWatch(): Promise<Watch> {
    const { log, onMessage } = this.#options;
    const fail = (error: unknown): void => log(`A change could not be indexed: ${String(error)}`);
    return watchFiles({
      root: this.index.root.directory,
      files: this.#files,
      changed: (paths) => void this.filesChanged(paths).catch(fail),
      rescan: () => this.start(),
      warn: (line) => onMessage(line),
    });
  }

  async #runs(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      this.#abort = new AbortController();
      try {
        await runRoot(this.index, this.#runOptions(this.#abort.signal));
      } catch (error) {
        if (this.#abort.signal.aborted) return;
        const { message, hint = '' } = toFailure(error);
        this.state = 'failed';
        this.#retryAtMs = Date.now() + Math.min(slowestRetryMs, quickestRetryMs * 2 ** this.#failures++);
        this.problem = `${message} ${hint}`.trim();
        this.#options.log(
          `Indexing ${this.index.root.directory} failed: ${(error as Error).stack ?? message}`,
        );
        this.#options.onChange();
        return;
      }
    }
  }

  /** Phase 2 for single files, one run at a time, unless a whole run is under way and will do it. */
  #parseSoon(): void {
    if (this.#running !== null || this.#parsing !== null) return;
    const { signal } = this.#closing;
    this.#parsing = parseRest(this.index, this.#runOptions(signal))
      .then(() => mergeMany(this.index, this.#runOptions(signal)))
      .catch((error: unknown) => {
        if (!signal.aborted) this.#options.log(`Parsing changed files failed: ${String(error)}`);
      })
      .finally(() => {
        this.#parsing = null;
        this.#options.onChange();
      });
  }

  #runOptions(signal: AbortSignal): RunOptions {
    const { pool, vectors, maxFileBytes, gate, log } = this.#options;
    return {
      pool,
      files: this.#files,
      maxFileBytes,
      vectorKey: vectors?.key ?? null,
      signal,
      gate,
      log,
      version: (path) => this.#version(path),
      onProgress: (progress) => this.#note(progress),
    };
  }

  #note(progress: Progress): void {
    if (progress.kind === 'walking') this.state = 'walk';
    else if (progress.kind === 'walked') {
      this.filesTotal = progress.filesTotal;
      this.state = 'scan';
    } else if (progress.kind === 'searchable') {
      this.state = 'parse';
      // What turned out to be no text when it was read counts no longer.
      this.filesTotal = this.index.entries.size;
    } else if (progress.kind === 'ready') {
      this.state = 'ready';
      this.problem = null;
      this.#failures = 0;
      this.filesTotal = this.index.entries.size;
    }
    if (progress.kind !== 'committed') this.#tell();
    this.#options.onChange();
  }

  /** Let readers know how far this writer is. */
  #tell(): void {
    const { state, filesTotal, problem } = this;
    const progress: WriterProgress = { state, filesTotal, filesParsed: this.counts().parsed, problem };
    const text = JSON.stringify(progress);
    if (text === this.#told) return;
    this.#told = text;
    tellProgress(this.index.directory, progress, (line) => this.#options.log(line));
  }

  /** Take over what the writer says of itself. */
  #heed(): void {
    const progress = readProgress(this.index.directory);
    this.state = progress?.state ?? 'ready';
    this.filesTotal = progress?.filesTotal ?? this.counts().files;
    this.problem = progress?.problem ?? null;
    this.#writerParsed = progress?.filesParsed ?? null;
  }

  #version(path: string): number {
    return this.#versions.get(path) ?? 0;
  }

  #bump(path: string): void {
    this.#versions.set(path, this.#version(path) + 1);
  }
}

export interface Counts {
  readonly files: number;
  readonly parsed: number;
  readonly languages: Readonly<Record<string, number>>;
}

function countFiles(index: RootIndex): Counts {
  const languages: Record<string, number> = {};
  if (!index.isWriter) return countLive(index.live.values());
  let parsed = 0;
  for (const { language, phase } of index.entries.values()) {
    languages[language] = (languages[language] ?? 0) + 1;
    if (phase === 2) parsed++;
  }
  return { files: index.entries.size, parsed, languages };
}

function countLive(live: Iterable<LiveSegment>): Counts {
  const languages: Record<string, number> = {};
  let files = 0;
  for (const { segment, deleted } of live) {
    for (let file = 0; file < segment.fileCount; file++) {
      if (isDeleted(deleted, file)) continue;
      const language = segment.languages[segment.fileLanguage[file] ?? 0] ?? 'plaintext';
      languages[language] = (languages[language] ?? 0) + 1;
      files++;
    }
  }
  return { files, parsed: files, languages };
}

function isAtOrUnder(path: string, other: string): boolean {
  return path === other || (path.startsWith(other) && (other.endsWith('/') || path[other.length] === '/'));
}
