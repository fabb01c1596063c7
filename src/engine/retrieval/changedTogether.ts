import type { FileEvidence } from './fileEvidence.ts';
import { historyEvidence, type History } from './history.ts';
import { fitOfPath } from './places.ts';
import type { Query } from './query.ts';

/**
 * A file that changed in every commit of the one that is named gets about this, in units of the best score. 2 and more
 * find 2 points more of what changed together (MRR@10 39.7 → 41.7 of `sightline eval --task cochange` on the fitted
 * repositories, 35.1 without), and put neighbours before what a question about the named file is about.
 */
const weight = 1;
/** Few commits prove little. */
const smoothing = 3;
const fewestCommits = 2;
/** A commit of many files tells less of each; 0.25 and 1 find up to 0.8 less. */
const sharePower = 0.5;
/** More files fit a name that says too little (`index.ts`). */
const mostNamed = 3;
/** The file itself, not its folder. */
const leastFit = 0.9;

/** All that history tells of files: what commits in the question's words changed, and what changed with files it names. */
export function evidenceOfHistory(history: History, query: Query): Map<string, FileEvidence> {
  const told = historyEvidence(history, query);
  for (const [path, company] of companyOf(history, query)) {
    const known = told.get(path);
    const score = company.score + (known?.score ?? 0);
    const reason = known === undefined || company.score > known.score ? company.reason : known.reason;
    told.set(path, { score, reason: reason ?? company.reason });
  }
  return told;
}

/**
 * What changed together with the files that a question names: the share of their commits that changed it, too. Lines of
 * an error's trace name files, too, but ask for just these.
 */
function companyOf(history: History, { places }: Query): Map<string, FileEvidence> {
  const found = new Map<string, FileEvidence>();
  if (places.length === 0 || places.some(({ line }) => line !== undefined)) return found;
  const isNamed = (path: string): boolean => places.some((place) => fitOfPath(path, place) >= leastFit);
  const named = history.paths.flatMap((path, file) => (isNamed(path) ? [file] : []));
  if (named.length > mostNamed) return found;
  for (const file of named) {
    const commits = history.commitsOf[file]?.length ?? 0;
    for (const [other, { count, sum }] of countTogether(history, file)) {
      const path = history.paths[other] ?? '';
      const score = (weight * sum) / (commits + smoothing);
      if (count < fewestCommits || named.includes(other) || score <= (found.get(path)?.score ?? 0)) continue;
      const reason = `changed together with ${history.paths[file] ?? ''} in ${count} commits`;
      found.set(path, { score, reason });
    }
  }
  return found;
}

interface Together {
  count: number;
  /** Each commit counts by how few files it changed. */
  sum: number;
}

function countTogether({ commitsOf, filesOf }: History, file: number): Map<number, Together> {
  const together = new Map<number, Together>();
  for (const commit of commitsOf[file] ?? []) {
    const files = filesOf[commit] ?? [];
    const share = 1 / Math.max(1, files.length - 1) ** sharePower;
    for (const other of files) {
      if (other === file) continue;
      const known = together.get(other) ?? { count: 0, sum: 0 };
      known.count++;
      known.sum += share;
      together.set(other, known);
    }
  }
  return together;
}
