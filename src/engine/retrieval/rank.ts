import { liftGroups } from '../ranking/lift.ts';
import { spreadGroups } from '../ranking/spread.ts';
import { createTopK, offer, threshold } from '../ranking/topK.ts';
import type { WordVectors } from '../ranking/wordVectors.ts';
import { addFileScores, addScores, findLists, type Scores, type TermLists } from './accumulate.ts';
import { addNames, addPlaces } from './boosts.ts';
import { addEvidence, type EvidenceOfRoots } from './fileEvidence.ts';
import { addMeaning } from './fuse.ts';
import type { Query, QueryWord } from './query.ts';
import { fileOfChunk, readChunk } from './records.ts';
import type { FieldName } from './segment.ts';
import type { Term } from './tokenise.ts';
import { isDeleted, pathsOf, shownPath, type IndexView, type LiveSegment } from './view.ts';
import { defaultWeights, priorsFor, type RankWeights } from './weights.ts';

/** A name written exactly so counts this much beside its folded forms. */
const exactWeight = 0.5;

/** More different words than this are not looked up: the rarest tell nearly all, and time stays bounded. */
export const mostWords = 64;

/**
 * Each further chunk of one file counts this much of the one before. 1 finds half a point more (MRR@10 of `npm run
 * bench -- retrieval`), and lets one file fill the page; 0.8 finds a point less.
 */
const spreadDecay = 0.9;

/** The best chunk of a file gains of the file's other chunks, each of which counts this much of the one before. */
const fileDecay = 0.6;

export interface RankedChunk {
  readonly live: LiveSegment;
  readonly file: number;
  readonly chunk: number;
  /** As shown. */
  readonly path: string;
  readonly startLine: number;
  /** The best is at most 1. */
  readonly score: number;
}

export interface Ranking {
  readonly ranked: readonly RankedChunk[];
  /** Whether what chunks are about counted beside their words. */
  readonly isFused: boolean;
  /** What each term of the query tells, for highlights and reasons; none for terms that no chunk has. */
  readonly idfs: ReadonlyMap<Term, number>;
  /** Words that were looked up, and how many of those that were asked were not, being too many. */
  readonly words: readonly QueryWord[];
  readonly cutWords: number;
}

export interface RankOptions {
  /** How many chunks to rank at most. */
  readonly depth: number;
  /** Whether a file may be found, for filters. */
  readonly admits?: ((live: LiveSegment, file: number) => boolean) | undefined;
  /** By which chunks about the same things are found that share no word; absent: words alone. */
  readonly vectors?: WordVectors | null;
  /** What speaks for whole files from outside their text. */
  readonly evidence?: EvidenceOfRoots | undefined;
  /** Absent: `defaultWeights`. */
  readonly weights?: RankWeights | undefined;
}

/**
 * Rank the chunks of a view for a query, best first; of equal ones, in order of path and line. The order does not
 * depend on how the files are divided into segments.
 */
export function rank(view: IndexView, query: Query, options: RankOptions): Ranking {
  const { vectors, evidence, weights = defaultWeights } = options;
  const { looked, idfs } = lookUp(view, query);
  const scores = view.segments.map(({ segment }) => new Float32Array(segment.chunkCount));
  scoreWords(view, looked, { scores, weights });
  const best = highest(view, scores);
  const fusion = { scores, best, lambda: weights.meaning };
  const isFused = vectors ? addMeaning(view, query, { ...fusion, vectors }) : false;
  addNames(view, query.names, { scores, best });
  addPlaces(view, query.places, { scores, best });
  if (evidence !== undefined) addEvidence(view, evidence, { scores, weight: weights.history });
  const ranked = select(view, scores, { ...options, priors: priorsFor(query.asksFor, weights) });
  return {
    ranked: finish(ranked, query, weights),
    isFused,
    idfs,
    words: looked.map(({ word }) => word),
    cutWords: countSpoken(query.words) - countSpoken(looked.map(({ word }) => word)),
  };
}

/** Words as they were asked, without those that only translate one. */
export function countSpoken(words: readonly QueryWord[]): number {
  return words.filter(({ folded }) => folded[0]?.from === undefined).length;
}

interface LookedUp {
  readonly word: QueryWord;
  readonly terms: readonly { readonly term: Term; readonly weight: number; readonly body: TermLists }[];
  /** Of its most telling term. */
  readonly idf: number;
}

/** Look every word up in the body, and keep the rarest that are there at all. */
function lookUp(view: IndexView, query: Query): { looked: LookedUp[]; idfs: Map<Term, number> } {
  const found = query.words.map((word): LookedUp => {
    const terms = word.folded.map(({ term }) => ({
      term,
      weight: word.weight,
      body: findLists(view, 'body', term),
    }));
    return { word, terms, idf: Math.max(0, ...terms.map(({ body }) => body.idf)) };
  });
  const looked =
    found.length <= mostWords
      ? found
      : found
          .filter(({ idf }) => idf > 0)
          .sort((a, b) => b.idf - a.idf || (a.word.text < b.word.text ? -1 : 1))
          .slice(0, mostWords);
  const idfs = new Map<Term, number>();
  for (const { terms } of looked) {
    for (const { term, body } of terms) if (body.having > 0) idfs.set(term, body.idf);
  }
  return { looked, idfs };
}

function scoreWords(
  view: IndexView,
  looked: readonly LookedUp[],
  { scores, weights }: { scores: readonly Scores[]; weights: RankWeights },
): void {
  const { norms } = view;
  const { symbol, path, doc } = weights;
  const fieldWeights: Readonly<Record<FieldName, number>> = { symbol, path, doc, body: 1 };
  const done = new Set<Term>();
  const add = (field: FieldName, found: TermLists, weight: number): void => {
    found.lists.forEach((list, i) => {
      const live = view.segments[i];
      const into = scores[i];
      if (list === undefined || live === undefined || into === undefined) return;
      const { lengths } = live.segment.fields[field];
      const share = { factor: weight * fieldWeights[field] * found.idf, norms: norms[field], lengths };
      if (field === 'path') addFileScores(into, list, { ...share, live });
      else addScores(into, list, share);
    });
  };
  for (const { word, terms } of looked) {
    for (const { term, weight, body } of terms) {
      if (done.has(term)) continue;
      done.add(term);
      add('body', body, weight);
      for (const field of ['symbol', 'doc', 'path'] as const)
        add(field, findLists(view, field, term), weight);
    }
    if (word.isIdentifier) add('body', findLists(view, 'body', word.exact), exactWeight * word.weight);
  }
}

/** The best score of a live chunk. Dead ones are set to 0 on the way. */
function highest(view: IndexView, scores: readonly Scores[]): number {
  view.segments.forEach(({ segment, deletedFiles }, i) => {
    for (let file = 0; deletedFiles !== null && file < segment.fileCount; file++) {
      if (!isDeleted(deletedFiles, file)) continue;
      scores[i]?.fill(0, segment.fileFirstChunk[file], segment.fileFirstChunk[file + 1]);
    }
  });
  let best = 0;
  for (const segment of scores) {
    for (let chunk = 0; chunk < segment.length; chunk++) best = Math.max(best, segment[chunk] ?? 0);
  }
  return best;
}

interface Selected {
  readonly live: LiveSegment;
  readonly file: number;
  readonly chunk: number;
  readonly path: string;
  readonly startLine: number;
  /** Of equals at the end of the list, the order of segments says which are in it: what hangs on these would, too. */
  readonly isCertain: boolean;
  score: number;
}

function select(
  view: IndexView,
  scores: readonly Scores[],
  options: RankOptions & { priors: Float32Array },
): Selected[] {
  const top = createTopK(options.depth);
  const firsts: number[] = [];
  let first = 0;
  view.segments.forEach((live, i) => {
    firsts.push(first);
    const segmentScores = scores[i];
    if (segmentScores !== undefined) offerSegment(live, segmentScores, { ...options, top, first });
    first += live.segment.chunkCount;
  });
  const cut = threshold(top);
  return Array.from(top.ids.subarray(0, top.count), (id, i) => {
    const at = firsts.findLastIndex((start) => start <= id);
    const live = view.segments[at];
    if (live === undefined) throw new Error(`No segment holds chunk ${id}.`);
    const chunk = id - (firsts[at] ?? 0);
    const file = fileOfChunk(live.segment, chunk);
    const path = shownPath(live.rootName, pathsOf(live.segment)[file] ?? '');
    const startLine = live.segment.chunkStartLine[chunk] ?? 1;
    const score = top.scores[i] ?? 0;
    return { live, file, chunk, path, startLine, score, isCertain: score > cut };
  });
}

interface Offering extends RankOptions {
  readonly priors: Float32Array;
  readonly top: ReturnType<typeof createTopK>;
  readonly first: number;
}

function offerSegment(live: LiveSegment, scores: Scores, options: Offering): void {
  const { segment, deletedFiles } = live;
  const { priors, top, first, admits } = options;
  for (let file = 0; file < segment.fileCount; file++) {
    if (isDeleted(deletedFiles, file) || admits?.(live, file) === false) continue;
    const prior = priors[segment.fileFlags[file] ?? 0] ?? 1;
    const end = segment.fileFirstChunk[file + 1] ?? 0;
    for (let chunk = segment.fileFirstChunk[file] ?? 0; chunk < end; chunk++) {
      const score = (scores[chunk] ?? 0) * prior;
      if (score > threshold(top)) offer(top, first + chunk, score);
    }
  }
}

/** A member of the container that the query names is this much better than its namesakes. */
const containerFactor = 1.4;

function finish(selected: Selected[], query: Query, { fileShare }: RankWeights): RankedChunk[] {
  const containers = new Set(query.names.flatMap(({ container }) => container?.toLowerCase() ?? []));
  if (containers.size > 0) {
    for (const item of selected) {
      const { container } = readChunk(item.live.segment, item.chunk);
      if (container.some((name) => containers.has(name.toLowerCase()))) item.score *= containerFactor;
    }
  }
  selected.sort(inOrder);
  const groupOf = ({ path }: Selected): string => path;
  const counts = ({ isCertain }: Selected): boolean => isCertain;
  liftGroups(selected, { groupOf, share: fileShare, decay: fileDecay, counts });
  selected.sort(inOrder);
  spreadGroups(selected, { groupOf, decay: spreadDecay });
  selected.sort(inOrder);
  const best = selected[0]?.score ?? 1;
  return selected.map(({ live, file, chunk, path, startLine, score }) => ({
    live,
    file,
    chunk,
    path,
    startLine,
    score: score / best,
  }));
}

function inOrder(a: Selected, b: Selected): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.startLine - b.startLine;
}
