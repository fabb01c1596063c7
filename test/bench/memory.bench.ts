import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { languageOf } from '../../src/engine/retrieval/language.ts';
import { sourceIn } from '../support/outlineGolden.ts';
import { makeFolder, removeFolder, writeFile } from '../support/workspace.ts';
import type { BenchRow } from './bench.ts';

/**
 * Resident memory of the whole index, with all its threads, over the same process with no index: while it indexes real
 * packages with every grammar at work, and after it has come to rest. What parses runs in processes beside it.
 */
export const title = 'Memory of the workers';

const packages = [
  'typescript',
  'openai',
  'zod',
  'preact',
  'mocha',
  '@modelcontextprotocol',
  'playwright-core',
  'fast-check',
  'node/node_modules',
  '@tree-sitter-grammars',
];
const packageBytes = 40_000_000;
/** Bytes in each language that no package holds enough of: its sample of `test/golden`, renamed in each file. */
const sampleBytes = 200_000;
const promisedMb = 300;
const script = path.join(import.meta.dirname, 'memoryChild.ts');
const sampleEveryMs = 100;
/** Workers rest after 30 s. */
const restMs = 40_000;

export async function run(): Promise<BenchRow[]> {
  const workspace = makeFolder();
  const megabytes = (copyPackages(workspace) + writeSamples(workspace)) / 1e6;
  try {
    const idleMb = await idleMemory();
    const rows: BenchRow[] = [
      { name: 'the process without an index', isBaseline: true, values: { MB: idleMb } },
    ];
    for (const parseWorkers of [1, 2]) {
      const { peak, rest, files, chunks } = await watchIndex(workspace, parseWorkers);
      const name = `${parseWorkers} parse worker${parseWorkers > 1 ? 's' : ''}`;
      const largest = Math.max(peak.own - idleMb, peak.largest);
      rows.push(
        {
          name: `${name}: ${files} files, ${chunks} chunks, ${megabytes.toFixed(0)} MB`,
          values: {
            MB: peak.both,
            'over idle MB': peak.both - idleMb,
            'in this process': peak.own,
            beside: peak.beside,
            'largest worker': largest,
          },
          promise: `each worker under ${promisedMb} MB`,
          isKept: largest < promisedMb,
        },
        {
          name: `${name}: at rest`,
          values: {
            MB: rest.both,
            'over idle MB': rest.both - idleMb,
            'in this process': rest.own,
            beside: rest.beside,
          },
          promise: 'the processes beside it are gone',
          isKept: rest.beside === 0,
        },
      );
    }
    return rows;
  } finally {
    removeFolder(workspace);
  }
}

interface Memory {
  readonly own: number;
  readonly beside: number;
  readonly both: number;
  /** Of the processes beside. */
  readonly largest: number;
}

async function watchIndex(workspace: string, parseWorkers: number) {
  const home = makeFolder();
  const child = spawn(process.execPath, [script, workspace, home, String(parseWorkers)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const peak = { own: 0, beside: 0, both: 0, largest: 0 };
  const timer = setInterval(() => {
    const now = memoryOf(child);
    for (const key of ['own', 'beside', 'both', 'largest'] as const)
      peak[key] = Math.max(peak[key], now[key]);
  }, sampleEveryMs);
  try {
    const said = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (data: Buffer) => resolve(data.toString()));
      child.once('exit', (code) => reject(new Error(`The index ended with exit code ${code}.`)));
    });
    clearInterval(timer);
    await sleep(restMs);
    const { filesParsed, chunks } = JSON.parse(said) as { filesParsed: number; chunks: number };
    return { peak, rest: memoryOf(child), files: filesParsed, chunks };
  } finally {
    clearInterval(timer);
    child.kill('SIGKILL');
    removeFolder(home);
  }
}

/** Resident MB of a process and of those that it started; what they share (the program itself) counts once (PSS). */
function memoryOf(child: ChildProcess): Memory {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const all = rows.filter(([, parent]) => parent === child.pid).map(([id = 0]) => residentMb(id));
  const beside = all.reduce((sum, mb) => sum + mb, 0);
  const own = residentMb(child.pid ?? 0);
  return { own, beside, both: own + beside, largest: Math.max(0, ...all) };
}

function residentMb(id: number): number {
  try {
    const rollup = fs.readFileSync(`/proc/${id}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]) / 1000;
  } catch {
    // It has just ended.
    return 0;
  }
}

async function idleMemory(): Promise<number> {
  const child = spawn(process.execPath, [script, '', '', '0'], { stdio: 'ignore' });
  await sleep(2000);
  const { own } = memoryOf(child);
  child.kill('SIGKILL');
  return own;
}

function copyPackages(workspace: string): number {
  const modules = path.join(import.meta.dirname, '..', '..', 'node_modules');
  let bytes = 0;
  for (const name of packages) {
    for (const file of fs.readdirSync(path.join(modules, name), { recursive: true, encoding: 'utf8' })) {
      const source = path.join(modules, name, file);
      const found = fs.statSync(source);
      if (!found.isFile() || found.size > 1_000_000 || languageOf(file) === 'plaintext') continue;
      if (file.includes('node_modules') || bytes > packageBytes) continue;
      writeFile(workspace, path.join('packages', name, file), fs.readFileSync(source));
      bytes += found.size;
    }
  }
  return bytes;
}

function writeSamples(workspace: string): number {
  const folder = path.join(import.meta.dirname, '..', 'golden', 'outline');
  let bytes = 0;
  for (const name of fs.readdirSync(folder)) {
    const golden = fs.readFileSync(path.join(folder, name), 'utf8');
    const file = /^path: (.*)\n/.exec(golden)?.[1] ?? name;
    const source = sourceIn(golden);
    for (let i = 0; i * source.length < sampleBytes; i++) {
      const text = source.replaceAll(/upload/gi, (word) => `${word}${i}`);
      writeFile(workspace, path.join('samples', name, String(i), file), text);
      bytes += text.length;
    }
  }
  return bytes;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
