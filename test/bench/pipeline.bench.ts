import fs from 'node:fs';
import path from 'node:path';
import { compose } from '../../src/compose.ts';
import { languageOf } from '../../src/engine/retrieval/language.ts';
import { readText } from '../../src/files/read.ts';
import { parsedLanguages } from '../../src/parsing/grammar.ts';
import { createParser } from '../../src/parsing/parser.ts';
import { batches } from '../../src/worker/difference.ts';
import { runBuildJob, type BuildJob } from '../../src/worker/parseJob.ts';
import { scanBatch } from '../../src/worker/rootRun.ts';
import { shippedTable } from '../support/shippedTable.ts';
import { makeFolder, removeFolder, writeFile } from '../support/workspace.ts';
import { median, type BenchRow } from './bench.ts';
import { readSources, sourceRoot } from './sources.ts';

/**
 * The two phases of an index over real source (packages that `npm ci` installs), each as the parse worker runs it:
 * read, hash, outline, split, tokenise, build. The baselines are reading alone and the syntax parser alone.
 * Then the whole engine with its workers: a cold start, a restart where nothing changed, a saved file.
 */
export const title = 'Indexing pipeline';

const parseBytes = 15_000_000;
const engineFiles = 2000;
const saves = 10;

export async function run(): Promise<BenchRow[]> {
  // Not the texts: a parse worker keeps none, and what is kept costs the garbage collector.
  const sources = readSources().map(({ path: file, text }) => ({ path: file, size: text.length }));
  return [...(await firstPhase(sources)), ...(await secondPhase(sources)), ...(await wholeEngine(sources))];
}

/** From a cold start, as a parse worker meets it: what compiling our own code costs is in it. */
async function firstPhase(sources: readonly SourceFile[]): Promise<BenchRow[]> {
  const chosen = batches(sources, scanBatch);
  const later = chosen.slice(chosen.length >> 1);
  const all = await measure(async () => {
    for (const batch of chosen) await runBuildJob(jobOf(1, batch), scanning);
  });
  const warm = await measure(async () => {
    for (const batch of later) await runBuildJob(jobOf(1, batch), scanning);
  });
  const read = await measure(() => {
    for (const { path: file } of sources) readText(path.join(sourceRoot, file), { maxBytes });
  });
  const speed = megabytesOf(sources) / (all.cpuMs / 1000);
  return [
    { ...row('reading and hashing alone', sources, read), isBaseline: true },
    {
      ...row(`phase 1 from a cold start, ${chosen.length} batches`, sources, all),
      promise: '20 MB/s',
      isKept: speed >= 20,
    },
    row('phase 1, the second half again', sources.slice(-later.flat().length), warm),
  ];
}

async function secondPhase(sources: readonly SourceFile[]): Promise<BenchRow[]> {
  const few: SourceFile[] = [];
  // Every fourth, so that it is not one package alone.
  for (let at = 0, bytes = 0; at < sources.length && bytes < parseBytes; at += 4) {
    const source = sources[at];
    if (source === undefined) continue;
    few.push(source);
    bytes += source.size;
  }
  const parser = createParser({ grammarDirectory: null, log: console.error });
  const job = jobOf(2, few);
  // Once before, so that neither is measured while its code is compiled.
  await runBuildJob(job, { ...scanning, parser });
  const texts = few.map(({ path: file }) => ({ path: file, text: textOf(file) }));
  const parsed = await measure(async () => {
    for (const { path: file, text } of texts) await parser.outline(languageOf(file), text);
  });
  const full = await measure(() => runBuildJob(job, { ...scanning, parser }));
  const ratio = full.cpuMs / parsed.cpuMs;
  return [
    { ...row('parsing and walking alone', few, parsed), isBaseline: true },
    {
      ...row(`phase 2, ${ratio.toFixed(2)} of that`, few, full),
      promise: '1.3 at the most',
      isKept: ratio <= 1.3,
    },
  ];
}

function textOf(file: string): string {
  return fs.readFileSync(path.join(sourceRoot, file), 'utf8');
}

const maxBytes = 2_000_000;
const vectors = shippedTable();
const scanning = { parser: null, grammarLanguages: new Set(parsedLanguages), vectors };

function jobOf(phase: 1 | 2, files: readonly { readonly path: string }[]): BuildJob {
  return {
    kind: 'build',
    directory: sourceRoot,
    phase,
    files: files.map((file) => ({ path: file.path, knownHash: null })),
    maxFileBytes: maxBytes,
  };
}

function megabytesOf(sources: readonly SourceFile[]): number {
  return sources.reduce((sum, { size }) => sum + size, 0) / 1e6;
}

function row(name: string, sources: readonly SourceFile[], timing: Measured): BenchRow {
  const MB = megabytesOf(sources);
  return {
    name,
    values: { MB, 'MB/s CPU': MB / (timing.cpuMs / 1000), 'CPU ms': timing.cpuMs, 'wall ms': timing.wallMs },
  };
}

async function wholeEngine(sources: readonly SourceFile[]): Promise<BenchRow[]> {
  const [workspace, home] = [makeFolder(), makeFolder()];
  const part = sources.slice(0, engineFiles);
  for (const { path: file } of part) writeFile(workspace, file, textOf(file));
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
    const saved: Measured[] = [];
    for (let save = 0; save < saves; save++) {
      const text = `export function justSaved${save}() {}\n`;
      saved.push(
        await measure(async () => {
          await warm.index.filesChanged([writeFile(workspace, 'saved.ts', text)]);
          const { hits } = await warm.index.search({ ...search, query: `justSaved${save}` });
          if (hits[0]?.path !== 'saved.ts') throw new Error(`The save ${save} was not found.`);
        }),
      );
    }
    const later = saved.slice(1).map(({ wallMs }) => wallMs);
    await warm.close();
    const timed = (name: string, { wallMs, cpuMs }: Measured): BenchRow => ({
      name,
      values: { 'wall ms': wallMs, 'CPU ms': cpuMs },
    });
    return [
      timed(`cold: first answer, ${part.length} files`, first),
      timed(`cold: both phases ready, ${chunks} chunks`, ready),
      {
        ...timed('restart, nothing changed: ready', restart),
        promise: '500 ms',
        isKept: restart.wallMs < 500,
      },
      timed('a question after the restart', again),
      ...saved.slice(0, 1).map((first) => timed('a saved file is found: the first after the restart', first)),
      {
        name: `the same, median of ${later.length} more`,
        values: { 'wall ms': median(later) },
        promise: '100 ms',
        isKept: median(later) < 100,
      },
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

interface Measured {
  readonly cpuMs: number;
  readonly wallMs: number;
}

async function measure(work: () => unknown): Promise<Measured> {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  await work();
  const wallMs = performance.now() - wall;
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, wallMs };
}
