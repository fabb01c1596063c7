import { commitTasks, isCode } from '../../src/engine/evaluation/commitTasks.ts';
import { docTasks, isFunction, withoutComments } from '../../src/engine/evaluation/docTasks.ts';
import { evaluate } from '../../src/engine/evaluation/evaluate.ts';
import { bootstrapInterval, mean, type Quality } from '../../src/engine/evaluation/metrics.ts';
import {
  documentsOf,
  ownRankers,
  placeOf,
  plainBm25f,
  type Found,
} from '../../src/engine/evaluation/ranker.ts';
import { sample, type Task } from '../../src/engine/evaluation/task.ts';
import type { Commit } from '../../src/engine/retrieval/commit.ts';
import { buildHistory } from '../../src/engine/retrieval/history.ts';
import type { IndexedFile } from '../../src/engine/retrieval/segmentBuilder.ts';
import { readCommit } from '../../src/evaluation/corpus.ts';
import { mineCommits } from '../../src/evaluation/minedCommits.ts';
import { readLog } from '../../src/files/gitLog.ts';
import { shippedTable } from '../support/shippedTable.ts';
import type { BenchRow } from './bench.ts';
import { clonesFolder, findClone, readClone, startChunking, type Chunking } from './clones.ts';
import { halfOf, readQuestions, type Half } from './questionSet.ts';

/**
 * What past commits add: the subjects of commits ask for the files that they changed, of the tree and the history before
 * all of them, code alone counted; doc comments ask for their functions in the same tree; and written questions ask for
 * files of today's. Repositories count the same. `SIGHTLINE_CLONES=FOLDER npm run bench -- history`, with whole clones;
 * `SIGHTLINE_HALF=fitted` leaves out the repositories that nothing may be fitted on.
 */
export const title = 'History as text: commit subjects → files, doc comments → functions, questions → files';

const mostQuestions = 300;
const names = ['BM25F: body 1, name 2, path 0.6', 'ours without history', 'ours'];
const kinds = ['commit subject → files', 'doc comment → function', 'question → files'] as const;
type Kind = (typeof kinds)[number];

interface Asked {
  readonly kind: Kind;
  readonly tasks: readonly Task[];
  readonly files: readonly IndexedFile[];
  readonly commits: readonly Commit[];
  readonly admits?: (found: Found) => boolean;
}

interface Answered {
  readonly kind: Kind;
  readonly half: Half;
  /** For each ranker, as `names` has them, one for each question. */
  readonly qualities: readonly (readonly Quality[])[];
}

export async function run(): Promise<BenchRow[]> {
  const folder = clonesFolder();
  const half = process.env['SIGHTLINE_HALF'];
  const rows: BenchRow[] = [];
  if (folder === undefined) rows.push({ name: 'SIGHTLINE_CLONES names no folder of clones', values: {} });
  const states = new Map(readQuestions('plain').map(({ repository, commit }) => [repository, commit]));
  const answered: Answered[] = [];
  const chunking = startChunking();
  for (const [repository, commit] of states) {
    if (half !== undefined && halfOf(repository) !== half) continue;
    const clone = findClone(folder, repository, commit);
    if ('command' in clone) rows.push({ name: `missing: ${clone.command}`, values: {} });
    else {
      for (const asked of await askedOf(repository, clone.directory, chunking))
        answered.push({ kind: asked.kind, half: halfOf(repository), qualities: await answer(asked) });
    }
  }
  chunking.close();
  const halves = ['fitted', 'reported'] as const;
  return [...rows, ...halves.flatMap((each) => kinds.flatMap((kind) => rowsOf(kind, each, answered)))];
}

async function askedOf(repository: string, directory: string, chunking: Chunking): Promise<Asked[]> {
  const { signal } = new AbortController();
  const limits = { limit: mostQuestions, seed: 1 };
  const mined = await mineCommits(directory, mostQuestions, signal);
  const options = { parser: chunking, signal, onProgress: () => undefined };
  const { files } = await readCommit(directory, mined.cut, options);
  const paths = new Set(files.map(({ path }) => path));
  const bare = withoutComments(files);
  const functions = new Set(
    documentsOf(bare).flatMap(({ path, startLine, chunk }) =>
      isFunction(chunk) ? [placeOf(path, startLine)] : [],
    ),
  );
  const maintained = files.filter(({ path, chunks }) => isCode(path, chunks[0]?.text));
  const log = await readLog(directory, { range: 'HEAD', most: 20_000 });
  return [
    {
      kind: kinds[0],
      tasks: sample(commitTasks(mined.newer, { paths, older: mined.older }), limits),
      files,
      commits: mined.older,
      admits: ({ path }) => isCode(path),
    },
    {
      kind: kinds[1],
      tasks: sample(docTasks(maintained), limits),
      files: bare,
      commits: mined.older,
      admits: ({ path, startLine }) => functions.has(placeOf(path, startLine)),
    },
    {
      kind: kinds[2],
      tasks: readQuestions('plain').filter((question) => question.repository === repository),
      files: await readClone(directory, chunking),
      commits: log?.commits ?? [],
    },
  ];
}

async function answer({ tasks, files, commits, admits }: Asked): Promise<Quality[][]> {
  const vectors = shippedTable();
  const own = [
    { name: 'without', vectors },
    { name: 'with', vectors, history: buildHistory(commits) },
  ];
  const rankers = [plainBm25f(documentsOf(files)), ...ownRankers(files, own)];
  const results = await evaluate(tasks, rankers, { now: () => 0, admits });
  return results.map((ofRanker) => ofRanker.map(({ quality }) => quality));
}

function rowsOf(kind: Kind, half: Half, answered: readonly Answered[]): BenchRow[] {
  const here = answered.filter((each) => each.kind === kind && each.half === half);
  if (here.length === 0) return [];
  const count = here.reduce((sum, { qualities }) => sum + (qualities[0]?.length ?? 0), 0);
  return names.map((name, at): BenchRow => {
    const of = (key: keyof Quality): number =>
      100 * mean(here.map(({ qualities }) => mean((qualities[at] ?? []).map((quality) => quality[key]))));
    const gains = (over: number): number[][] =>
      here.map(({ qualities }) =>
        (qualities[at] ?? []).map(({ mrr10 }, i) => 100 * (mrr10 - (qualities[over]?.[i]?.mrr10 ?? 0))),
      );
    const told = (over: number): string => {
      const { low, high } = bootstrapInterval(gains(over));
      return `${mean(gains(over).map(mean)).toFixed(1)} (${low.toFixed(1)} to ${high.toFixed(1)})`;
    };
    return {
      name: `${half}, ${kind} (${count}): ${name}`,
      isBaseline: at === 0,
      values: {
        'MRR@10': of('mrr10'),
        'recall@10': of('recall10'),
        'nDCG@10': of('ndcg10'),
        'MRR over BM25F': at === 0 ? '' : told(0),
        'over no history': at === 2 ? told(1) : '',
      },
    };
  });
}
