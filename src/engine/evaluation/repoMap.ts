import type { IndexedFile } from '../retrieval/segmentBuilder.ts';
import { createWordList, exactTerm, scanWords, type Term } from '../retrieval/tokenise.ts';
import { isFunction } from './docTasks.ts';
import { depth, type Found, type Ranker } from './ranker.ts';

export const repoMapName = 'repo map';

/**
 * A map of the repository as Aider makes one: files point to the files that define the names they use; a name counts
 * ten times where the question says it, ten times where it is long and made of parts, a tenth where it is private or
 * defined in more than five files, and by the square root of how often it is used. PageRank, which begins at the files
 * whose name the question says, orders the files. Of each file the chunk is shown that defines most of what the
 * question says. Source: the description and weights of `aider/repomap.py`; the code is ours.
 */
export function repoMap(files: readonly IndexedFile[]): Ranker {
  const map = drawMap(files);
  return {
    name: repoMapName,
    rank(question) {
      const said = new Set(question.match(/[\p{L}\p{N}_]+/gu) ?? []);
      const ranks = pageRank(map, said);
      return files
        .map((file, at) => ({ file, rank: ranks[at] ?? 0 }))
        .sort((a, b) => b.rank - a.rank || (a.file.path < b.file.path ? -1 : 1))
        .slice(0, depth)
        .flatMap(({ file }) => shownOf(file, said) ?? []);
    },
  };
}

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

interface FileMap {
  readonly paths: readonly string[];
  /** Between two files, over all names. */
  readonly edges: readonly Edge[];
  readonly edgesOfName: ReadonlyMap<string, readonly Edge[]>;
}

const manyDefinitions = 5;
/** A name that more files define (`index`, `a`) tells of none, and would make edges by the million. */
const mostDefinitions = 50;

function drawMap(files: readonly IndexedFile[]): FileMap {
  const definers = definersOf(files);
  const names = new Map<Term, string>(Array.from(definers.keys(), (name) => [exactTerm(name), name]));
  const edgesOfName = new Map<string, Edge[]>();
  const total = new Map<number, number>();
  files.forEach((file, from) => {
    for (const [name, uses] of usesOf(file, names)) {
      const into = definers.get(name) ?? new Set();
      if (into.size > mostDefinitions) continue;
      const weight = weightOf(name, into.size) * Math.sqrt(uses);
      for (const to of into) {
        if (to === from) continue;
        const edges = edgesOfName.get(name) ?? [];
        edges.push({ from, to, weight });
        edgesOfName.set(name, edges);
        const key = from * files.length + to;
        total.set(key, (total.get(key) ?? 0) + weight);
      }
    }
  });
  const edges = Array.from(total, ([key, weight]) => ({
    from: Math.floor(key / files.length),
    to: key % files.length,
    weight,
  }));
  return { paths: files.map(({ path }) => path), edges, edgesOfName };
}

function definersOf(files: readonly IndexedFile[]): Map<string, Set<number>> {
  const definers = new Map<string, Set<number>>();
  files.forEach(({ chunks }, file) => {
    for (const { symbol, kind, alsoDefines } of chunks) {
      if (kind === 'section' || kind === 'key' || kind === 'element' || kind === 'rule') continue;
      for (const name of symbol === undefined ? alsoDefines : [symbol, ...alsoDefines])
        definers.set(name, (definers.get(name) ?? new Set()).add(file));
    }
  });
  return definers;
}

function usesOf({ chunks }: IndexedFile, names: ReadonlyMap<Term, string>): Map<string, number> {
  const list = createWordList();
  const uses = new Map<string, number>();
  for (const { text } of chunks) {
    scanWords(text, list);
    for (let word = 0; word < list.count; word++) {
      const name = names.get(list.terms[word] ?? 0);
      if (name !== undefined) uses.set(name, (uses.get(name) ?? 0) + 1);
    }
  }
  return uses;
}

function weightOf(name: string, definers: number): number {
  const isMadeOfParts = name.length >= 8 && (/_|-/.test(name) || /\p{Ll}\p{Lu}/u.test(name));
  return (isMadeOfParts ? 10 : 1) * (name.startsWith('_') ? 0.1 : 1) * (definers > manyDefinitions ? 0.1 : 1);
}

const damping = 0.85;
const rounds = 20;
const saidFactor = 10;
const fewestLettersOfFile = 4;

function pageRank({ paths, edges, edgesOfName }: FileMap, said: ReadonlySet<string>): Float64Array {
  const extra = Array.from(said).flatMap((name) => edgesOfName.get(name) ?? []);
  const out = new Float64Array(paths.length);
  for (const { from, weight } of edges) out[from] = (out[from] ?? 0) + weight;
  for (const { from, weight } of extra) out[from] = (out[from] ?? 0) + weight * (saidFactor - 1);
  const start = startOf(paths, said);
  let ranks = Float64Array.from(start);
  for (let round = 0; round < rounds; round++) {
    const next = new Float64Array(paths.length);
    let dangling = 0;
    for (let file = 0; file < paths.length; file++) if (out[file] === 0) dangling += ranks[file] ?? 0;
    pass(edges, 1, { ranks, out, next });
    pass(extra, saidFactor - 1, { ranks, out, next });
    for (let file = 0; file < paths.length; file++)
      next[file] = (1 - damping + damping * dangling) * (start[file] ?? 0) + damping * (next[file] ?? 0);
    ranks = next;
  }
  return ranks;
}

interface Round {
  readonly ranks: Float64Array;
  readonly out: Float64Array;
  readonly next: Float64Array;
}

function pass(edges: readonly Edge[], factor: number, { ranks, out, next }: Round): void {
  for (const { from, to, weight } of edges)
    next[to] = (next[to] ?? 0) + ((ranks[from] ?? 0) * factor * weight) / (out[from] ?? 1);
}

/** Where a reader begins: at the files that the question names, or anywhere. */
function startOf(paths: readonly string[], said: ReadonlySet<string>): Float64Array {
  const words = new Set(Array.from(said, (word) => word.toLowerCase()));
  const named = paths.map((path) => {
    const stem = (path.split('/').pop() ?? '').replace(/\..*$/, '').toLowerCase();
    return stem.length >= fewestLettersOfFile && words.has(stem) ? 1 : 0;
  });
  const count = named.reduce((sum: number, is) => sum + is, 0);
  return Float64Array.from(named, (is) => (count === 0 ? 1 / paths.length : is / count));
}

function shownOf({ path, chunks }: IndexedFile, said: ReadonlySet<string>): Found | null {
  const worth = ({ symbol = '', alsoDefines }: (typeof chunks)[number]): number =>
    [symbol, ...alsoDefines].filter((name) => said.has(name)).length;
  const best = chunks.toSorted(
    (a, b) => worth(b) - worth(a) || Number(isFunction(b)) - Number(isFunction(a)),
  )[0];
  if (best === undefined) return null;
  const { startLine, endLine, text } = best;
  return { path, startLine, endLine, text };
}
