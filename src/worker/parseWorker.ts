import { type ChildProcess, fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import type { FromParse, ToParse } from './parseMessages.ts';
import type { WorkerData } from './protocol.ts';

/** One parse worker, whatever it runs in. */
export interface ParseWorker {
  post(message: ToParse): void;
  /** At once, whatever it is doing. */
  end(): Promise<void>;
}

export interface ParseWorkerOptions {
  readonly file: string | URL;
  readonly grammarDirectory: string | null;
  readonly receive: (message: FromParse) => void;
  /** It is gone, unasked. `wasReady`: it had started before. */
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
  const child = fork(options.file, ['parse', options.grammarDirectory ?? ''], {
    execPath: process.execPath,
    execArgv: memoryFlags,
    env: environment(),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    windowsHide: true,
  });
  let isReady = false;
  let isEnded = false;
  const ended = (how: string): void => {
    if (isEnded) return;
    isEnded = true;
    options.ended(how, isReady);
  };
  child.on('message', (message: FromParse) => {
    if (message.kind === 'ready') isReady = true;
    else if (!isEnded) options.receive(withOwnBytes(message));
  });
  child.on('error', (error) => ended(error.message));
  child.on('exit', (code, signal) => ended(`ended with ${signal ?? `exit code ${code}`}`));
  return {
    // A failure to send comes with the end of the process, which is heard of anyway.
    post: (message) => void child.send(message, () => undefined),
    end: () => {
      isEnded = true;
      return killed(child);
    },
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

/** The editor's own options for Node (a debugger's, say) are not for this process, and its Electron is to be Node. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...rest } = process.env;
  return { ...rest, ...memoryEnvironment, ELECTRON_RUN_AS_NODE: '1' };
}

/** A parse worker as a thread of this process, for where no process can be started. */
export function startParseThread(options: ParseWorkerOptions): ParseWorker {
  const data: WorkerData = { role: 'parse', grammarDirectory: options.grammarDirectory };
  const worker = new Worker(options.file, {
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: 24 },
  });
  let isEnded = false;
  const ended = (how: string): void => {
    if (isEnded) return;
    isEnded = true;
    options.ended(how, true);
  };
  worker.on('message', (message: FromParse) => {
    if (message.kind !== 'ready' && !isEnded) options.receive(message);
  });
  worker.on('error', (error) => ended(error.message));
  worker.on('exit', (code) => ended(`ended with exit code ${code}`));
  return {
    post: (message) => worker.postMessage(message),
    end: async () => {
      isEnded = true;
      await worker.terminate();
    },
  };
}
