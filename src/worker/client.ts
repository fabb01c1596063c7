import { Worker } from 'node:worker_threads';
import { EngineError, type Failure } from '../engine/errors.ts';
import type { SearchResult } from '../engine/retrieval/hit.ts';
import type { FoundSymbol } from '../engine/retrieval/foundSymbol.ts';
import type { Packed } from '../engine/retrieval/packed.ts';
import type { IndexStatus } from '../engine/retrieval/status.ts';
import type {
  NotableSymbol,
  SkippedFile,
  UnsavedText,
  WorkspaceIndex,
} from '../engine/retrieval/workspaceIndex.ts';
import type { FromWorker, IndexCall, ToWorker, WorkerData } from './protocol.ts';

export interface IndexClientOptions {
  /** The worker's script: `dist/worker.js`, or `src/worker/main.ts` when run from source. */
  readonly workerFile: string;
  readonly data: WorkerData & { readonly role: 'index' };
  readonly log: (line: string) => void;
}

/** A worker that dies is started again this often within a minute; then calls fail until `rebuild`. */
const maxRestartsPerMinute = 3;

/** A worker in the middle of a large step is ended without waiting for it: what it committed stays. */
const closeWithinMs = 2000;

interface Waiting {
  readonly call: IndexCall;
  /** A call that a died worker had not answered is asked once more of the next one. */
  attempts: number;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * The index of a workspace, kept by a worker thread that starts with the first call.
 * A worker that dies in the middle is started again, its unanswered calls are asked once more, and its index on
 * disk is intact, since segments are immutable and commits are transactions.
 */
export function openWorkspaceIndex(options: IndexClientOptions): WorkspaceIndex {
  const client = new IndexClient(options);
  const call = <T>(what: IndexCall, signal?: AbortSignal): Promise<T> =>
    client.call(what, signal) as Promise<T>;
  return {
    search: (request, signal) => call<SearchResult>({ kind: 'search', request }, signal),
    pack: (request, signal) => call<Packed>({ kind: 'pack', request }, signal),
    findSymbol: (request, signal) => call<FoundSymbol>({ kind: 'findSymbol', request }, signal),
    status: () => call<IndexStatus>({ kind: 'status' }),
    onStatus: (listener) => client.onStatus(listener),
    skipped: (limit) => call<SkippedFile[]>({ kind: 'skipped', limit }),
    notableSymbols: (limit) => call<NotableSymbol[]>({ kind: 'notableSymbols', limit }),
    readLines: (path, startLine, endLine) =>
      call<string | null>({ kind: 'readLines', path, startLine, endLine }),
    readText: (path) => call<string | null>({ kind: 'readText', path }),
    filesChanged: (paths) => call<void>({ kind: 'filesChanged', paths }),
    unsaved: (texts) => client.unsaved(texts),
    reconcile: () => call<void>({ kind: 'reconcile' }),
    rebuild: () => client.rebuild(),
    pause: () => call<void>({ kind: 'pause' }),
    resume: () => call<void>({ kind: 'resume' }),
    cancel: () => call<void>({ kind: 'cancel' }),
    whenReady: (until, signal) => call<void>({ kind: 'whenReady', until }, signal),
    close: () => client.close(),
  };
}

class IndexClient {
  readonly #options: IndexClientOptions;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<(status: IndexStatus) => void>();
  #worker: Worker | null = null;
  #nextId = 1;
  #isClosed = false;
  #restarts: number[] = [];
  #lastUnsaved: readonly UnsavedText[] = [];

  constructor(options: IndexClientOptions) {
    this.#options = options;
  }

  call(call: IndexCall, signal?: AbortSignal): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(closedError());
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const abort = (): void => {
        if (!this.#waiting.delete(id)) return;
        this.#send({ kind: 'abort', id });
        reject(signal?.reason as Error);
      };
      const settle = <T>(end: (value: T) => void) => {
        return (value: T): void => {
          signal?.removeEventListener('abort', abort);
          end(value);
        };
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.set(id, { call, attempts: 1, resolve: settle(resolve), reject: settle(reject) });
      this.#send({ kind: 'call', id, call });
    });
  }

  onStatus(listener: (status: IndexStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async unsaved(texts: readonly UnsavedText[]): Promise<void> {
    this.#lastUnsaved = texts;
    await this.call({ kind: 'unsaved', texts });
  }

  async rebuild(): Promise<void> {
    this.#restarts = [];
    await this.call({ kind: 'rebuild' });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    if (this.#worker !== null) {
      await Promise.race([
        // One that is still at work after that time is ended below, which is no failure.
        this.call({ kind: 'close' }).catch((error: unknown) => {
          if (!this.#isClosed) this.#options.log(String(error));
        }),
        new Promise((resolve) => setTimeout(resolve, closeWithinMs).unref()),
      ]);
    }
    this.#isClosed = true;
    for (const waiting of this.#waiting.values()) waiting.reject(closedError());
    this.#waiting.clear();
    await this.#worker?.terminate();
    this.#worker = null;
  }

  #send(message: ToWorker): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    const worker = new Worker(this.#options.workerFile, {
      workerData: this.#options.data,
      resourceLimits: { maxYoungGenerationSizeMb: 12 },
      // A parent started with `node -e` or an inspector must not hand that on.
      execArgv: [],
      // Logs travel as messages: a server over stdio must keep its stdout for the protocol.
      stdout: true,
      stderr: true,
    });
    worker.stdout.on('data', (data: Buffer) => this.#options.log(data.toString().trimEnd()));
    worker.stderr.on('data', (data: Buffer) => this.#options.log(data.toString().trimEnd()));
    worker.on('message', (message: FromWorker) => this.#receive(message));
    worker.on('error', (error) =>
      this.#options.log(`The index worker failed: ${error.stack ?? error.message}`),
    );
    worker.on('exit', () => this.#restart(worker));
    return worker;
  }

  #receive(message: FromWorker): void {
    if (message.kind === 'status') {
      for (const listener of this.#listeners) listener(message.status);
    } else if (message.kind === 'log') {
      this.#options.log(message.line);
    } else {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.kind === 'answer') waiting?.resolve(message.value);
      else waiting?.reject(fromFailure(message.failure));
    }
  }

  #restart(died: Worker): void {
    if (this.#worker !== died) return;
    this.#worker = null;
    if (this.#isClosed) return;
    const now = Date.now();
    this.#restarts = [...this.#restarts.filter((at) => now - at < 60_000), now];
    const mayRestart = this.#restarts.length <= maxRestartsPerMinute;
    const again: [number, Waiting][] = [];
    for (const [id, waiting] of this.#waiting) {
      if (mayRestart && waiting.attempts < 2) again.push([id, waiting]);
      else {
        this.#waiting.delete(id);
        waiting.reject(diedError());
      }
    }
    if (!mayRestart) return;
    this.#options.log(
      'The index worker ended unexpectedly. It starts again; nothing that was indexed is lost.',
    );
    if (this.#lastUnsaved.length > 0) {
      const id = this.#nextId++;
      this.#send({ kind: 'call', id, call: { kind: 'unsaved', texts: this.#lastUnsaved } });
    }
    for (const [id, waiting] of again) {
      waiting.attempts++;
      this.#send({ kind: 'call', id, call: waiting.call });
    }
    // With no call waiting, a status call alone brings the worker back to go on with its indexing.
    if (again.length === 0)
      this.call({ kind: 'status' }).catch((error: unknown) => this.#options.log(String(error)));
  }
}

function fromFailure(failure: Failure): Error {
  if (failure.kind === 'bug') return new Error(failure.message);
  return new EngineError(
    failure.kind,
    failure.message,
    failure.hint === undefined ? {} : { hint: failure.hint },
  );
}

function closedError(): EngineError {
  return new EngineError('index-unavailable', 'The index of this workspace is closed.', {
    hint: 'Open the folder again.',
  });
}

function diedError(): EngineError {
  return new EngineError('index-unavailable', 'The index worker of this workspace keeps failing.', {
    hint: 'Rebuild the index with "Sightline: Rebuild Index"; the log says what went wrong.',
  });
}
