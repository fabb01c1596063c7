import { type ChildProcess, fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { nodeEnvironment } from '../parsing/nodeEnvironment.ts';
import type { FromParse, ToParse } from './parseMessages.ts';
import type { ParseData, WorkerData } from './protocol.ts';

/** One parse worker, whatever it runs in. */
export interface ParseWorker {
  post(message: ToParse): void;
  /** At once, whatever it is doing. */
  end(): Promise<void>;
}

export interface ParseWorkerOptions {
  readonly file: string | URL;
  readonly data: ParseData;
  readonly receive: (message: FromParse) => void;
  /** It is gone, asked or not, which may be told twice. `wasReady`: it had started before. */
  readonly ended: (how: string, wasReady: boolean) => void;
}

/**
 * V8 lets the young generation grow to 48 MB before it collects, and what a batch leaves behind dies young.
 * glibc gives each thread a pool of memory of its own, which it does not give back.
 */
const memoryFlags = ['--max-semi-space-size=4'];
const memoryEnvironment = { MALLOC_ARENA_MAX: '1' };

/**
 * A parse worker as a process: all its memory goes back to the machine when it rests, none of it is the editor's,
 * and a parser that crashes takes nothing with it.
 * @throws Error where the runtime's permissions forbid it; where the system does, `ended` says so.
 */
export function startParseProcess(options: ParseWorkerOptions): ParseWorker {
  const { grammarDirectory, wordTable } = options.data;
  const child = fork(options.file, ['parse', grammarDirectory ?? '', wordTable ?? ''], {
    execPath: process.execPath,
    execArgv: memoryFlags,
    env: { ...nodeEnvironment(), ...memoryEnvironment },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    windowsHide: true,
  });
  let isReady = false;
  child.on('message', (message: FromParse) => {
    if (message.kind === 'ready') isReady = true;
    else options.receive(withOwnBytes(message));
  });
  child.on('error', (error) => options.ended(error.message, isReady));
  child.on('exit', (code, signal) => options.ended(`ended with ${signal ?? `exit code ${code}`}`, isReady));
  return {
    // A failure to send comes with the end of the process, which is heard of anyway.
    post: (message) => void child.send(message, () => undefined),
    end: () => killed(child),
  };
}

/** What comes from another process lies somewhere in a larger block; a segment wants its own, aligned. */
function withOwnBytes(message: FromParse): FromParse {
  if (message.kind !== 'result' || message.result.bytes === null) return message;
  return { ...message, result: { ...message.result, bytes: new Uint8Array(message.result.bytes) } };
}

function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined)
    return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    // Nothing in it is worth saving: what it builds is committed by whoever asked for it.
    child.kill('SIGKILL');
  });
}

/** A parse worker as a thread of this process, for where no process can be started. */
export function startParseThread(options: ParseWorkerOptions): ParseWorker {
  const data: WorkerData = { role: 'parse', ...options.data };
  const worker = new Worker(options.file, {
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: 24 },
  });
  worker.on('message', options.receive);
  worker.on('error', (error) => options.ended(error.message, true));
  worker.on('exit', (code) => options.ended(`ended with exit code ${code}`, true));
  return {
    post: (message) => worker.postMessage(message),
    end: async () => void (await worker.terminate()),
  };
}
