import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { FromParser, ToParser } from './apart.ts';
import { createParser } from './parser.ts';

/**
 * The process that `createParserApart` starts. Its first thread only passes messages, so that it hears of the
 * parent's end even while the second is lost in a file that never ends.
 */
if (isMainThread) passMessages(process.argv[2] ?? '');
else parseMessages(workerData as string);

function passMessages(grammarDirectory: string): void {
  const parser = new Worker(import.meta.filename, { workerData: grammarDirectory, execArgv: [] });
  parser.on('message', (message: FromParser) => process.send?.(message));
  parser.on('error', endNow);
  process.on('message', (message: ToParser) => parser.postMessage(message));
  process.on('disconnect', endNow);
  // The parent ends by Ctrl+C, and this with it.
  process.on('SIGINT', () => undefined);
  if (!process.connected) endNow();
}

/** Nothing here is worth saving, and `process.exit` would wait for the other thread. */
function endNow(): void {
  process.kill(process.pid, 'SIGKILL');
}

function parseMessages(grammarDirectory: string): void {
  const send = (message: FromParser): void => parentPort?.postMessage(message);
  const parser = createParser({
    grammarDirectory: grammarDirectory === '' ? null : grammarDirectory,
    log: (line) => send({ kind: 'log', line }),
  });
  parentPort?.on('message', ({ id, language, text }: ToParser) => {
    parser
      .outline(language, text)
      .catch((error: unknown) => {
        send({ kind: 'log', line: `A ${language} file could not be parsed: ${String(error)}` });
        return null;
      })
      .then((outline) => send({ kind: 'outline', id, outline, memoryBytes: process.memoryUsage.rss() }))
      .catch(endNow);
  });
  send({ kind: 'ready' });
}
