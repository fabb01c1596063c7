import path from 'node:path';
import { openWorkspaceIndex } from '../../src/worker/client.ts';

/**
 * The built index over one folder, in a process whose memory `memory.bench.ts` looks at until it ends it. With no
 * parse worker it does nothing at all.
 */
const [, , workspace = '', homeDirectory = '', parseWorkers = ''] = process.argv;
const dist = path.join(import.meta.dirname, '..', '..', 'dist');

if (parseWorkers !== '0') {
  const index = openWorkspaceIndex({
    workerFile: path.join(dist, 'worker.js'),
    data: {
      role: 'index',
      roots: [{ name: 'bench', directory: workspace }],
      homeDirectory,
      label: 'bench',
      excludes: {},
      grammarDirectory: path.join(dist, 'grammars'),
      wordTable: path.join(dist, '..', 'media', 'embedding', 'words.bin'),
      maxFileBytes: 1_000_000,
      follows: false,
      parseWorkers: Number(parseWorkers),
    },
    log: console.error,
  });
  await index.whenReady('ready');
  const { filesParsed, chunks } = await index.status();
  console.log(JSON.stringify({ filesParsed, chunks }));
}
// Whatever still lives in the worker keeps this process as well; the bench kills it.
setInterval(() => undefined, 60_000);
