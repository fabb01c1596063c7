import { Worker } from 'node:worker_threads';
import type { BuildJob, BuildResult } from './parseJob.ts';
import type { MergeJob, MergeResult } from './mergeJob.ts';
import type { WorkerData } from './protocol.ts';

/** The memory of a WASM parser never shrinks, so a parse worker is replaced after so many bytes of source. */
const recycleAfterBytes = 96 * 1024 * 1024;

/** A file of 1 MB takes about 0.3 s to parse on a slow core; a batch that takes this long has met a parser that hangs. */
const jobTimeoutMs = 60_000;

export type Job = BuildJob | MergeJob;
export type ToParse = { readonly id: number; readonly job: Job };
export type FromParse =
  | { readonly kind: 'result'; readonly id: number; readonly result: BuildResult | MergeResult }
  | { readonly kind: 'error'; readonly id: number; readonly message: string }
  | { readonly kind: 'log'; readonly line: string };

interface Task {
  readonly job: Job;
  resolve(result: BuildResult | MergeResult): void;
  reject(error: Error): void;
}

interface Lane {
  worker: Worker | null;
  task: Task | null;
  parsedBytes: number;
  timer: NodeJS.Timeout | null;
}

export interface ParsePoolOptions {
  readonly workerFile: string | URL;
  readonly grammarDirectory: string | null;
  readonly size: number;
  readonly log: (line: string) => void;
}

/** Parse workers, started when there is work, each with one job at a time. A job whose worker dies or hangs rejects. */
export class ParsePool {
  readonly #options: ParsePoolOptions;
  readonly #lanes: Lane[];
  readonly #queue: Task[] = [];
  #nextId = 1;

  constructor(options: ParsePoolOptions) {
    this.#options = options;
    this.#lanes = Array.from({ length: options.size }, () => ({
      worker: null,
      task: null,
      parsedBytes: 0,
      timer: null,
    }));
  }

  get size(): number {
    return this.#lanes.length;
  }

  build(job: BuildJob): Promise<BuildResult> {
    return this.#run(job) as Promise<BuildResult>;
  }

  merge(job: MergeJob): Promise<MergeResult> {
    return this.#run(job) as Promise<MergeResult>;
  }

  /** End every worker and reject what is under way: nothing of it is committed yet. */
  async close(): Promise<void> {
    const error = new Error('The parse workers are closed.');
    for (const task of this.#queue.splice(0)) task.reject(error);
    await Promise.all(
      this.#lanes.map(async (lane) => {
        const { worker, task } = lane;
        this.#clear(lane);
        lane.worker = null;
        task?.reject(error);
        await worker?.terminate();
      }),
    );
  }

  #run(job: Job): Promise<BuildResult | MergeResult> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, resolve, reject });
      this.#dispatch();
    });
  }

  #dispatch(): void {
    for (const lane of this.#lanes) {
      if (lane.task !== null) continue;
      const task = this.#queue.shift();
      if (task === undefined) return;
      lane.task = task;
      lane.worker ??= this.#start(lane);
      lane.timer = setTimeout(() => this.#fail(lane, 'took too long'), jobTimeoutMs);
      lane.worker.postMessage({ id: this.#nextId++, job: task.job } satisfies ToParse);
    }
  }

  #start(lane: Lane): Worker {
    const data: WorkerData = { role: 'parse', grammarDirectory: this.#options.grammarDirectory };
    const worker = new Worker(this.#options.workerFile, { workerData: data });
    lane.parsedBytes = 0;
    worker.on('message', (message: FromParse) => this.#receive(lane, message));
    worker.on('error', (error) => this.#options.log(`A parse worker failed: ${error.message}`));
    worker.on('exit', () => {
      if (lane.worker === worker) this.#fail(lane, 'ended unexpectedly');
    });
    return worker;
  }

  #receive(lane: Lane, message: FromParse): void {
    if (message.kind === 'log') {
      this.#options.log(message.line);
      return;
    }
    const task = lane.task;
    this.#clear(lane);
    if (message.kind === 'error') task?.reject(new Error(message.message));
    else {
      if (message.result.kind === 'built') lane.parsedBytes += message.result.parsedBytes;
      if (lane.parsedBytes > recycleAfterBytes) this.#drop(lane);
      task?.resolve(message.result);
    }
    this.#dispatch();
  }

  #fail(lane: Lane, what: string): void {
    const task = lane.task;
    this.#clear(lane);
    this.#drop(lane);
    task?.reject(new Error(`A parse worker ${what}.`));
    this.#dispatch();
  }

  #drop(lane: Lane): void {
    const worker = lane.worker;
    lane.worker = null;
    worker?.terminate().catch((error: unknown) => this.#options.log(String(error)));
  }

  #clear(lane: Lane): void {
    if (lane.timer !== null) clearTimeout(lane.timer);
    lane.timer = null;
    lane.task = null;
  }
}
