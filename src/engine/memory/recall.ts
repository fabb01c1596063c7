import { estimateTokens } from '../tokens.ts';
import { commonShare } from './compare.ts';
import { spanOf, type Span } from './dates.ts';
import { isCurrent, type Memory, type MemoryKind, type MemoryScope } from './memory.ts';
import type { MemoryIndex } from './memoryIndex.ts';

/** One word of a question, with its term as the index knows it. */
export interface QueryWord {
  readonly word: string;
  readonly term: string;
}

export interface RecallQuery {
  readonly text: string;
  /** The words of the text that carry its subject. */
  readonly words: readonly QueryWord[];
  /** Files at hand: memories that rest on them come first. */
  readonly paths: readonly string[];
  readonly scope?: MemoryScope;
  readonly kinds?: readonly MemoryKind[];
  /** Ids that are known already. */
  readonly exclude: ReadonlySet<string>;
  readonly nowMs: number;
}

export interface Recalled {
  readonly memory: Memory;
  /** Comparable within one answer only. */
  readonly score: number;
  /** How much of the question's subject it shares, from 0 to 1. */
  readonly share: number;
  /** It rests on a file at hand, or is from the time that the question names. */
  readonly isAtHand: boolean;
  /** In plain words, why it is here. */
  readonly reasons: readonly string[];
}

/**
 * Recall@10 on the fitted half of the recall set (`npm run bench -- recall`), where plain BM25 has 42.4 %: by words and
 * meaning alone 53.2; with an episode counting 0.8 of the rest 61.4, 0.6 63.7, and 0.7 with the index's `b` of 0.4 64.9;
 * then with a `meaning` of 0.7 64.6, of 1.3 63.5. Place, date, recency and use are not in the set: they are set so that a
 * file at hand outweighs half of the words, and recency and use decide between equals alone.
 */
const weights = {
  meaning: 1,
  sameFile: 0.6,
  sameFolder: 0.2,
  date: 0.35,
  recency: 0.06,
  use: 0.02,
  episode: 0.7,
};
/**
 * Without a common word, a memory is found from this cosine on. Of the recall set, half of the right memories lie above
 * 0.44 and 95 % of the others below 0.16.
 */
const leastNearness = 0.25;
const dayMs = 24 * 60 * 60 * 1000;
/** An episode counts half as recent after so long; what is no episode does not fade. */
const halfLifeMs = 60 * dayMs;

/**
 * Rank memories for a question by their words and what they are about, their place, the time it names, and, among equals,
 * by how recent and how used they are. Superseded and expired ones are left out. Never throws.
 *
 * @returns  Best first, at most `most`; only those that share something with the question.
 */
export function rankMemories(index: MemoryIndex, query: RecallQuery, most = 1000): Recalled[] {
  const terms = query.words.map(({ term }) => term);
  const matches = index.match(terms);
  const nearness = index.nearness(terms);
  const meaning = aboveMean(nearness);
  const best = largest(matches.scores) || 1;
  const span = spanOf(query.text, query.nowMs);
  const found: Found[] = [];
  for (let slot = 0; slot < index.slots; slot++) {
    const memory = index.at(slot);
    if (memory === undefined || !isWanted(memory, query)) continue;
    const words = (matches.scores[slot] ?? 0) / best;
    const place = query.paths.length === 0 ? null : placeOf(memory, query.paths);
    const isDated = span !== null && isWithin(memory, span);
    const isNear = (nearness?.[slot] ?? 0) > leastNearness;
    if (words === 0 && place === null && !isDated && !isNear && terms.length > 0) continue;
    const base =
      words +
      weights.meaning * Math.max(0, meaning(slot)) +
      (place === null ? 0 : weights[place.kind]) +
      (isDated ? weights.date : 0);
    const lesser = weights.recency * recency(memory, query.nowMs) + use(memory);
    const ofKind = memory.kind === 'episode' ? weights.episode : 1;
    found.push({ slot, memory, score: ofKind * (base + lesser) * trust(memory), place, isDated });
  }
  return found
    .sort((a, b) => b.score - a.score || b.memory.learnedAt - a.memory.learnedAt)
    .slice(0, most)
    .map(({ slot, memory, score, place, isDated }) => ({
      memory,
      score,
      share: matches.shares[slot] ?? 0,
      isAtHand: place !== null || isDated,
      reasons: reasonsOf(query, { shared: index.shared(slot, terms), place, span: isDated ? span : null }),
    }));
}

interface Found {
  readonly slot: number;
  readonly memory: Memory;
  readonly score: number;
  readonly place: Place | null;
  readonly isDated: boolean;
}

/**
 * The best that fit a number and a budget of tokens, without those that say what a better one says.
 * @param ranked  Best first.
 */
export function chooseMemories<Ranked extends { readonly memory: Memory }>(
  index: MemoryIndex,
  ranked: readonly Ranked[],
  { limit, budgetTokens }: { limit: number; budgetTokens: number },
): readonly Ranked[] {
  const chosen: Ranked[] = [];
  let left = budgetTokens;
  for (const one of ranked) {
    if (chosen.length === limit) break;
    const tokens = estimateTokens(one.memory.text);
    if (tokens > left) continue;
    const terms = index.termsOf(one.memory.id);
    const isSaid = chosen.some(
      ({ memory }) => commonShare(terms, index.termsOf(memory.id), index.weigh) > repeatedShare,
    );
    if (isSaid) continue;
    left -= tokens;
    chosen.push(one);
  }
  return chosen;
}

/** Two memories with this much in common tell a reader the same; only exact repetition passes the numbers, too. */
const repeatedShare = 0.97;

/** The small profile that every prompt begins with: preferences and decisions, in the order they were learned. */
export function profileOf(
  index: MemoryIndex,
  { nowMs, budgetTokens }: { nowMs: number; budgetTokens: number },
): readonly Memory[] {
  const wanted = [...index.all()]
    .filter(
      (memory) => isCurrent(memory, nowMs) && (memory.kind === 'preference' || memory.kind === 'decision'),
    )
    // The order of learning never changes, so a new one is added at the end and the prefix before it stays.
    .sort((a, b) => a.learnedAt - b.learnedAt || (a.id < b.id ? -1 : 1));
  let left = budgetTokens;
  return wanted.filter(({ text, confidence }) => {
    const tokens = estimateTokens(text) + 4;
    if (confidence < 0.5 || tokens > left) return false;
    left -= tokens;
    return true;
  });
}

/** 0 for the average memory, 1 for the nearest one. */
function aboveMean(near: Float32Array | null): (slot: number) => number {
  if (near === null) return () => 0;
  const mean = near.reduce((total, value) => total + value, 0) / Math.max(1, near.length);
  const most = largest(near);
  return most <= mean ? () => 0 : (slot) => ((near[slot] ?? 0) - mean) / (most - mean);
}

function isWanted(memory: Memory, { scope, kinds, exclude, nowMs }: RecallQuery): boolean {
  if (!isCurrent(memory, nowMs) || exclude.has(memory.id)) return false;
  return (
    (scope === undefined || memory.scope === scope) && (kinds === undefined || kinds.includes(memory.kind))
  );
}

interface Place {
  readonly kind: 'sameFile' | 'sameFolder';
  readonly path: string;
}

function placeOf({ evidence }: Memory, paths: readonly string[]): Place | null {
  const file = evidence.find(({ path }) => paths.includes(path));
  if (file !== undefined) return { kind: 'sameFile', path: file.path };
  const folders = new Set(paths.map(folderOf));
  const near = evidence.find(({ path }) => folderOf(path) !== '' && folders.has(folderOf(path)));
  return near === undefined ? null : { kind: 'sameFolder', path: folderOf(near.path) };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function isWithin({ validFrom, learnedAt }: Memory, { from, to }: Span): boolean {
  return (validFrom >= from && validFrom < to) || (learnedAt >= from && learnedAt < to);
}

/** From 0 to 1. A clock that went backwards makes nothing more than new. */
function recency(memory: Memory, nowMs: number): number {
  if (memory.kind !== 'episode') return 1;
  const age = Math.max(0, nowMs - Math.max(memory.learnedAt, memory.usedAt ?? 0));
  return 0.5 ** (age / halfLifeMs);
}

function use({ useCount }: Memory): number {
  return weights.use * Math.min(1, Math.log2(1 + useCount) / 5);
}

/** A guess counts a little less than a person's own word. */
function trust({ confidence }: Memory): number {
  return 0.8 + 0.2 * confidence;
}

function reasonsOf(
  query: RecallQuery,
  { shared, place, span }: { shared: readonly string[]; place: Place | null; span: Span | null },
): readonly string[] {
  const words = query.words.filter(({ term }) => shared.includes(term)).map(({ word }) => word);
  const named = [...new Set(words)].slice(0, 5).map((word) => `"${word}"`);
  const reasons = [
    ...(named.length === 0 ? [] : [`mentions ${named.join(', ')}`]),
    ...(place === null
      ? []
      : [place.kind === 'sameFile' ? `rests on ${place.path}` : `rests on a file in ${place.path}`]),
    ...(span === null ? [] : [`is from ${span.named}`]),
  ];
  return reasons.length > 0 || query.words.length === 0 ? reasons : ['is about the same, in other words'];
}

/** 0 where none is above it. Without spreading: there may be more memories than a call has room for arguments. */
function largest(values: Iterable<number>): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}
