import { contentHash } from './lineHash.ts';
import { excerptOf, readId, type KnownLines } from './excerpt.ts';
import { oncePerFile, type FileSource, type LineSource } from './fileSource.ts';
import type { Hit } from './hit.ts';
import { findNeighbours } from './neighbours.ts';
import { fill, startPacking, toCandidate, toPacked, tryAdd, type PackWeights } from './pack.ts';
import type { LeftOut, Packed, PackRequest } from './packed.ts';
import type { SearchContext } from './search.ts';
import type { PackFile } from './shown.ts';
import type { IndexView } from './view.ts';

/** A later page packs all before it again, which takes a few milliseconds for each. */
export const mostPages = 20;

interface Asked {
  readonly request: PackRequest;
  readonly context: Pick<SearchContext, 'signal'>;
}

/**
 * Pack hits into a budget, with the files as they are now and what stands beside them in the symbol graph. Each page
 * shows what found no room on those before it.
 *
 * @throws  What `files` throws, and the signal's reason.
 */
export async function packContext(
  view: IndexView,
  files: FileSource,
  { request, context, weights }: Asked & { readonly weights?: PackWeights },
): Promise<Packed> {
  const read = oncePerFile(files);
  const known = await knownFiles(request.hits, read);
  const { seen, warnings } = await seenLines(request.exclude ?? [], read);
  const last = Math.min(request.page ?? 0, mostPages - 1);
  for (let page = 0; ; page++) {
    context.signal?.throwIfAborted();
    const { candidates, leftOut } = candidatesOf(request.hits, known, seen);
    const { overheadTokens, hits, budgetTokens } = request;
    const packing = startPacking(candidates, { budgetTokens, overheadTokens, weights });
    fill(packing, Math.floor(budgetTokens * (1 - packing.weights.neighbourShare)));
    const shown = Array.from(packing.shown.values()).sort((a, b) => b.score - a.score);
    for (const neighbour of await findNeighbours({ view, read, seen }, shown, hits)) {
      tryAdd(packing, neighbour, { lines: neighbour.lines, budgetTokens });
    }
    fill(packing, budgetTokens);
    const packed = toPacked(packing);
    if (page === last) {
      const hasMore = packed.hasMore && page + 1 < mostPages;
      return { ...packed, leftOut: [...packed.leftOut, ...leftOut], warnings, hasMore };
    }
    for (const { path, ranges } of packed.parts) markSeen(seen, path, ranges);
  }
}

function candidatesOf(
  hits: readonly Hit[],
  known: ReadonlyMap<string, Omit<PackFile, 'seen'>>,
  seen: ReadonlyMap<string, ReadonlySet<number>>,
) {
  const packFiles = new Map(
    Array.from(known, ([path, file]) => [path, { ...file, seen: new Set(seen.get(path)) }]),
  );
  const leftOut: LeftOut[] = [];
  const candidates = hits.flatMap((hit) => {
    const file = packFiles.get(hit.path);
    const candidate = file === undefined ? null : toCandidate(hit, file);
    if (candidate !== null) return [candidate];
    leftOut.push({
      source: `${hit.path}:${hit.startLine}-${hit.endLine}`,
      reason: 'you have it already',
      tokens: 0,
    });
    return [];
  });
  return { candidates, leftOut };
}

/** The files of the hits. One that changed since the search is known by what its hits show of it. */
async function knownFiles(
  hits: readonly Hit[],
  read: LineSource,
): Promise<ReadonlyMap<string, Omit<PackFile, 'seen'>>> {
  const byPath = Map.groupBy(hits, ({ path }) => path);
  const files = await Promise.all(
    Array.from(byPath, async ([path, own]) => {
      const now = await read(path);
      const isSame = now !== null && own.every((hit) => textAt(now.lines, hit) === hit.text);
      const known = isSame ? now.lines : linesOfHits(own);
      return [path, { path, known, freshness: own[0]?.freshness ?? 'fresh' }] as const;
    }),
  );
  return new Map(files);
}

function textAt(lines: readonly string[], { startLine, endLine }: Hit): string {
  return lines.slice(startLine - 1, endLine).join('\n');
}

/** What hits show of their file, and nothing else of it. */
export function linesOfHits(hits: readonly Hit[]): KnownLines {
  const known: (string | undefined)[] = [];
  for (const { startLine, text } of hits) {
    text.split('\n').forEach((line, at) => (known[startLine - 1 + at] = line));
  }
  return Array.from(known);
}

/** The lines that ids name, where they are still what the reader got. */
async function seenLines(ids: readonly string[], read: LineSource) {
  const seen = new Map<string, Set<number>>();
  const warnings: string[] = [];
  for (const id of ids) {
    const named = readId(id);
    if (named === null) {
      warnings.push(`"${id.slice(0, 80)}" is no id of a part, so nothing was excluded for it.`);
      continue;
    }
    const now = await read(named.path);
    const hash = id.slice(id.lastIndexOf('#') + 1);
    const isSame = now !== null && contentHash(excerptOf(now.lines, named.ranges)).toString(36) === hash;
    if (isSame) markSeen(seen, named.path, named.ranges);
    else warnings.push(`${named.path} changed since you got it, so it may be shown again.`);
  }
  return { seen, warnings };
}

function markSeen(
  seen: Map<string, Set<number>>,
  path: string,
  ranges: readonly { startLine: number; endLine: number }[],
): void {
  const lines = seen.get(path) ?? new Set<number>();
  for (const { startLine, endLine } of ranges) {
    for (let line = startLine; line <= endLine; line++) lines.add(line);
  }
  seen.set(path, lines);
}
