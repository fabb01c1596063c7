import fs from 'node:fs';
import path from 'node:path';
import { bm25f, fieldsOf, type Bm25f } from '../../src/engine/evaluation/bm25f.ts';
import { isFunction, withoutComments } from '../../src/engine/evaluation/docTasks.ts';
import { bootstrapInterval, mean, qualityOf, type Quality } from '../../src/engine/evaluation/metrics.ts';
import { placeOf } from '../../src/engine/evaluation/ranker.ts';
import type { WordVectors } from '../../src/engine/ranking/wordVectors.ts';
import { embedQuery } from '../../src/engine/retrieval/fuse.ts';
import { analyseQuery } from '../../src/engine/retrieval/query.ts';
import { buildSegment, type IndexedFile } from '../../src/engine/retrieval/segmentBuilder.ts';
import type { Segment } from '../../src/engine/retrieval/segment.ts';
import { shippedTable } from '../support/shippedTable.ts';
import type { BenchRow } from './bench.ts';
import { clonesFolder, readClone, startChunking } from './clones.ts';
import { docQuestions } from './docQuestions.ts';
import { fitted, held, readPackages } from './packages.ts';

/**
 * What the word vectors know by themselves, apart from the ranker: a doc comment's first sentence finds its function,
 * all comments removed, by BM25F, by vectors alone, and by both in one sum. In the packages of `retrieval.bench.ts`, and
 * with `SIGHTLINE_CLONES=FOLDER` in the repositories that may be fitted on (`SIGHTLINE_HALF=reported`: in the others).
 */
export const title = 'Word vectors: question → function (doc comment removed)';

const repositories = {
  fitted: ['scrapy', 'prometheus', 'ripgrep', 'okhttp', 'jq', 'eslint', 'serilog', 'composer'],
  reported: ['webpack', 'sqlalchemy', 'etcd', 'clap', 'leveldb', 'jekyll'],
};
const names = ['BM25F: body 1, name 2, path 0.6', 'vectors alone', 'both, 1 : 1', 'both, 1 : 1.5'];

export async function run(): Promise<BenchRow[]> {
  const table = shippedTable();
  if (table === null) return [{ name: 'there is no table', values: {}, promise: 'a table', isKept: false }];
  const half = process.env['SIGHTLINE_HALF'] === 'reported' ? 'reported' : 'fitted';
  const chosen = half === 'reported' ? held : fitted;
  const packages = (await readPackages()).filter(({ name }) => chosen.has(name));
  return [
    ...rowsOf(
      `${half}, ${packages.length} packages`,
      packages.map(({ files }) => qualitiesOf(files, table)),
    ),
    ...(await cloneRows(half, table)),
  ];
}

async function cloneRows(half: keyof typeof repositories, table: WordVectors): Promise<BenchRow[]> {
  const folder = clonesFolder();
  const there = repositories[half].filter(
    (name) => folder !== undefined && fs.existsSync(path.join(folder, name)),
  );
  if (folder === undefined || there.length === 0)
    return [{ name: 'SIGHTLINE_CLONES names no folder of clones', values: {} }];
  const chunking = startChunking();
  const groups: Quality[][][] = [];
  for (const name of there) {
    groups.push(qualitiesOf(await readClone(path.join(folder, name), chunking), table));
  }
  chunking.close();
  return rowsOf(`${half}, ${there.length} repositories`, groups);
}

/** For each ranker of `names`, the quality of each question. */
function qualitiesOf(files: readonly IndexedFile[], table: WordVectors): Quality[][] {
  const questions = docQuestions(files);
  const rank = rankerOf(withoutComments(files), table);
  const answered = questions.map(({ text, right }) => rank(text).map((places) => qualityOf(places, right)));
  return names.map((_, at) => answered.flatMap((qualities) => qualities[at] ?? []));
}

/** The places of a question's functions, by each ranker of `names`. */
function rankerOf(files: readonly IndexedFile[], table: WordVectors): (question: string) => string[][] {
  const chunks = files.flatMap((file) => file.chunks.map((chunk) => ({ path: file.path, chunk })));
  const numbers = chunks.flatMap(({ chunk }, number) => (isFunction(chunk) ? [number] : []));
  const functions = numbers.flatMap((number) => chunks[number] ?? []);
  const words: Bm25f = bm25f(
    functions.map(({ path: file, chunk }) => fieldsOf(file, chunk)),
    { body: 1, name: 2, path: 0.6 },
  );
  const segment = buildSegment(files, table);
  return (question) => {
    const lexical = words.scores(question);
    const cosines = cosinesOf(question, segment, table);
    const near = numbers.map((number) => cosines[number] ?? 0);
    const best = Math.max(0, ...lexical.values());
    const middle = mean(near);
    const most = Math.max(...near) - middle;
    const sum = (weight: number): number[] =>
      near.map((cosine, at) => {
        const found = best > 0 ? (lexical.get(at) ?? 0) / best : 0;
        return found + (most > 0 ? (weight * (cosine - middle)) / most : 0);
      });
    const order = (scores: readonly number[]): string[] =>
      scores
        .map((score, at) => ({ score, at }))
        .sort((a, b) => b.score - a.score || a.at - b.at)
        .slice(0, 10)
        .flatMap(({ at }) => {
          const found = functions[at];
          return found === undefined ? [] : [placeOf(found.path, found.chunk.startLine)];
        });
    return [order(near.map((_, at) => lexical.get(at) ?? 0)), order(near), order(sum(1)), order(sum(1.5))];
  };
}

/** Of each chunk of a segment with a question; all 0 where the table knows none of its words. */
function cosinesOf(question: string, { vectors, chunkCount }: Segment, table: WordVectors): Float64Array {
  const cosines = new Float64Array(chunkCount);
  const asked = embedQuery(analyseQuery(question), table);
  if (asked === null || vectors.numbers.length === 0) return cosines;
  for (let chunk = 0; chunk < chunkCount; chunk++) {
    let sum = 0;
    for (let i = 0; i < table.dims; i++) {
      sum += (asked.numbers[i] ?? 0) * (vectors.numbers[chunk * table.dims + i] ?? 0);
    }
    cosines[chunk] = sum * asked.scale * (vectors.scales[chunk] ?? 0);
  }
  return cosines;
}

function rowsOf(label: string, groups: readonly (readonly (readonly Quality[])[])[]): BenchRow[] {
  return names.map((name, at): BenchRow => {
    const average = (key: keyof Quality): number =>
      100 * mean(groups.map((group) => mean((group[at] ?? []).map((quality) => quality[key]))));
    const gains = groups.map((group) =>
      (group[at] ?? []).map(({ mrr10 }, question) => 100 * (mrr10 - (group[0]?.[question]?.mrr10 ?? 0))),
    );
    const { low, high } = bootstrapInterval(gains);
    return {
      name: `${label}: ${name}`,
      isBaseline: at === 0,
      values: {
        'MRR@10': average('mrr10'),
        'recall@10': average('recall10'),
        'nDCG@10': average('ndcg10'),
        'MRR over BM25F': mean(gains.map(mean)),
        '95 %': at === 0 ? '' : `${low.toFixed(1)} to ${high.toFixed(1)}`,
      },
    };
  });
}
