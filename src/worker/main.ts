import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { toFailure } from '../engine/errors.ts';
import type { Outline, Parser } from '../engine/retrieval/chunk.ts';
import { createParserApart } from '../parsing/apart.ts';
import { isParsedApart, parsedLanguages } from '../parsing/grammar.ts';
import { createParser } from '../parsing/parser.ts';
import { Indexer } from './indexer.ts';
import { runMergeJob } from './mergeJob.ts';
import { runBuildJob } from './parseJob.ts';
import { ParsePool, type FromParse, type Job, type ToParse } from './parsePool.ts';
import type { FromWorker, ToWorker, WorkerData } from './protocol.ts';

/** More parse workers than this gain little: reading and committing are one thread's work. */
const mostParseWorkers = 4;

const port = parentPort;
if (port === null) throw new Error('This is a worker thread: compose starts it.');
const data = workerData as WorkerData;

if (data.role === 'parse') serveParse(data.grammarDirectory);
else serveIndex(data);

function serveIndex(options: WorkerData & { readonly role: 'index' }): void {
  const send = (message: FromWorker): void => port?.postMessage(message);
  const log = (line: string): void => send({ kind: 'log', line });
  const pool = new ParsePool({
    workerFile: import.meta.filename,
    grammarDirectory: options.grammarDirectory,
    size: options.parseWorkers ?? Math.max(1, Math.min(mostParseWorkers, os.availableParallelism() - 1)),
    apart: createParserApart({ file: parserFile(), grammarDirectory: options.grammarDirectory, log }),
    log,
  });
  const indexer = new Indexer({
    data: options,
    pool,
    log,
    grammarLanguages: new Set(parsedLanguages),
    onStatus: (status) => send({ kind: 'status', status }),
  });
  const aborts = new Map<number, AbortController>();
  port?.on('message', (message: ToWorker) => {
    if (message.kind === 'abort') {
      aborts.get(message.id)?.abort(new Error('The caller stopped waiting.'));
      return;
    }
    const { id, call } = message;
    const abort = new AbortController();
    aborts.set(id, abort);
    indexer
      .answer(call, abort.signal)
      .then((value) => send({ kind: 'answer', id, value }))
      .catch((error: unknown) => {
        const failure = toFailure(error);
        // What a person can act on is told by whoever asked.
        if (failure.kind === 'bug' && !abort.signal.aborted)
          log(`${call.kind} failed: ${error instanceof Error ? error.stack : String(error)}`);
        send({ kind: 'failed', id, failure });
      })
      .finally(() => aborts.delete(id));
  });
}

/** Beside the bundle that this is part of, or in the source tree. */
function parserFile(): string {
  const bundled = path.join(import.meta.dirname, 'parser.js');
  return fs.existsSync(bundled) ? bundled : path.join(import.meta.dirname, '..', 'parsing', 'main.ts');
}

function serveParse(grammarDirectory: string | null): void {
  const send = (message: FromParse, transfer: ArrayBuffer[] = []): void =>
    port?.postMessage(message, transfer);
  const apart = askApart(send);
  const open = (): Parser => {
    const here = createParser({ grammarDirectory, log: (line) => send({ kind: 'log', line }) });
    return { outline: (language, text) => (isParsedApart(language) ? apart : here).outline(language, text) };
  };
  let parser: Parser | null = null;
  const languages: ReadonlySet<string> = new Set(parsedLanguages);
  const run = (job: Job) => {
    if (job.kind === 'merge') return runMergeJob(job);
    return runBuildJob(job, job.phase === 2 ? (parser ??= open()) : null, languages);
  };
  port?.on('message', (message: ToParse) => {
    if (message.kind === 'outline') {
      apart.answer(message.id, message.outline);
      return;
    }
    const { id, job } = message;
    run(job)
      .then((result) =>
        send({ kind: 'result', id, result }, result.bytes === null ? [] : [result.bytes.buffer]),
      )
      .catch((error: unknown) => {
        send({
          kind: 'error',
          id,
          message: error instanceof Error ? (error.stack ?? error.message) : String(error),
        });
      });
  });
}

/** The parser of another process, asked through the thread that owns this one. */
function askApart(send: (message: FromParse) => void) {
  const waiting = new Map<number, (outline: Outline | null) => void>();
  let nextId = 1;
  return {
    outline: (language: string, text: string): Promise<Outline | null> =>
      new Promise((resolve) => {
        const id = nextId++;
        waiting.set(id, resolve);
        send({ kind: 'outline', id, language, text });
      }),
    answer(id: number, outline: Outline | null): void {
      waiting.get(id)?.(outline);
      waiting.delete(id);
    },
  };
}
