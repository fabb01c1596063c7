import fs from 'node:fs';
import path from 'node:path';
import { compose } from '../../src/compose.ts';
import { languageOf } from '../../src/engine/retrieval/language.ts';
import { readText } from '../../src/files/read.ts';
import { parsedLanguages } from '../../src/parsing/grammar.ts';
import { createParser } from '../../src/parsing/parser.ts';
import { runBuildJob, type BuildJob } from '../../src/worker/parseJob.ts';
import { makeFolder, removeFolder, writeFile } from '../support/workspace.ts';
import type { BenchRow } from './bench.ts';

/**
 * The two phases of an index over real source (packages that `npm ci` installs), each as the parse worker runs it:
 * read, hash, outline, split, tokenise, build. The baselines are reading alone and the syntax parser alone.
 * Then the whole engine with its workers: a cold start, a restart where nothing changed, a saved file.
 */
export const title = 'Indexing pipeline';

const packages = [
  'openai',
  'zod',
  'preact',
  'mocha',
  'typescript',
  '@modelcontextprotocol',
  'playwright-core',
];
const scanBytes = 30_000_000;
const parseBytes = 5_000_000;

export async function run(): Promise<BenchRow[]> {
  const root = path.join(import.meta.dirname, '..', '..', 'node_modules');
  const files = sourceFiles(root, scanBytes);
  const few = sourceFiles(root, parseBytes).filter((file) => parsedLanguages.includes(languageOf(file.path)));
  const parser = createParser({ grammarDirectory: null, log: console.error });
  const job = (phase: 1 | 2, chosen: readonly SourceFile[]): BuildJob => ({
    kind: 'build',
    directory: root,
    phase,
    files: chosen.map((file) => ({ path: file.path, knownHash: null })),
    maxFileBytes: 2_000_000,
  });
  const languages = new Set(parsedLanguages);
  // Warm: the parser's WASM is compiled, and so is our own code.
  await runBuildJob(job(2, few.slice(0, 150)), parser, languages);
  await runBuildJob(job(1, files.slice(0, 600)), null, languages);
  const read = await measure(async () => {
    for (const file of files) readText(path.join(root, file.path), { maxBytes: 2_000_000 });
  });
  const scanned = await measure(() => runBuildJob(job(1, files), null, languages));
  const texts = few.map((file) => readText(path.join(root, file.path), { maxBytes: 2_000_000 }));
  const parsed = await measure(async () => {
    for (const [place, read] of texts.entries()) {
      if (read.kind === 'text') await parser.outline(languageOf(few[place]?.path ?? ''), read.text);
    }
  });
  const full = await measure(() => runBuildJob(job(2, few), parser, languages));
  const megabytes = (chosen: readonly SourceFile[]): number =>
    chosen.reduce((sum, file) => sum + file.size, 0) / 1e6;
  const rate = (chosen: readonly SourceFile[], cpuMs: number): number => megabytes(chosen) / (cpuMs / 1000);
  const row = (name: string, chosen: readonly SourceFile[], timing: Measured): BenchRow => ({
    name,
    values: {
      MB: megabytes(chosen),
      'MB/s CPU': rate(chosen, timing.cpuMs),
      'CPU ms': timing.cpuMs,
      'wall ms': timing.wallMs,
    },
  });
  const ratio = full.cpuMs / parsed.cpuMs;
  return [
    { ...row('reading and hashing alone', files, read), isBaseline: true },
    { ...row('phase 1', files, scanned), promise: '20 MB/s', isKept: rate(files, scanned.cpuMs) >= 20 },
    { ...row('parsing and walking alone', few, parsed), isBaseline: true },
    {
      ...row(`phase 2, ${ratio.toFixed(2)} of that`, few, full),
      promise: '1.3 at the most',
      isKept: ratio <= 1.3,
    },
    ...(await wholeEngine(root, files)),
  ];
}

async function wholeEngine(root: string, files: readonly SourceFile[]): Promise<BenchRow[]> {
  const [workspace, home] = [makeFolder(), makeFolder()];
  const part = files.slice(0, 2000);
  for (const file of part) writeFile(workspace, file.path, fs.readFileSync(path.join(root, file.path)));
  const open = () =>
    compose({ roots: [{ name: 'bench', directory: workspace }], homeDirectory: home, log: () => undefined });
  const search = { query: 'retry a failed request', limit: 10, offset: 0, withUses: false };
  try {
    const cold = open();
    const first = await measure(() => cold.index.search(search));
    const ready = await measure(() => cold.index.whenReady('ready'));
    const { chunks } = await cold.index.status();
    await cold.close();
    const warm = open();
    const restart = await measure(() => warm.index.whenReady('ready'));
    const again = await measure(() => warm.index.search(search));
    const saved = await measure(async () => {
      await warm.index.filesChanged([writeFile(workspace, 'saved.ts', 'export function justSaved() {}\n')]);
      await warm.index.search({ ...search, query: 'justSaved' });
    });
    await warm.close();
    const row = (name: string, { wallMs, cpuMs }: Measured): BenchRow => ({
      name,
      values: { 'wall ms': wallMs, 'CPU ms': cpuMs },
    });
    return [
      row(`cold: first answer, ${part.length} files`, first),
      row(`cold: both phases ready, ${chunks} chunks`, ready),
      { ...row('restart, nothing changed: ready', restart), promise: '500 ms', isKept: restart.wallMs < 500 },
      row('a question after the restart', again),
      { ...row('a saved file is found', saved), promise: '100 ms', isKept: saved.wallMs < 100 },
      { name: 'peak memory of this whole process', values: { MB: process.resourceUsage().maxRSS / 1000 } },
    ];
  } finally {
    removeFolder(workspace);
    removeFolder(home);
  }
}

interface SourceFile {
  readonly path: string;
  readonly size: number;
}

function sourceFiles(root: string, bytes: number): SourceFile[] {
  const found: SourceFile[] = [];
  let total = 0;
  for (const name of packages) {
    for (const entry of fs.readdirSync(path.join(root, name), { recursive: true, encoding: 'utf8' })) {
      const file = path.join(name, entry);
      if (!/\.(ts|mts|js|mjs|py|md)$/.test(file)) continue;
      const { size } = fs.statSync(path.join(root, file));
      if (size === 0 || size > 1_000_000) continue;
      found.push({ path: file.split(path.sep).join('/'), size });
      total += size;
      if (total > bytes) return found;
    }
  }
  return found;
}

interface Measured {
  readonly cpuMs: number;
  readonly wallMs: number;
}

async function measure(work: () => Promise<unknown>): Promise<Measured> {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  await work();
  const wallMs = performance.now() - wall;
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, wallMs };
}
