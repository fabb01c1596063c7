import { b, idf, k1 } from '../ranking/bm25.ts';
import { createTopK, offer, threshold } from '../ranking/topK.ts';
import type { Commit } from './commit.ts';
import type { FileEvidence } from './fileEvidence.ts';
import type { Query } from './query.ts';
import { createWordList, foldedTerm, foldWord, scanWords, type Term } from './tokenise.ts';

/**
 * What past commits say about the files that they changed. Each commit is a document, of its subject and the first
 * line of its body; what it answers is told of its files. Commits are not merged into one text for each file: so a
 * question in the words of one old fix finds it, however often the file was changed since.
 */
export interface History {
  /** Newest first. */
  readonly commits: readonly Pick<Commit, 'subject' | 'time'>[];
  /** For each commit the files that its words are told of, as numbers into `paths`. */
  readonly filesOf: readonly (readonly number[])[];
  /** Names as they are now: what a file was called before counts for it. */
  readonly paths: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
  /** For each file its commits, newest first. */
  readonly commitsOf: readonly (readonly number[])[];
  readonly postings: ReadonlyMap<Term, readonly number[]>;
  /** Different words of each commit. */
  readonly lengths: Uint16Array;
  readonly averageLength: number;
}

/** A commit that changed more files (a reformat, a rename across the code) says nothing of any one of them. */
export const mostFilesTold = 30;

/** @param commits  Newest first, as `git log` gives them. */
export function buildHistory(commits: readonly Commit[]): History {
  const steps = historySteps(commits);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** So many commits take about 5 ms. */
const commitsOfStep = 500;

/** The same in small steps, for a thread that others wait for: 20,000 commits take 200 ms and more. */
export function* historySteps(commits: readonly Commit[]): Generator<void, History, void> {
  const files = createFiles();
  const postings = new Map<Term, number[]>();
  const lengths = new Uint16Array(commits.length);
  const filesOf: number[][] = [];
  let total = 0;
  for (const [at, commit] of commits.entries()) {
    if (at % commitsOfStep === commitsOfStep - 1) yield;
    const told = commit.files.map((file) => files.number(file.path, file.from));
    const isTold = told.length > 0 && told.length <= mostFilesTold;
    filesOf.push(isTold ? told : []);
    if (!isTold) continue;
    for (const file of told) files.commitsOf[file]?.push(at);
    const terms = termsOf(`${commit.subject} ${commit.body}`);
    for (const term of terms) {
      const known = postings.get(term);
      if (known === undefined) postings.set(term, [at]);
      else known.push(at);
    }
    lengths[at] = terms.size;
    total += terms.size;
  }
  const { paths, numbers, commitsOf } = files;
  return {
    commits: commits.map(({ subject, time }) => ({ subject, time })),
    filesOf,
    paths,
    numbers,
    commitsOf,
    postings,
    lengths,
    averageLength: total / Math.max(1, commits.length) || 1,
  };
}

function createFiles() {
  const paths: string[] = [];
  const commitsOf: number[][] = [];
  const numbers = new Map<string, number>();
  /** From a name to the one that the file got later. */
  const renamed = new Map<string, string>();
  return {
    paths,
    numbers,
    commitsOf,
    number(path: string, from: string | undefined): number {
      const now = renamed.get(path) ?? path;
      if (from !== undefined) renamed.set(from, now);
      const known = numbers.get(now);
      if (known !== undefined) return known;
      numbers.set(now, paths.length);
      commitsOf.push([]);
      return paths.push(now) - 1;
    },
  };
}

const list = createWordList();

function termsOf(text: string): Set<Term> {
  const terms = new Set<Term>();
  const written = text.normalize('NFC');
  scanWords(written, list);
  for (let word = 0; word < list.count; word++) {
    const { whole, parts } = foldWord(
      written.slice(list.starts[word], list.ends[word]),
      list.shapes[word] ?? 0,
    );
    if (whole !== undefined) terms.add(foldedTerm(whole));
    for (const part of parts) terms.add(foldedTerm(part));
  }
  return terms;
}

/** So many of the commits that answer best are heeded. 20 to 100 find the same (MRR@10 within 0.3), 300 half a point less. */
const mostCommits = 50;
/** A commit's answer is told of each of its files by this power of their number less: 0.5 finds 0.6 less, 1 2.5 less. */
const sharePower = 0.25;
/** Each further commit of a file counts this much of the one before: 0.5 finds 0.1 less, 0 3 less, 1 a point less. */
const repeatDecay = 0.75;
/**
 * Of any question. More lifts files over the functions that doc comments ask for. MRR@10 on the fitted repositories with
 * 0.2 and with 0.3: doc comments 49.1 and 48.9 (49.2 without history), written questions 51.8 and 51.5 (51.4), commit
 * subjects 63.9 and 64.1 (58.7).
 */
const weight = 0.2;
/** Of a question that asks for a change, in the way in which commits are named: 0.8 finds 0.6 less, 1.6 0.1 less. */
const changeWeight = 1.2;

/**
 * What the commits that answer a question tell of their files, by path. The evidence of a file is 1 times the weight
 * where one commit that changed it alone, of usual length, says every word of the question; and less by the root of
 * what the best commit says of the question, so that a few common words move nothing.
 *
 * The constants are fitted with `SIGHTLINE_CLONES=FOLDER npm run bench -- history` on the eight fitted repositories.
 */
export function historyEvidence(history: History, query: Query): Map<string, FileEvidence> {
  const { scores, ideal } = scoreCommits(history, query);
  const best = bestCommits(scores);
  const covered = Math.min(1, (scores[best[0] ?? 0] ?? 0) / ideal);
  const unit = ideal / Math.sqrt(covered) / (query.asksForChange ? changeWeight : weight);
  const sums = new Map<number, { sum: number; next: number; commit: number }>();
  for (const commit of best) {
    const files = history.filesOf[commit] ?? [];
    const share = (scores[commit] ?? 0) / files.length ** sharePower;
    for (const file of files) {
      const known = sums.get(file) ?? { sum: 0, next: 1, commit };
      known.sum += share * known.next;
      known.next *= repeatDecay;
      sums.set(file, known);
    }
  }
  return new Map(
    Array.from(sums, ([file, { sum, commit }]) => {
      const told = (scores[commit] ?? 0) / ideal;
      const reason = told < leastTold ? null : reasonOf(history.commits[commit]);
      return [history.paths[file] ?? '', { score: sum / unit, reason }];
    }),
  );
}

/** Best first; of equal ones, the newest. */
function bestCommits(scores: Float32Array): number[] {
  const top = createTopK(mostCommits);
  for (let commit = 0; commit < scores.length; commit++) {
    const score = scores[commit] ?? 0;
    if (score > threshold(top)) offer(top, commit, score);
  }
  const ids = Array.from(top.ids.subarray(0, top.count));
  return ids.sort((x, y) => (scores[y] ?? 0) - (scores[x] ?? 0) || x - y);
}

/** A commit that says less than this share of the question is no reason that a reader would understand. */
const leastTold = 0.25;

function scoreCommits({ commits, postings, lengths, averageLength }: History, { words }: Query) {
  const scores = new Float32Array(commits.length);
  const seen = new Set<Term>();
  let ideal = 0;
  for (const { folded, weight: counts } of words) {
    for (const { term } of folded) {
      if (seen.has(term)) continue;
      seen.add(term);
      const having = postings.get(term) ?? [];
      const tells = counts * idf(commits.length, having.length);
      ideal += tells;
      for (const commit of having) {
        const norm = k1 * (1 - b + (b * (lengths[commit] ?? 0)) / averageLength);
        scores[commit] = (scores[commit] ?? 0) + (tells * (k1 + 1)) / (1 + norm);
      }
    }
  }
  return { scores, ideal: ideal || 1 };
}

function reasonOf(commit: Pick<Commit, 'subject' | 'time'> | undefined): string | null {
  if (commit === undefined) return null;
  const day = new Date(commit.time * 1000).toISOString().slice(0, 10);
  return `changed by '${shortened(commit.subject)}' (${day})`;
}

const longestSubject = 80;

/** One line without control characters, which a commit's author could hide anything behind. */
function shortened(subject: string): string {
  const line = subject.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length > longestSubject ? `${line.slice(0, longestSubject - 1)}…` : line;
}
