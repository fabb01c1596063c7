import { nearestChunks } from './nearestChunks.ts';
import { bm25f, fieldsOf } from '../../src/engine/evaluation/bm25f.ts';
import { isFunction, withoutComments } from '../../src/engine/evaluation/docTasks.ts';
import { bootstrapInterval, mean, qualityOf, type Quality } from '../../src/engine/evaluation/metrics.ts';
import { placeOf } from '../../src/engine/evaluation/ranker.ts';
import { analyseQuery } from '../../src/engine/retrieval/query.ts';
import { rank } from '../../src/engine/retrieval/rank.ts';
import { buildSegment, type IndexedFile } from '../../src/engine/retrieval/segmentBuilder.ts';
import { createView } from '../../src/engine/retrieval/view.ts';
import { shippedTable } from '../support/shippedTable.ts';
import type { BenchRow } from './bench.ts';
import { fitted, held, readPackages } from './packages.ts';

/**
 * A doc comment's first sentence finds its function, in each installed package that has enough of them, all comments
 * removed. Constants may be fitted on the packages of one half; the other is what is reported. Packages count the same,
 * however many questions they have.
 */
export const title = 'Retrieval: question → function (doc comment removed)';

const depth = 200;
const vectors = shippedTable();

type Ranker = (question: string) => string[];

export async function run(): Promise<BenchRow[]> {
  const packages = await readPackages();
  return (['fitted', 'held'] as const).flatMap((half) => {
    const chosen = packages.filter(({ name }) => (half === 'held' ? held : fitted).has(name));
    const runs = chosen.map(({ files, questions }) => {
      const rankers = rankersOf(withoutComments(files));
      return rankers.map((ranker) => questions.map(({ text, right }) => qualityOf(ranker(text), right)));
    });
    const count = chosen.reduce((sum, { questions }) => sum + questions.length, 0);
    const names = [
      'raw BM25',
      'BM25F: body 1, name 2, path 0.6',
      'vectors alone',
      'ours by words alone',
      'ours',
    ];
    return names.map((name, at) =>
      rowOf(
        `${half === 'held' ? 'reported' : 'fitted'} on ${chosen.length} packages, ${count} questions: ${name}`,
        {
          groups: runs.map((ofPackage) => ofPackage[at] ?? []),
          baseline: runs.map((ofPackage) => ofPackage[1] ?? []),
          isBaseline: at < 3,
        },
      ),
    );
  });
}

interface Compared {
  readonly groups: readonly (readonly Quality[])[];
  readonly baseline: readonly (readonly Quality[])[];
  readonly isBaseline: boolean;
}

function rowOf(name: string, { groups, baseline, isBaseline }: Compared): BenchRow {
  const average = (key: keyof Quality): number =>
    100 * mean(groups.map((group) => mean(group.map((quality) => quality[key]))));
  const gains = groups.map((group, at) =>
    group.map((quality, question) => 100 * (quality.mrr10 - (baseline[at]?.[question]?.mrr10 ?? 0))),
  );
  const { low, high } = bootstrapInterval(gains);
  return {
    name,
    isBaseline,
    values: {
      'MRR@10': average('mrr10'),
      'recall@10': average('recall10'),
      'nDCG@10': average('ndcg10'),
      'MRR over BM25F': mean(gains.map(mean)),
      '95 %': isBaseline ? '' : `${low.toFixed(1)} to ${high.toFixed(1)}`,
    },
  };
}

function rankersOf(files: readonly IndexedFile[]): Ranker[] {
  const documents = files.flatMap((file) =>
    file.chunks.filter(isFunction).map((chunk) => ({
      place: placeOf(file.path, chunk.startLine),
      fields: fieldsOf(file.path, chunk),
    })),
  );
  const fields = documents.map((document) => document.fields);
  const places = documents.map(({ place }) => place);
  const isThere = new Set(places);
  const baselines = [
    { body: 1, name: 0, path: 0 },
    { body: 1, name: 2, path: 0.6 },
  ].map((weights) => bm25f(fields, weights));
  const segment = buildSegment(files, vectors);
  const view = createView([{ segment }]);
  const all = files.flatMap((file) => file.chunks.map(({ startLine }) => placeOf(file.path, startLine)));
  const ours =
    (by: typeof vectors): Ranker =>
    (question) =>
      rank(view, analyseQuery(question), { depth, vectors: by })
        .ranked.map(({ path: file, startLine }) => placeOf(file, startLine))
        .filter((place) => isThere.has(place));
  return [
    ...baselines.map(
      (baseline) => (question: string) => baseline.rank(question).map((at) => places[at] ?? ''),
    ),
    (question) =>
      nearestChunks(segment, question, vectors)
        .map((chunk) => all[chunk] ?? '')
        .filter((place) => isThere.has(place)),
    ours(null),
    ours(vectors),
  ];
}
