import os from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { toFailure } from '../engine/errors.ts';
import type { Parser } from '../engine/retrieval/chunk.ts';
import { parsedLanguages } from '../parsing/grammar.ts';
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
    size: Math.max(1, Math.min(mostParseWorkers, os.availableParallelism() - 1)),
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
        if (!abort.signal.aborted)
          log(`${call.kind} failed: ${error instanceof Error ? error.stack : String(error)}`);
        send({ kind: 'failed', id, failure: toFailure(error) });
      })
      .finally(() => aborts.delete(id));
  });
}

function serveParse(grammarDirectory: string | null): void {
  const send = (message: FromParse, transfer: ArrayBuffer[] = []): void =>
    port?.postMessage(message, transfer);
  let parser: Parser | null = null;
  const languages: ReadonlySet<string> = new Set(parsedLanguages);
  const run = (job: Job) => {
    if (job.kind === 'merge') return runMergeJob(job);
    if (job.phase === 2)
      parser ??= createParser({ grammarDirectory, log: (line) => send({ kind: 'log', line }) });
    return runBuildJob(job, job.phase === 2 ? parser : null, languages);
  };
  port?.on('message', ({ id, job }: ToParse) => {
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
