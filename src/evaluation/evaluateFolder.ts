import { setImmediate as nextTurn } from 'node:timers/promises';
import { EngineError } from '../engine/errors.ts';
import { cochangeTasks, commitTasks, isCode } from '../engine/evaluation/commitTasks.ts';
import { docTasks, isFunction, withoutComments } from '../engine/evaluation/docTasks.ts';
import { evaluate } from '../engine/evaluation/evaluate.ts';
import { fileTasks } from '../engine/evaluation/fileTasks.ts';
import { grepRanker } from '../engine/evaluation/grepRanker.ts';
import {
  baselineName,
  documentsOf,
  ownRankerOf,
  ownRankers,
  placeOf,
  plainBm25f,
  rawBm25,
  type Found,
} from '../engine/evaluation/ranker.ts';
import { repoMap } from '../engine/evaluation/repoMap.ts';
import { reportOf, type EvaluationReport, type TaskReport } from '../engine/evaluation/report.ts';
import { sample, type Task, type TaskKind } from '../engine/evaluation/task.ts';
import { tune, type TuneReport } from '../engine/evaluation/tune.ts';
import { testTasks } from '../engine/evaluation/testTasks.ts';
import type { WordVectors } from '../engine/ranking/wordVectors.ts';
import type { Commit } from '../engine/retrieval/commit.ts';
import { buildHistory } from '../engine/retrieval/history.ts';
import type { IndexedFile } from '../engine/retrieval/segmentBuilder.ts';
import type { RankWeights } from '../engine/retrieval/weights.ts';
import { readLog } from '../files/gitLog.ts';
import { readCommit, readFolder, type Corpus, type CorpusOptions } from './corpus.ts';
import { mineCommits, mostCommits, type MinedCommits } from './minedCommits.ts';

export interface EvaluateFolderOptions extends CorpusOptions {
  readonly kinds: readonly Exclude<TaskKind, 'file'>[];
  /** Questions that a person wrote down, as `fileTasks` reads them. */
  readonly file?: { readonly name: string; readonly text: string } | undefined;
  /** Questions of each kind at most. */
  readonly limit: number;
  readonly seed: number;
  /** As a search has them; null: words alone. */
  readonly vectors: WordVectors | null;
  /** Milliseconds of any clock. */
  readonly now: () => number;
  readonly onStep: (step: string) => void;
}

export const ownName = 'Sightline';
export const withoutHistoryName = 'Sightline without history';

/**
 * Measure retrieval on a folder: questions are made of its own code and history, and asked of our ranker and of
 * others. Everything is built in memory, apart from the folder's index.
 *
 * @throws `EngineError` `history-missing` where history is needed and absent, `wrong-use` of a bad file of questions;
 *         the signal's reason when it aborts.
 */
export async function evaluateFolder(
  directory: string,
  options: EvaluateFolderOptions,
): Promise<EvaluationReport> {
  const { seed, kinds } = options;
  const tasks: TaskReport[] = [];
  // A bad line is told before minutes of work.
  const written = options.file === undefined ? null : fileTasks(options.file.text, options.file.name);
  const fromHistory = kinds.filter((kind) => kind === 'commits' || kind === 'cochange');
  const fromCode = kinds.filter((kind) => kind === 'docs' || kind === 'tests');
  if (fromHistory.length > 0) {
    options.onStep('Reading history');
    const mined = await mineCommits(directory, options.limit, options.signal);
    options.onStep('Reading the files of the cut');
    const corpus = await readCommit(directory, mined.cut, options);
    for (const kind of fromHistory)
      tasks.push(await ask(questionsOfHistory(kind, { mined, corpus }, options), options));
  }
  if (fromCode.length > 0 || written !== null) {
    options.onStep('Reading the folder');
    const corpus = await readFolder(directory, options);
    const log = await readLog(directory, { range: 'HEAD', most: mostCommits, signal: options.signal });
    const now = { corpus, commits: log?.commits ?? [] };
    if (fromCode.includes('docs')) tasks.push(await ask(questionsOfDocs(now), options));
    if (fromCode.includes('tests')) tasks.push(await askTests(now, options));
    if (written !== null) tasks.push(await askWritten(now, written, options));
  }
  return { seed, baseline: baselineName, tasks };
}

function questionsOfHistory(
  kind: 'commits' | 'cochange',
  { mined, corpus }: { mined: MinedCommits; corpus: Corpus },
  { seed }: { readonly seed: number },
): Asked {
  const paths = new Set(corpus.files.map(({ path }) => path));
  const choice = { paths, older: mined.older };
  const all =
    kind === 'commits'
      ? commitTasks(mined.newer, choice)
      : cochangeTasks(mined.newer, { ...choice, seed, namesOf: namesIn(corpus.files) });
  const count = mined.newer.length.toLocaleString('en-US');
  const notes = [
    `Searched: the files of commit ${mined.cut.slice(0, 10)}. The questions come from the ${count} later commits.`,
    'Only files of code count as found: no tests, documents, data.',
  ];
  const { files, leftOut } = corpus;
  const admits = ({ path }: Found): boolean => isCode(path);
  return { kind, all, files, notes, leftOut, admits, commits: mined.older };
}

/**
 * Fit the weights of ranking to a folder, on half of the questions that its history and its doc comments ask.
 * @returns null where too few can be made of it.
 */
export async function tuneFolder(
  directory: string,
  options: Omit<EvaluateFolderOptions, 'kinds' | 'file'>,
): Promise<TuneReport | null> {
  const { limit, seed, vectors, signal, onStep, onProgress } = options;
  const asked: Asked[] = [];
  onStep('Reading history');
  // A folder without history has its doc comments.
  const mined = await mineCommits(directory, limit, signal).catch((error: unknown) => {
    if (error instanceof EngineError && error.kind === 'history-missing') return null;
    throw error;
  });
  if (mined !== null) {
    const corpus = await readCommit(directory, mined.cut, options);
    asked.push(questionsOfHistory('commits', { mined, corpus }, options));
  }
  onStep('Reading the folder');
  const corpus = await readFolder(directory, options);
  asked.push(questionsOfDocs({ corpus, commits: mined === null ? [] : [...mined.newer, ...mined.older] }));
  onStep('Fitting the weights');
  return tune(
    asked.map(({ kind, all, files, admits, commits }) => {
      const rankerOf = ownRankerOf(files, vectors);
      const history = commits.length === 0 ? null : buildHistory(commits);
      return {
        kind,
        admits,
        tasks: sample(all, { limit, seed }),
        rankerOf: (weights: RankWeights) => rankerOf({ name: ownName, vectors, history, weights }),
      };
    }),
    {
      seed,
      between: async (done, total) => {
        await nextTurn();
        signal.throwIfAborted();
        onProgress(done, total);
      },
    },
  );
}

/** The folder as it is, and all that was committed. */
interface Now {
  readonly corpus: Corpus;
  readonly commits: readonly Commit[];
}

function questionsOfDocs({ corpus, commits }: Now): Asked {
  // Code that people maintain: nobody asks for what a generator wrote, and ours ranks it down.
  const all = docTasks(corpus.files.filter(({ path, chunks }) => isCode(path, chunks[0]?.text)));
  const files = withoutComments(corpus.files);
  const functions = new Set(
    documentsOf(files).flatMap(({ path, startLine, chunk }) =>
      isFunction(chunk) ? [placeOf(path, startLine)] : [],
    ),
  );
  const notes = [
    'Searched: the folder as it is, without its comments. Only functions of three lines and more count as found.',
  ];
  const admits = ({ path, startLine }: Found): boolean => functions.has(placeOf(path, startLine));
  return { kind: 'docs', all, files, notes, admits, leftOut: corpus.leftOut, commits };
}

async function askTests({ corpus, commits }: Now, options: EvaluateFolderOptions): Promise<TaskReport> {
  const { files, leftOut } = corpus;
  const all = testTasks(files, namesIn(files));
  const notes = ['Searched: the folder as it is.'];
  return ask({ kind: 'tests', all, files, notes, leftOut, commits }, options);
}

async function askWritten(
  { corpus: { files, leftOut }, commits }: Now,
  written: readonly Task[],
  options: EvaluateFolderOptions,
): Promise<TaskReport> {
  const paths = new Set(files.map(({ path }) => path));
  const missing = written.flatMap(({ expected }) => expected.filter(({ path }) => !paths.has(path)));
  const notes = ['Searched: the folder as it is.'];
  if (missing.length > 0) {
    const names = [...new Set(missing.map(({ path }) => path))];
    notes.push(`Expected, but not among the files: ${names.slice(0, 5).join(', ')}.`);
  }
  return ask({ kind: 'file', all: written, files, notes, leftOut, commits }, options);
}

interface Asked {
  /** What history tells comes from these. */
  readonly commits: readonly Commit[];
  readonly kind: TaskKind;
  readonly all: readonly Task[];
  readonly files: readonly IndexedFile[];
  readonly notes: readonly string[];
  readonly leftOut: number;
  readonly admits?: (found: Found) => boolean;
}

async function ask(
  { kind, all, files, notes, leftOut, admits, commits }: Asked,
  options: EvaluateFolderOptions,
): Promise<TaskReport> {
  const { limit, seed, now, signal, vectors, onProgress, onStep } = options;
  const history = commits.length === 0 ? null : buildHistory(commits);
  const tasks = sample(all, { limit, seed });
  const documents = documentsOf(files);
  onStep(`Asking ${tasks.length} questions (${kind})`);
  const rankers = [
    ...ownRankers(files, [
      { name: ownName, vectors, history },
      ...(history === null ? [] : [{ name: withoutHistoryName, vectors }]),
    ]),
    plainBm25f(documents),
    rawBm25(documents),
    grepRanker(files),
    repoMap(files),
  ];
  const results = await evaluate(tasks, rankers, {
    now,
    admits,
    between: async (done) => {
      await nextTurn();
      signal.throwIfAborted();
      onProgress(done, tasks.length);
    },
  });
  const heeded = `History: ${commits.length.toLocaleString('en-US')} commits.`;
  const told = leftOut === 0 ? [] : [`Left out, for want of room: ${leftOut.toLocaleString('en-US')} files.`];
  return reportOf({
    kind,
    tasks,
    files: files.length,
    chunks: documents.length,
    notes: [...notes, `${all.length.toLocaleString('en-US')} questions were found.`, heeded, ...told],
    rankers: rankers.map(({ name }, at) => ({ name, results: results[at] ?? [] })),
    own: ownName,
    seed,
  });
}

const unnamed: ReadonlySet<string> = new Set(['section', 'element', 'rule', 'key']);

/** The names that each file declares, in its order, each once. */
function namesIn(files: readonly IndexedFile[]): (path: string) => readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return (path) => {
    const chunks = byPath.get(path)?.chunks ?? [];
    const declared = chunks.filter(({ kind }) => kind !== undefined && !unnamed.has(kind));
    return Array.from(new Set(declared.flatMap(({ symbol }) => symbol ?? [])));
  };
}
