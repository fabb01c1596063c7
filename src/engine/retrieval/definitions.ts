import { decode, findLists, isDeadChunk } from './accumulate.ts';
import { fileFlags } from './fileFlags.ts';
import type { SymbolMatch } from './foundSymbol.ts';
import { fileOfChunk, readChunk, readFile, type ChunkRecord } from './records.ts';
import { spell, spellingDistance } from './spelling.ts';
import { exactTerm, foldName, nameTerm } from './tokenise.ts';
import { shownPath, type IndexView, type LiveSegment } from './view.ts';

/** A declaration as the index remembers it. */
export interface Declared {
  readonly name: string;
  readonly match: SymbolMatch;
  /** Of names that are spelt alike, the nearest first. */
  readonly distance: number;
  readonly path: string;
  readonly hash: string;
  readonly language: string;
  readonly flags: number;
  /** Of a function that was cut in several chunks, the first with the last one's end. */
  readonly record: ChunkRecord;
  /** Is it the declaration that the chunk begins with? Else it is a small one within. */
  readonly isMain: boolean;
  readonly live: LiveSegment;
  readonly chunk: number;
}

/** A name that is defined more often than this is no name to look up. */
const mostLookedAt = 2000;

/** Declarations of a name as written, and in another case; the best first. */
export function declarationsOf(view: IndexView, name: string): Declared[] {
  const { lists } = findLists(view, 'symbol', nameTerm(name));
  const exact = exactTerm(name);
  const exactLists = findLists(view, 'symbol', exact).lists;
  const folded = foldName(name);
  const found = view.segments.flatMap((live, i) => {
    const chunks = new Set<number>();
    for (const list of [exactLists[i], lists[i]]) {
      if (list === undefined) continue;
      for (const chunk of decode(list).ids.subarray(0, mostLookedAt)) chunks.add(chunk);
    }
    return Array.from(chunks).flatMap((chunk) =>
      isDeadChunk(live, chunk)
        ? []
        : declaredIn(live, chunk, (one) => {
            if (one === name) return { match: 'exact', distance: 0 };
            return foldName(one) === folded ? { match: 'any-case', distance: 0 } : null;
          }),
    );
  });
  return inOrder(found);
}

/**
 * Declarations whose names are spelt alike: a slip of the keys, a beginning, the same words. Reads every name of the
 * index, which takes about a microsecond for each chunk, so that it is for names that nothing else was found for.
 */
export function declarationsLike(view: IndexView, name: string): Declared[] {
  const asked = spell(name);
  const known = new Map<string, ReturnType<typeof spellingDistance>>();
  const judge = (one: string): Judged | null => {
    let distance = known.get(one);
    if (distance === undefined) known.set(one, (distance = spellingDistance(asked, one)));
    return distance === null ? null : { match: 'alike', distance };
  };
  const found: Declared[] = [];
  for (const live of view.segments) {
    const { segment } = live;
    const { offsets } = segment.chunkText;
    for (let chunk = 0; chunk < segment.chunkCount; chunk++) {
      if (offsets[chunk] === offsets[chunk + 1] || isDeadChunk(live, chunk)) continue;
      found.push(...declaredIn(live, chunk, judge));
    }
  }
  return inOrder(found);
}

type Judged = Pick<Declared, 'match' | 'distance'>;

function declaredIn(live: LiveSegment, chunk: number, judge: (name: string) => Judged | null): Declared[] {
  const record = readChunk(live.segment, chunk);
  const names = record.symbol === undefined ? record.alsoDefines : [record.symbol, ...record.alsoDefines];
  return names.flatMap((name) => {
    const judged = judge(name);
    if (judged === null) return [];
    const { path, hash, language, flags } = readFile(live.segment, fileOfChunk(live.segment, chunk));
    const file = { path: shownPath(live.rootName, path), hash, language, flags };
    return [{ name, ...judged, ...file, record, isMain: name === record.symbol, live, chunk }];
  });
}

function inOrder(found: readonly Declared[]): Declared[] {
  return withoutWindows(
    found.toSorted(
      (a, b) =>
        rankOf(a) - rankOf(b) ||
        a.distance - b.distance ||
        asideness(a) - asideness(b) ||
        Number(b.isMain) - Number(a.isMain) ||
        (a.path < b.path ? -1 : a.path > b.path ? 1 : a.record.startLine - b.record.startLine),
    ),
  );
}

function rankOf({ match }: Declared): number {
  return match === 'exact' ? 0 : match === 'any-case' ? 1 : 2;
}

/** Code first, then declarations and tests, then what nobody reads. */
function asideness({ flags }: Declared): number {
  const isFar = (flags & (fileFlags.generated | fileFlags.vendored | fileFlags.data | fileFlags.docs)) !== 0;
  const isBeside = (flags & (fileFlags.test | fileFlags.example | fileFlags.declaration)) !== 0;
  return isFar ? 2 : isBeside ? 1 : 0;
}

/** A long function is several chunks with one name: they are one declaration. */
function withoutWindows(sorted: readonly Declared[]): Declared[] {
  const kept: Declared[] = [];
  for (const one of sorted) {
    const before = kept.at(-1);
    const goesOn =
      before !== undefined &&
      before.isMain &&
      one.isMain &&
      before.path === one.path &&
      before.name === one.name &&
      before.record.signature === one.record.signature &&
      one.record.startLine > before.record.endLine &&
      one.record.startLine <= before.record.endLine + 2;
    if (goesOn)
      kept[kept.length - 1] = { ...before, record: { ...before.record, endLine: one.record.endLine } };
    else kept.push(one);
  }
  return kept;
}
