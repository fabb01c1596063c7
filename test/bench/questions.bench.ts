import { bm25f, fieldsOf, type FieldWeights } from '../../src/engine/evaluation/bm25f.ts';
import { bootstrapInterval, mean, qualityOf, type Quality } from '../../src/engine/evaluation/metrics.ts';
import { mendSpelling } from '../../src/engine/retrieval/mendSpelling.ts';
import { analyseQuery, type Query } from '../../src/engine/retrieval/query.ts';
import { rank } from '../../src/engine/retrieval/rank.ts';
import { buildSegment, type IndexedFile } from '../../src/engine/retrieval/segmentBuilder.ts';
import { createView } from '../../src/engine/retrieval/view.ts';
import { shippedTable } from '../support/shippedTable.ts';
import type { BenchRow } from './bench.ts';
import { clonesFolder, findClone, readClone, startChunking, type Chunking } from './clones.ts';
import { halfOf, readQuestions, type Half, type Question } from './questionSet.ts';

/**
 * Questions find the files that answer them, in whole public repositories. Repositories count the same, however many
 * questions they have. `SIGHTLINE_CLONES=FOLDER npm run bench -- questions`; `SIGHTLINE_HALF=fitted` leaves out the
 * repositories that nothing may be fitted on.
 */
export const title =
  'Questions → files of public repositories (plain, architecture, symbol; English and Korean)';

/** As deep as the search ranks at the least. */
const depth = 100;
/**
 * The questions and our list of what programmers call plain words have one author: the third says what is left without
 * the list.
 */
const names = [
  'raw BM25',
  'BM25F: body 1, name 2, path 0.6',
  'ours without other words',
  'ours without vectors',
  'ours',
];
const oursAt = names.length - 1;
const vectors = shippedTable();
const baselineWeights: readonly FieldWeights[] = [
  { body: 1, name: 0, path: 0 },
  { body: 1, name: 2, path: 0.6 },
];
/** Of the recall@10 of the same questions in English. */
const koreanShare = 0.8;

type Ranker = (question: string) => string[];

interface Answered {
  readonly question: Question;
  /** One for each ranker, as `names` has them. */
  readonly qualities: readonly Quality[];
}

export async function run(): Promise<BenchRow[]> {
  const folder = clonesFolder();
  const half = process.env['SIGHTLINE_HALF'];
  const plain = readQuestions('plain');
  const asked = [...plain, ...plain.flatMap(misspelt), ...readQuestions('korean')];
  const wanted = asked.filter(({ repository }) => half === undefined || halfOf(repository) === half);
  const rows: BenchRow[] = [];
  if (folder === undefined) rows.push({ name: 'SIGHTLINE_CLONES names no folder of clones', values: {} });
  const answered: Answered[] = [];
  const chunking = startChunking();
  for (const [repository, questions] of groupBy(wanted, (question) => question.repository)) {
    const commit = questions[0]?.commit ?? '';
    const clone = findClone(folder, repository, commit);
    if ('command' in clone) rows.push({ name: `missing: ${clone.command}`, values: {} });
    else {
      if (clone.head !== commit) rows.push({ name: `${repository} is not at ${commit}`, values: {} });
      answered.push(...(await answerAll(clone.directory, questions, chunking)));
    }
  }
  chunking.close();
  return [...rows, ...(['fitted', 'reported'] as const).flatMap((each) => halfRows(each, answered))];
}

/** A question that names what it looks for, with two letters of its longest word swapped. */
function misspelt(question: Question): Question[] {
  const words = question.question.match(/\w+/g) ?? [];
  const longest = words.reduce((best, word) => (word.length > best.length ? word : best), '');
  const [a = '', b = ''] = longest.slice(3);
  if (question.kind !== 'symbol' || a === b || longest.length < 6) return [];
  const wrong = longest.slice(0, 3) + b + a + longest.slice(5);
  return [{ ...question, kind: 'misspelt symbol', question: question.question.replace(longest, wrong) }];
}

async function answerAll(
  directory: string,
  questions: readonly Question[],
  chunking: Chunking,
): Promise<Answered[]> {
  const files = await readClone(directory, chunking);
  const known = new Set(files.map(({ path }) => path));
  for (const { expected, question } of questions) {
    const missing = expected.find(({ path }) => !known.has(path));
    if (missing !== undefined)
      throw new Error(`${missing.path}, which answers "${question}", is not indexed.`);
  }
  const rankers = rankersOf(files);
  return questions.map((question) => {
    const right = new Set(question.expected.map(({ path }) => path));
    return { question, qualities: rankers.map((ranker) => qualityOf(ranker(question.question), right)) };
  });
}

/** Each file stands where its best chunk stands. */
function rankersOf(files: readonly IndexedFile[]): Ranker[] {
  const documents = files.flatMap(({ path, chunks }) => chunks.map((chunk) => fieldsOf(path, chunk)));
  const baselines = baselineWeights.map((weights) => bm25f(documents, weights));
  const view = createView([{ segment: buildSegment(files, vectors) }]);
  const ask = (question: string): Query => mendSpelling(view, analyseQuery(question));
  const ours = (query: Query, by: typeof vectors): string[] =>
    rank(view, query, { depth, vectors: by }).ranked.map(({ path }) => path);
  return [
    ...baselines.map(
      (baseline) => (question: string) => baseline.rank(question).map((at) => documents[at]?.path ?? ''),
    ),
    (question) => ours(asWritten(ask(question)), vectors),
    (question) => ours(ask(question), null),
    (question) => ours(ask(question), vectors),
  ];
}

function asWritten(query: Query): Query {
  return { ...query, words: query.words.filter(({ folded }) => folded[0]?.from === undefined) };
}

const kinds = ['plain', 'architecture', 'symbol', 'misspelt symbol'] as const;

function halfRows(half: Half, answered: readonly Answered[]): BenchRow[] {
  const here = answered.filter(({ question }) => halfOf(question.repository) === half);
  if (here.length === 0) return [];
  const written = here.filter(({ question }) => question.english === undefined);
  const english = written.filter(({ question }) => question.kind !== 'misspelt symbol');
  const korean = here.filter(({ question }) => question.english !== undefined);
  return [
    ...kinds.flatMap((kind) =>
      rankerRows(
        `${half}, ${kind}`,
        written.filter(({ question }) => question.kind === kind),
      ),
    ),
    ...rankerRows(`${half}, all`, english),
    ...koreanRows(half, english, korean),
  ];
}

function rankerRows(label: string, answered: readonly Answered[]): BenchRow[] {
  return names.map((name, at): BenchRow => {
    const isBaseline = at < 2;
    const gains = byRepository(answered, ({ qualities }) => 100 * gain(qualities, at, 'mrr10'));
    const { low, high } = bootstrapInterval(gains);
    const over = {
      'MRR over BM25F': mean(gains.map(mean)),
      '95 %': `${low.toFixed(1)} to ${high.toFixed(1)}`,
    };
    return {
      name: `${label} (${answered.length}): ${name}`,
      isBaseline,
      values: { ...qualityValues(answered, at), ...(isBaseline ? {} : over) },
    };
  });
}

function qualityValues(answered: readonly Answered[], at: number): Record<string, number> {
  const average = (value: (quality: Quality) => number): number =>
    100 * mean(byRepository(answered, ({ qualities }) => value(qualities[at] ?? nothing)).map(mean));
  return {
    'MRR@10': average(({ mrr10 }) => mrr10),
    'hit@1': average(({ mrr10 }) => (mrr10 === 1 ? 1 : 0)),
    'recall@10': average(({ recall10 }) => recall10),
    'nDCG@10': average(({ ndcg10 }) => ndcg10),
  };
}

function koreanRows(half: Half, english: readonly Answered[], korean: readonly Answered[]): BenchRow[] {
  const ofEnglish = new Map(
    english.map((each) => [`${each.question.repository} ${each.question.question}`, each]),
  );
  const same = korean.map((each) => {
    const found = ofEnglish.get(`${each.question.repository} ${each.question.english ?? ''}`);
    if (found === undefined)
      throw new Error(`"${each.question.question}" translates no question of the set.`);
    return found;
  });
  const theirs = qualityValues(same, oursAt);
  const ours = qualityValues(korean, oursAt);
  const share = (ours['recall@10'] ?? 0) / (theirs['recall@10'] ?? Number.NaN);
  return [
    { name: `${half}, the same ${same.length} in English: ours`, isBaseline: true, values: theirs },
    {
      name: `${half}, in Korean: ours`,
      values: { ...ours, 'recall of English': `${(100 * share).toFixed(0)} %` },
      promise: `${100 * koreanShare} % of the English recall@10`,
      isKept: share >= koreanShare,
    },
  ];
}

const nothing: Quality = { mrr10: 0, recall1: 0, recall5: 0, recall10: 0, ndcg10: 0 };

function gain(qualities: readonly Quality[], at: number, key: keyof Quality): number {
  return (qualities[at]?.[key] ?? 0) - (qualities[1]?.[key] ?? 0);
}

function byRepository(answered: readonly Answered[], value: (each: Answered) => number): number[][] {
  return [...groupBy(answered, ({ question }) => question.repository).values()].map((group) =>
    group.map(value),
  );
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
