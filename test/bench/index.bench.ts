import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Chunk } from '../../src/engine/retrieval/chunk.ts';
import type { FileSource } from '../../src/engine/retrieval/fileSource.ts';
import { mergeSegments } from '../../src/engine/retrieval/mergeSegments.ts';
import { search } from '../../src/engine/retrieval/search.ts';
import { decodeSegment, type Segment } from '../../src/engine/retrieval/segment.ts';
import { buildSegment, type IndexedFile } from '../../src/engine/retrieval/segmentBuilder.ts';
import { createView, withDeleted, type IndexView } from '../../src/engine/retrieval/view.ts';

/**
 * The lexical index at 100,000 chunks of 25 lines, beside SQLite's FTS5 over the same chunks in the same run.
 * `node test/bench/index.bench.ts [chunks]` prints it. The source is what `npm ci` installs; where that is not
 * enough, files come again with every identifier renamed, and the first row says so.
 */
export const title = 'Lexical index';

export type Row = Readonly<Record<string, string | number>>;

const linesOfChunk = 25;
const filesOfBatch = 400;
const queriesOfLength = 60;
const slowQueries = 12;
const wordsOfQueries = [5, 10, 30];

export async function run(chunkCount = 100_000): Promise<Row[]> {
  const corpus = readCorpus(chunkCount);
  const built = measure(() => buildInBatches(corpus.files));
  const merged = measure(() => mergeSegments(built.value.map((segment) => ({ segment }))));
  const opened = measure(() => createView([{ segment: decodeSegment(merged.value.bytes) }]));
  const view = opened.value;
  const speed = (cpuMs: number) => (corpus.bytes / 1000 / cpuMs).toFixed(1);
  const rows: Row[] = [
    row(
      'source',
      `${(corpus.bytes / 1e6).toFixed(1)} MB, ${corpus.files.length} files`,
      `${view.chunkCount} chunks`,
    ),
    row('source repeated with renamed identifiers', `${corpus.repeats} times`, ''),
    row('build, tokenise and postings', `${speed(built.cpuMs)} MB/s CPU`, `${built.cpuMs.toFixed(0)} ms`),
    row(
      `merge ${built.value.length} segments into one`,
      `${speed(merged.cpuMs)} MB/s CPU`,
      `${merged.cpuMs.toFixed(0)} ms`,
    ),
    row('segment, with all metadata', `${(merged.value.bytes.length / 1e6).toFixed(1)} MB`, ''),
    row('open: checksum and view', `${opened.wallMs.toFixed(1)} ms`, ''),
    ...updateRows(merged.value),
    ...(await queryRows(corpus, view)),
  ];
  return [...rows, ...fullTextRows(corpus)];
}

function row(what: string, result: string, more: string): Row {
  return { what, result, more };
}

interface Corpus {
  readonly files: readonly IndexedFile[];
  readonly chunks: readonly Chunk[];
  readonly bytes: number;
  readonly repeats: number;
}

function readCorpus(chunkCount: number): Corpus {
  const texts = readTexts();
  const files: IndexedFile[] = [];
  let count = 0;
  let bytes = 0;
  let repeats = 0;
  for (let round = 0; count < chunkCount && texts.length > 0; round++) {
    repeats = round;
    for (const [name, text] of texts) {
      if (count >= chunkCount) break;
      const file = toFile(
        round === 0 ? name : `copy${round}/${name}`,
        round === 0 ? text : renamed(text, round),
      );
      files.push(file);
      count += file.chunks.length;
      bytes += text.length;
    }
  }
  return { files, chunks: files.flatMap(({ chunks }) => chunks), bytes, repeats };
}

/** Hand-written source of installed packages: no bundles, no minified files, each content once. */
function readTexts(): [string, string][] {
  const root = path.join(import.meta.dirname, '..', '..', 'node_modules');
  const seen = new Set<string>();
  const names = fs.readdirSync(root, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /\.(?:[cm]?js|ts|tsx|mts)$/.test(name) && !/\.min\.|\.bundle\./.test(name))
    .sort()
    .flatMap((name): [string, string][] => {
      const file = path.join(root, name);
      const found = fs.statSync(file, { throwIfNoEntry: false });
      if (found?.isFile() !== true || found.size > 400_000 || found.size < 200) return [];
      const text = fs.readFileSync(file, 'utf8');
      const key = `${text.length}:${text.slice(0, 200)}`;
      if (seen.has(key) || text.length / (text.split('\n').length + 1) > 90) return [];
      seen.add(key);
      return [[name.split(path.sep).join('/'), text]];
    });
}

/** Identifiers of eight letters and more get an ending, so that the vocabulary grows as it does in real workspaces. */
function renamed(text: string, round: number): string {
  return text.replace(/\b[a-zA-Z_]{8,}\b/g, (name) => `${name}${'bcdfghjk'[round % 8] ?? ''}o`);
}

function toFile(name: string, text: string): IndexedFile {
  const lines = text.split('\n');
  const chunks: Chunk[] = [];
  for (let start = 0; start < lines.length; start += linesOfChunk) {
    const part = lines.slice(start, start + linesOfChunk);
    const body = part.join('\n');
    const declared = /(?:function|class|interface)\s+(\w+)/.exec(body);
    const doc = /\/\*\*([^]*?)\*\//
      .exec(body)?.[1]
      ?.replace(/\s*\*\s*/g, ' ')
      .slice(0, 1000);
    chunks.push({
      startLine: start + 1,
      endLine: start + part.length,
      container: [],
      alsoDefines: [],
      text: body,
      ...(declared?.[1] === undefined
        ? {}
        : { symbol: declared[1], kind: 'function', signature: declared[0] }),
      ...(doc === undefined ? {} : { doc }),
    });
  }
  return { path: name, language: 'javascript', hash: `${text.length}`, chunks };
}

function buildInBatches(files: readonly IndexedFile[]): Segment[] {
  const segments: Segment[] = [];
  for (let at = 0; at < files.length; at += filesOfBatch)
    segments.push(buildSegment(files.slice(at, at + filesOfBatch)));
  return segments;
}

/** One file saved: its chunks are indexed anew, the old ones struck out, and the next search sees it. */
function updateRows(segment: Segment): Row[] {
  const times = Array.from({ length: 20 }, (_, i) => {
    const file = toFile('saved.ts', `export function saved${i}() {\n  return ${i};\n}\n`.repeat(120));
    return measure(() => {
      const deletedFiles = withDeleted(segment, null, [i]);
      return createView([{ segment, deletedFiles }, { segment: buildSegment([file]) }]);
    }).wallMs;
  });
  return [
    row(
      'a saved file searchable (500 lines)',
      `p50 ${quantile(times, 0.5)} ms`,
      `p95 ${quantile(times, 0.95)} ms`,
    ),
  ];
}

async function queryRows(corpus: Corpus, view: IndexView): Promise<Row[]> {
  const random = seeded(7);
  const texts = new Map(
    corpus.files.map((file) => [file.path, file.chunks.map(({ text }) => text).join('\n')]),
  );
  const hashes = new Map(corpus.files.map(({ path: name, hash }) => [name, hash]));
  const files: FileSource = {
    read: (name) => {
      const text = texts.get(name);
      return Promise.resolve(
        text === undefined ? null : { text, hash: hashes.get(name) ?? '', isUnsaved: false },
      );
    },
  };
  const rows: Row[] = [];
  for (const words of wordsOfQueries) {
    const times: number[] = [];
    for (let i = 0; i < queriesOfLength; i++) {
      const request = { query: drawQuery(corpus, words, random), limit: 10, offset: 0, withUses: false };
      const context = { coverage: { filesIndexed: 0, filesTotal: 0 }, generation: 1 };
      const before = performance.now();
      await search(view, files, { request, context });
      if (i >= warmUp) times.push(performance.now() - before);
    }
    rows.push(timesRow(`search, ${words} words, 10 hits with text and reasons`, times));
  }
  return rows;
}

/** The first queries compile the code. */
const warmUp = 10;

/** Words drawn at random from one chunk, common ones too: harsher than what people ask. */
function drawQuery(corpus: Corpus, words: number, random: () => number): string {
  for (;;) {
    const chunk = corpus.chunks[Math.floor(random() * corpus.chunks.length)];
    const found = chunk?.text.match(/[A-Za-z_]{2,}/g) ?? [];
    if (found.length < words) continue;
    return Array.from({ length: words }, () => found[Math.floor(random() * found.length)]).join(' ');
  }
}

function fullTextRows(corpus: Corpus): Row[] {
  const database = new DatabaseSync(':memory:');
  database.exec("CREATE VIRTUAL TABLE chunk USING fts5(text, content='', contentless_delete=1)");
  const built = measure(() => {
    const insert = database.prepare('INSERT INTO chunk(rowid, text) VALUES (?, ?)');
    database.exec('BEGIN');
    corpus.chunks.forEach(({ text }, i) => insert.run(i + 1, text));
    database.exec('COMMIT');
  });
  const rows = [
    row(
      'FTS5: build',
      `${(corpus.bytes / 1000 / built.cpuMs).toFixed(1)} MB/s CPU`,
      `${built.cpuMs.toFixed(0)} ms`,
    ),
  ];
  const select = database.prepare('SELECT rowid FROM chunk WHERE chunk MATCH ? ORDER BY rank LIMIT 10');
  const random = seeded(7);
  for (const words of wordsOfQueries) {
    const times = Array.from({ length: slowQueries }, () => {
      const query = drawQuery(corpus, words, random);
      const expression = query
        .split(' ')
        .map((word) => `"${word}"`)
        .join(' OR ');
      return measure(() => select.all(expression)).wallMs;
    });
    rows.push(timesRow(`FTS5: ${words} words, 10 row numbers`, times));
  }
  database.close();
  return rows;
}

function timesRow(what: string, times: readonly number[]): Row {
  return row(what, `p50 ${quantile(times, 0.5)} ms`, `p95 ${quantile(times, 0.95)} ms`);
}

function quantile(times: readonly number[], share: number): string {
  const sorted = times.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2);
}

function measure<Value>(work: () => Value): { value: Value; cpuMs: number; wallMs: number } {
  const cpu = process.cpuUsage();
  const before = performance.now();
  const value = work();
  const { user, system } = process.cpuUsage(cpu);
  return { value, cpuMs: (user + system) / 1000, wallMs: performance.now() - before };
}

/** Numbers from 0 to 1, the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

if (import.meta.main) console.table(await run(Number(process.argv[2] ?? 100_000)));
