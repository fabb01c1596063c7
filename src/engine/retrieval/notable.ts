import { decode, findLists } from './accumulate.ts';
import { declarationKinds } from './chunk.ts';
import { fileOfChunk, readChunk, readFile } from './records.ts';
import { spreadGroups } from '../ranking/spread.ts';
import { exactTerm, foldWord, shapes } from './tokenise.ts';
import { isDeleted, shownPath, type IndexView, type LiveSegment } from './view.ts';
import type { NotableSymbol } from './workspaceIndex.ts';

/** Kinds whose names say what the code is about. */
const tellingKinds = new Set(
  ['function', 'class', 'interface', 'struct', 'trait', 'type', 'module'].map(kindNumber),
);

/** Looking at more declarations than this makes no better example and takes longer than a greeting may. */
const mostLookedAt = 3000;
/** A second example from the same folder must be this much better. */
const folderDecay = 0.4;

interface Scored extends NotableSymbol {
  score: number;
}

/**
 * Symbols that make good example questions: defined in code proper, used across files, with names that say something,
 * from different folders. The same view gives the same list.
 */
export function notableSymbols(view: IndexView, limit: number): NotableSymbol[] {
  const stride = Math.max(1, Math.ceil(view.chunkCount / (mostLookedAt * 4)));
  const found = new Map<string, Scored>();
  for (const live of view.segments) {
    for (const candidate of declarationsOf(live, stride)) {
      const known = found.get(candidate.symbol);
      const scored = score(view, candidate);
      if (known === undefined || scored.score > known.score) found.set(candidate.symbol, scored);
    }
  }
  const ranked = Array.from(found.values()).filter(({ usesTotal }) => usesTotal > 0);
  ranked.sort(inOrder);
  spreadGroups(ranked, {
    groupOf: ({ path }) => path.slice(0, path.lastIndexOf('/') + 1),
    decay: folderDecay,
  });
  ranked.sort(inOrder);
  return ranked.slice(0, limit).map(({ score: _score, ...symbol }) => symbol);
}

function inOrder(a: Scored, b: Scored): number {
  return b.score - a.score || (a.symbol < b.symbol ? -1 : 1);
}

interface Declared {
  readonly symbol: string;
  readonly kind: string;
  readonly path: string;
  readonly hasDoc: boolean;
  readonly file: number;
  readonly live: LiveSegment;
}

function* declarationsOf(live: LiveSegment, stride: number): Generator<Declared> {
  const { segment, deletedFiles, rootName } = live;
  let seen = 0;
  for (let file = 0; file < segment.fileCount; file++) {
    if ((segment.fileFlags[file] ?? 0) !== 0 || isDeleted(deletedFiles, file)) continue;
    const end = segment.fileFirstChunk[file + 1] ?? 0;
    for (let chunk = segment.fileFirstChunk[file] ?? 0; chunk < end; chunk++) {
      if (!tellingKinds.has(segment.chunkKind[chunk] ?? 0) || seen++ % stride !== 0) continue;
      const { symbol, kind, doc } = readChunk(segment, chunk);
      if (symbol === undefined || kind === undefined) continue;
      const path = shownPath(rootName, readFile(segment, file).path);
      yield { symbol, kind, path, hasDoc: doc !== undefined, file, live };
    }
  }
}

function score(view: IndexView, declared: Declared): Scored {
  const { symbol, kind, path, hasDoc } = declared;
  const files = otherFiles(view, declared);
  // A name that half the workspace uses is plumbing; four to twenty users are a subject.
  const spread = Math.log2(1 + Math.min(files, 20)) / (1 + Math.max(0, files - 60) / 60);
  return { symbol, kind, path, usesTotal: files, score: spread * qualityOf(symbol) * (hasDoc ? 1.5 : 1) };
}

/** Files beside the definition's own in which the name stands. */
function otherFiles(view: IndexView, { symbol, file, live: own }: Declared): number {
  const { lists } = findLists(view, 'body', exactTerm(symbol));
  const files = new Set<string>();
  view.segments.forEach((live, i) => {
    const list = lists[i];
    if (list === undefined) return;
    for (const chunk of decode(list).ids.subarray(0, mostUsesLookedAt)) {
      const user = fileOfChunk(live.segment, chunk);
      if (!isDeleted(live.deletedFiles, user) && (user !== file || live !== own)) files.add(`${i}:${user}`);
    }
  });
  return files.size;
}

const mostUsesLookedAt = 500;

/** From 0 to 1: two to four real words, written in Latin letters or not, without the prefixes of plumbing. */
function qualityOf(symbol: string): number {
  if (!/^\p{L}/u.test(symbol) || symbol.length < 5 || symbol.length > 32) return 0.05;
  if (/^(?:get|set|is|has|to|on|handle|init|test|main|index|default)(?:[A-Z_]|$)/.test(symbol)) return 0.4;
  const { parts } = foldWord(symbol, shapes.lower | shapes.upper);
  const words = parts.filter((part) => part.length > 2).length;
  return words >= 2 && words <= 4 ? 1 : 0.5;
}

function kindNumber(kind: string): number {
  return declarationKinds.findIndex((known) => known === kind) + 1;
}
