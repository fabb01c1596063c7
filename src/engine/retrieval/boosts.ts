import { decode, findLists, isDeadChunk, type Scores } from './accumulate.ts';
import { fitOfPath, type Place } from './places.ts';
import type { QueryName } from './query.ts';
import { isDeleted, pathsOf, shownPath, type IndexView, type LiveSegment } from './view.ts';

interface Boosted {
  readonly scores: readonly Scores[];
  /** The highest score that words alone gave: what boosts are measured in. */
  readonly best: number;
}

/** The chunk that defines what the query names comes before all that only speak of it. */
const definitionBoost = 1.5;
/** The case differs, or the name was joined from words: probably meant, not surely. */
const otherCaseFactor = 0.7;
/** A plain word that so many chunks define (`get`, `run`) names none of them. */
const mostPlainDefinitions = 12;

/**
 * Lift the chunks that define a name of the query. A name that is defined in many places lifts each of them less.
 * A chunk is lifted once, by its best name.
 */
export function addNames(view: IndexView, names: readonly QueryName[], { scores, best }: Boosted): void {
  const lifts = view.segments.map(() => new Map<number, number>());
  for (const name of names) {
    const anyCase = findLists(view, 'symbol', name.anyCase);
    if (anyCase.having === 0) continue;
    if (name.strength < 1 && anyCase.having > mostPlainDefinitions) continue;
    const exact = name.exact === undefined ? undefined : findLists(view, 'symbol', name.exact);
    const share = name.strength / (1 + Math.log2(anyCase.having) / 4);
    view.segments.forEach((live, i) => {
      lift(lifts[i], live, { list: anyCase.lists[i], by: share * otherCaseFactor });
      lift(lifts[i], live, { list: exact?.lists[i], by: share });
    });
  }
  addLifts(scores, lifts, definitionBoost * Math.max(best, 1));
}

type Lifts = Map<number, number>;
type Lift = { readonly list: Parameters<typeof decode>[0] | undefined; readonly by: number };

function lift(lifts: Lifts | undefined, live: LiveSegment, { list, by }: Lift): void {
  if (lifts === undefined || list === undefined) return;
  for (const chunk of decode(list).ids) {
    if (!isDeadChunk(live, chunk)) lifts.set(chunk, Math.max(lifts.get(chunk) ?? 0, by));
  }
}

function addLifts(scores: readonly Scores[], lifts: readonly Lifts[], unit: number): void {
  lifts.forEach((segment, i) => {
    const into = scores[i];
    if (into === undefined) return;
    for (const [chunk, by] of segment) into[chunk] = (into[chunk] ?? 0) + by * unit;
  });
}

/** The line of a stack trace or a link is what the question is about. */
const lineBoost = 2;
/** A file that the question names; and its first chunk a little more, since all of them are lifted. */
const fileBoost = 0.8;
const firstChunkBoost = 0.2;

/** Lift the chunks of files, and those of lines, that the query names. */
export function addPlaces(view: IndexView, places: readonly Place[], { scores, best }: Boosted): void {
  if (places.length === 0) return;
  const unit = Math.max(best, 1);
  view.segments.forEach((live, i) => {
    const into = scores[i];
    if (into === undefined) return;
    const paths = pathsOf(live.segment);
    for (let file = 0; file < paths.length; file++) {
      if (isDeleted(live.deletedFiles, file)) continue;
      const path = shownPath(live.rootName, paths[file] ?? '');
      for (const place of places) {
        const fit = fitOfPath(path, place);
        if (fit > 0) liftPlace(into, live, { file, line: place.line, by: fit * unit });
      }
    }
  });
}

function liftPlace(
  scores: Scores,
  { segment }: LiveSegment,
  { file, line, by }: { file: number; line: number | undefined; by: number },
): void {
  const first = segment.fileFirstChunk[file] ?? 0;
  const end = segment.fileFirstChunk[file + 1] ?? 0;
  for (let chunk = first; chunk < end; chunk++) {
    const start = segment.chunkStartLine[chunk] ?? 0;
    const holdsLine = line !== undefined && line >= start && line <= (segment.chunkEndLine[chunk] ?? 0);
    const boost = (holdsLine ? lineBoost : 0) + fileBoost + (chunk === first ? firstChunkBoost : 0);
    scores[chunk] = (scores[chunk] ?? 0) + boost * by;
  }
}
