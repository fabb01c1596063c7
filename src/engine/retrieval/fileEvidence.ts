import type { Scores } from './accumulate.ts';
import { isDeleted, pathsOf, type IndexView, type LiveSegment } from './view.ts';
import type { Segment } from './segment.ts';

/** What speaks for a file as a whole, from outside its text: its history. */
export interface FileEvidence {
  /** In units of the best score that the text alone gave. */
  readonly score: number;
  /** In plain words, for a reader; null where nothing single tells much. */
  readonly reason: string | null;
}

/** For each root (by the name that its paths are shown with; empty where there is one root) its files' evidence, by path. */
export type EvidenceOfRoots = ReadonlyMap<string, ReadonlyMap<string, FileEvidence>>;

/**
 * Lift the chunks of files that evidence speaks for, the best chunk of a file by all of it, the others in proportion:
 * their order stays. A file in which no word was found is lifted at its first chunk.
 */
export function addEvidence(
  view: IndexView,
  evidence: EvidenceOfRoots,
  { scores, weight }: { scores: readonly Scores[]; weight: number },
): void {
  const unit = Math.max(1, highest(scores));
  view.segments.forEach((live, i) => {
    const into = scores[i];
    const numbers = numbersOf(live.segment);
    for (const [path, { score }] of evidence.get(live.rootName) ?? []) {
      const file = numbers.get(path);
      if (into === undefined || file === undefined || isDeleted(live.deletedFiles, file)) continue;
      liftFile(into, live, { file, by: weight * score * unit });
    }
  });
}

function highest(scores: readonly Scores[]): number {
  let best = 0;
  for (const segment of scores) {
    for (let chunk = 0; chunk < segment.length; chunk++) best = Math.max(best, segment[chunk] ?? 0);
  }
  return best;
}

function liftFile(
  scores: Scores,
  { segment }: LiveSegment,
  { file, by }: { file: number; by: number },
): void {
  const first = segment.fileFirstChunk[file] ?? 0;
  const end = segment.fileFirstChunk[file + 1] ?? 0;
  let best = 0;
  for (let chunk = first; chunk < end; chunk++) best = Math.max(best, scores[chunk] ?? 0);
  if (best === 0 && first < end) scores[first] = by;
  for (let chunk = first; chunk < end && best > 0; chunk++) {
    // Below 0 is what is less about the question than the average chunk.
    const score = scores[chunk] ?? 0;
    if (score > 0) scores[chunk] = score * (1 + by / best);
  }
}

/** A segment never changes, and a search asks for a few of its files only. */
const numbers = new WeakMap<Segment, ReadonlyMap<string, number>>();

function numbersOf(segment: Segment): ReadonlyMap<string, number> {
  const known = numbers.get(segment);
  if (known !== undefined) return known;
  const found = new Map(pathsOf(segment).map((path, file) => [path, file]));
  numbers.set(segment, found);
  return found;
}
