import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { endWhenStopped, node, root, run } from '../host/process.ts';
import { table, type BenchRow } from './bench.ts';

/**
 * `npm run bench [-- NAME ...]`: build, then run each bench of `test/bench/`, or those whose name contains one of the
 * words, in a process of its own, and print its table. Fails where a bench fails or a promise is not kept.
 */

const folder = path.join(root, 'test', 'bench');
const benchLimitMs = 10 * 60_000;

interface Bench {
  readonly title: string;
  readonly run: () => Promise<BenchRow[]>;
}

/** The child: one bench, in this process. */
async function runOne(file: string): Promise<void> {
  const bench = (await import(file)) as Bench;
  const rows = await bench.run();
  console.log(`${bench.title}\n\n${table(rows)}`);
  process.exitCode = rows.some(({ isKept }) => isKept === false) ? 1 : 0;
}

async function runAll(words: readonly string[]): Promise<void> {
  const built = await run(node, ['esbuild.js'], { timeoutMs: 120_000 });
  if (built.code !== 0) throw new Error(`The build failed:\n${built.output}`);
  console.log(
    `Node ${process.version}, ${os.cpus()[0]?.model} × ${os.cpus().length}, load ${os.loadavg()[0]?.toFixed(1)}`,
  );
  const files = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.bench.ts'))
    .filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
  const failed: string[] = [];
  for (const name of files) {
    console.log(`\n▌ ${name}`);
    const args = ['--expose-gc', import.meta.filename, '--one', path.join(folder, name)];
    const outcome = await run(node, args, { timeoutMs: benchLimitMs, isShown: true });
    if (outcome.timedOut) console.log(`ended at its limit of ${benchLimitMs / 60_000} minutes`);
    if (outcome.code !== 0) failed.push(name);
  }
  if (failed.length > 0) console.log(`\nnot kept, or failed: ${failed.join(', ')}`);
  process.exitCode = failed.length > 0 || files.length === 0 ? 1 : 0;
}

endWhenStopped();
const [first, second, ...rest] = process.argv.slice(2);
await (first === '--one' && second !== undefined
  ? runOne(second)
  : runAll([first, second, ...rest].filter((word) => word !== undefined)));
