import type { ParserApart } from '../parsing/apart.ts';
import type { AdoptJob } from './adoptJob.ts';
import type { BuildJob, BuildResult } from './parseJob.ts';
import type { MergeJob, MergeResult } from './mergeJob.ts';
import type { FromParse, Job } from './parseMessages.ts';
import type { ParseData } from './protocol.ts';
import {
  startParseProcess,
  startParseThread,
  type ParseWorker,
  type ParseWorkerOptions,
} from './parseWorker.ts';

/** The memory of a WASM parser never shrinks, so a parse worker is replaced after so many bytes of source. */
const recycleAfterBytes = 96 * 1024 * 1024;

/** A file of 1 MB takes about 0.3 s to parse on a slow core; a batch that takes this long has met a parser that hangs. */
const jobTimeoutMs = 60_000;

interface Task {
  readonly job: Job;
  resolve(result: BuildResult | MergeResult): void;
  reject(error: Error): void;
}

interface Lane {
  worker: ParseWorker | null;
  task: Task | null;
  parsedBytes: number;
  /** With a task: until it took too long. Without: until the worker rests. */
  timer: NodeJS.Timeout | null;
}

export interface ParsePoolOptions {
  readonly workerFile: string | URL;
  readonly data: ParseData;
  readonly size: number;
  /** Parses what must not be parsed in this process; closed with the pool. */
  readonly apart: ParserApart;
  readonly log: (line: string) => void;
  /** Milliseconds without a job after which a worker ends, and gives its memory back; default 30,000. */
  readonly idleMs?: number;
}

/**
 * Parse workers: processes, or threads where none can be started. They start when there is work, each with one job at
 * a time, and end when there was none for a while. A job whose worker dies or hangs rejects.
 */
export class ParsePool {
  readonly #options: ParsePoolOptions;
  readonly #lanes: Lane[];
  readonly #queue: Task[] = [];
  #nextId = 1;
  #mayFork = true;

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

  /** Workers that live, busy or not yet at rest. */
  get awake(): number {
    return this.#lanes.filter(({ worker }) => worker !== null).length;
  }

  build(job: BuildJob | AdoptJob): Promise<BuildResult> {
    return this.#run(job) as Promise<BuildResult>;
  }

  merge(job: MergeJob): Promise<MergeResult> {
    return this.#run(job) as Promise<MergeResult>;
  }

  /** End every worker and reject what is under way: nothing of it is committed yet. */
  async close(): Promise<void> {
    const error = new Error('The parse workers are closed.');
    for (const task of this.#queue.splice(0)) task.reject(error);
    this.#options.apart.close();
    await Promise.all(
      this.#lanes.map(async (lane) => {
        const { worker, task } = lane;
        this.#clear(lane);
        lane.worker = null;
        task?.reject(error);
        await worker?.end();
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
      this.#clear(lane);
      lane.task = task;
      lane.worker ??= this.#start(lane);
      this.#limit(lane);
      lane.worker.post({ kind: 'job', id: this.#nextId++, job: task.job });
    }
  }

  #start(lane: Lane): ParseWorker {
    lane.parsedBytes = 0;
    const { workerFile: file, data } = this.#options;
    const receive = (message: FromParse): void => {
      if (message.kind === 'log') this.#options.log(message.line);
      else if (lane.worker !== worker || message.kind === 'ready') return;
      else if (message.kind === 'outline') void this.#parseApart(lane, message);
      else this.#receive(lane, message);
    };
    const ended = (how: string, wasReady: boolean): void => {
      if (lane.worker !== worker) return;
      if (!wasReady) this.#useThread(lane, how);
      else {
        this.#options.log(`A parse worker ${how}.`);
        this.#fail(lane, 'ended unexpectedly');
      }
    };
    const options = { file, data, receive, ended };
    const worker = this.#mayFork ? this.#fork(options) : startParseThread(options);
    return worker;
  }

  #fork(options: ParseWorkerOptions): ParseWorker {
    try {
      return startParseProcess(options);
    } catch (error) {
      this.#forbidFork(error instanceof Error ? error.message : String(error));
      return startParseThread(options);
    }
  }

  /** The process of this lane never started: a thread takes its job. */
  #useThread(lane: Lane, how: string): void {
    this.#forbidFork(how);
    lane.worker = this.#start(lane);
    if (lane.task !== null) lane.worker.post({ kind: 'job', id: this.#nextId++, job: lane.task.job });
  }

  #forbidFork(why: string): void {
    if (this.#mayFork)
      this.#options.log(`No process could be started for parsing (${why}): threads of this one do it.`);
    this.#mayFork = false;
  }

  /** While a worker waits for the other process, which has a limit for each file, its own time stands still. */
  async #parseApart(lane: Lane, wanted: FromParse & { readonly kind: 'outline' }): Promise<void> {
    const { worker } = lane;
    this.#limit(lane, null);
    const outline = await this.#options.apart.outline(wanted.language, wanted.text);
    if (lane.worker !== worker) return;
    this.#limit(lane);
    worker?.post({ kind: 'outline', id: wanted.id, outline });
  }

  #limit(lane: Lane, ms: number | null = jobTimeoutMs): void {
    if (lane.timer !== null) clearTimeout(lane.timer);
    lane.timer = ms === null ? null : setTimeout(() => this.#fail(lane, 'took too long'), ms);
  }

  #receive(lane: Lane, message: FromParse & { readonly kind: 'result' | 'error' }): void {
    const task = lane.task;
    this.#clear(lane);
    if (message.kind === 'error') task?.reject(new Error(message.message));
    else {
      if (message.result.kind === 'built') lane.parsedBytes += message.result.parsedBytes;
      if (lane.parsedBytes > recycleAfterBytes) this.#drop(lane);
      task?.resolve(message.result);
    }
    this.#dispatch();
    this.#rest(lane);
  }

  #rest(lane: Lane): void {
    if (lane.task !== null || lane.worker === null) return;
    lane.timer = setTimeout(() => {
      this.#clear(lane);
      this.#drop(lane);
    }, this.#options.idleMs ?? 30_000);
    lane.timer.unref();
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
    worker?.end().catch((error: unknown) => this.#options.log(String(error)));
  }

  #clear(lane: Lane): void {
    this.#limit(lane, null);
    lane.task = null;
  }
}
