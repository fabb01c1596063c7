import { dotProducts, largestOfQuery, plainDotProducts } from '../../src/engine/ranking/dotProducts.ts';
import { createRowSum, plainRowSum, type RowSum } from '../../src/engine/ranking/rowSum.ts';
import { languageOf } from '../../src/engine/retrieval/language.ts';
import { analyseQuery } from '../../src/engine/retrieval/query.ts';
import { rank } from '../../src/engine/retrieval/rank.ts';
import { scanOutline } from '../../src/engine/retrieval/scan.ts';
import { buildSegment, type IndexedFile } from '../../src/engine/retrieval/segmentBuilder.ts';
import { splitFile } from '../../src/engine/retrieval/split.ts';
import { createView } from '../../src/engine/retrieval/view.ts';
import { shippedTable } from '../support/shippedTable.ts';
import { wordTable } from '../support/wordTable.ts';
import { median, percentile, type BenchRow } from './bench.ts';
import { readSources } from './sources.ts';

/** What vectors cost: the scan of 100,000 of them, embedding a chunk, and a question by words alone and by both. */
export const title = 'Word vectors';

const rowCount = 100_000;
const rounds = 40;
const sourceBytes = 20_000_000;
const filesOfBatch = 400;
/** Rows of the table that a chunk of real source brings together. */
const rowsOfChunk = 60;
const chunks = 5000;

const questions = [
  'remove the oldest entry when the cache is full',
  'parse the request header and check its limits',
  'write log messages into a file with their date',
  'wait before the connection is tried again',
];

export async function run(): Promise<BenchRow[]> {
  const vectors = shippedTable() ?? wordTable([['one'], ['two']], { dims: 128 });
  return [...scanRows(vectors.dims), ...sumRows(vectors), ...(await indexRows(vectors))];
}

function scanRows(dims: number): BenchRow[] {
  const rows = Int8Array.from({ length: rowCount * dims }, (_, i) => ((i * 7919) % 255) - 127);
  const query = Int16Array.from(
    { length: dims },
    (_, i) => ((i * 613) % (2 * largestOfQuery)) - largestOfQuery,
  );
  const products = new Int32Array(rowCount);
  const plain = times(rounds / 4, () => plainDotProducts(query, rows, products));
  const kernel = times(rounds, () => dotProducts(query, rows, products));
  return [
    { name: `scan ${rowCount} × ${dims}: plain JavaScript`, isBaseline: true, values: inMs(plain) },
    {
      name: `scan ${rowCount} × ${dims}: the kernel, block by block`,
      values: { ...inMs(kernel), 'times as fast': median(plain) / median(kernel) },
      promise: 'p50 under 2 ms',
      isKept: median(kernel) < 2,
    },
  ];
}

type Vectors = Parameters<typeof createRowSum>[0];

function sumRows(vectors: Vectors): BenchRow[] {
  const count = vectors.words.length;
  const embed = (sum: RowSum): void => {
    for (let chunk = 0; chunk < chunks; chunk++) {
      sum.keep(0);
      for (let i = 0; i < rowsOfChunk; i++) sum.add((chunk * 31 + i * 127) % count, 1);
      sum.sum();
    }
  };
  const [plain, kernel] = [plainRowSum(vectors), createRowSum(vectors)].map((sum) =>
    times(5, () => embed(sum)),
  );
  const micro = (all: readonly number[] = []) => (1000 * median(all)) / chunks;
  return [
    {
      name: `sum of ${rowsOfChunk} rows of ${vectors.dims}: plain JavaScript`,
      isBaseline: true,
      values: { µs: micro(plain) },
    },
    { name: `sum of ${rowsOfChunk} rows of ${vectors.dims}: the kernel`, values: { µs: micro(kernel) } },
  ];
}

async function indexRows(vectors: Vectors): Promise<BenchRow[]> {
  const files = readSources(sourceBytes).map(({ path, text }): IndexedFile => {
    const language = languageOf(path);
    const outline = scanOutline(language, text);
    return { path, language, hash: '', chunks: splitFile({ path, language, text, outline }) };
  });
  const count = files.reduce((sum, file) => sum + file.chunks.length, 0);
  const build = (by: Vectors | null) => {
    const segments = [];
    const before = process.cpuUsage();
    for (let at = 0; at < files.length; at += filesOfBatch)
      segments.push(buildSegment(files.slice(at, at + filesOfBatch), by));
    const { user, system } = process.cpuUsage(before);
    return { segments, cpuMs: (user + system) / 1000 };
  };
  build(null);
  build(vectors);
  const [without, having] = [build(null), build(vectors)];
  const view = createView(having.segments.map((segment) => ({ segment })));
  const ask = (by: Vectors | null): number[] => {
    let at = 0;
    return times(rounds * 4, () => {
      rank(view, analyseQuery(questions[at++ % questions.length] ?? ''), { depth: 100, vectors: by });
    });
  };
  const [words, both] = [ask(null), ask(vectors)];
  const cost = (1000 * (having.cpuMs - without.cpuMs)) / count;
  const bytes = having.segments.reduce((sum, { vectors: { numbers } }) => sum + numbers.length, 0);
  return [
    {
      name: `segments of ${count} chunks without vectors`,
      isBaseline: true,
      values: { 'CPU ms': without.cpuMs },
    },
    {
      name: `segments of ${count} chunks with vectors`,
      values: { 'CPU ms': having.cpuMs, 'µs a chunk': cost, MB: bytes / 1e6 },
      promise: 'under 10 µs a chunk',
      isKept: cost < 10,
    },
    { name: `rank ${count} chunks by words alone`, isBaseline: true, values: inMs(words) },
    { name: `rank ${count} chunks by both`, values: inMs(both) },
  ];
}

function times(count: number, work: () => void): number[] {
  return Array.from({ length: count }, () => {
    const before = performance.now();
    work();
    return performance.now() - before;
  });
}

function inMs(all: readonly number[]): Record<string, number> {
  return { 'p50 ms': median(all), 'p95 ms': percentile(all, 95), 'min ms': Math.min(...all) };
}
