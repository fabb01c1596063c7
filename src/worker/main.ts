import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { toFailure } from '../engine/errors.ts';
import { createParserApart } from '../parsing/apart.ts';
import { parsedLanguages } from '../parsing/grammar.ts';
import { Indexer } from './indexer.ts';
import { ParsePool } from './parsePool.ts';
import type { FromWorker, ToWorker, WorkerData } from './protocol.ts';
import { serveParse, type ParseChannel } from './serveParse.ts';
import { openWordTable } from '../files/wordTable.ts';

/** Each takes 100 to 200 MB while it works (`npm run bench -- memory`), which a laptop must not notice. */
const mostParseWorkers = 2;

/** What runs here is told by who started it: `ParsePool` as a process or a thread, or `openWorkspaceIndex`. */
if (parentPort === null) serveParseProcess();
else serveThread(parentPort, workerData as WorkerData);

function serveParseProcess(): void {
  const [, , role, grammarDirectory = '', wordTable = ''] = process.argv;
  if (role !== 'parse' || !process.connected) throw new Error('This is a worker: Sightline starts it.');
  // The parent ends by Ctrl+C, and this with it; a job that is cut off first would read as a crash.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit());
  const channel: ParseChannel = {
    send: (message) => void process.send?.(message),
    onMessage: (listen) => void process.on('message', listen),
  };
  const orNull = (file: string): string | null => (file === '' ? null : file);
  serveParse(channel, { grammarDirectory: orNull(grammarDirectory), wordTable: orNull(wordTable) });
}

function serveThread(port: MessagePort, data: WorkerData): void {
  if (data.role === 'index') {
    serveIndex(port, data);
    return;
  }
  const channel: ParseChannel = {
    send: (message, bytes) => port.postMessage(message, bytes === undefined ? [] : [bytes]),
    onMessage: (listen) => void port.on('message', listen),
  };
  serveParse(channel, data);
}

function serveIndex(port: MessagePort, options: WorkerData & { readonly role: 'index' }): void {
  const send = (message: FromWorker): void => port.postMessage(message);
  const log = (line: string): void => send({ kind: 'log', line });
  const problems: string[] = [];
  const vectors = openWordTable(options.wordTable, (sentence) => problems.push(sentence));
  const pool = new ParsePool({
    workerFile: import.meta.filename,
    data: {
      grammarDirectory: options.grammarDirectory,
      wordTable: vectors === null ? null : options.wordTable,
    },
    size: options.parseWorkers ?? Math.max(1, Math.min(mostParseWorkers, os.availableParallelism() - 1)),
    apart: createParserApart({ file: parserFile(), grammarDirectory: options.grammarDirectory, log }),
    log,
  });
  const indexer = new Indexer({
    data: options,
    vectors,
    problems,
    pool,
    log,
    grammarLanguages: new Set(parsedLanguages),
    onStatus: (status) => send({ kind: 'status', status }),
  });
  const aborts = new Map<number, AbortController>();
  port.on('message', (message: ToWorker) => {
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
