import { estimateTokens, type Tokens } from '../tokens.ts';
import { excerptOf, rangesOf, sourceOf } from './excerpt.ts';
import type { Hit } from './hit.ts';
import type { LeftOut, Packed } from './packed.ts';
import { SameText } from './sameText.ts';
import { shorten } from './shorten.ts';
import { toPart, withCandidate, type Candidate, type PackFile, type Shown } from './shown.ts';

/**
 * Constants of the packing, fitted on the packages of one half: `npm run bench -- packing` prints recall of the needed
 * lines on both.
 */
export interface PackWeights {
  /** How much faster worth falls than the score: a hit of half the score is worth `0.5 ** scorePower`. */
  readonly scorePower: number;
  /** 1 is the best value per token; 0 is the order of rank. */
  readonly tokenPower: number;
  /** Each further place of a file is worth this much of the one before. */
  readonly fileDecay: number;
  /** No place takes more than this share of the budget as long as others wait. */
  readonly longestShare: number;
  /** A hit of less than this share of the best score is left out, however much room there is. */
  readonly leastScore: number;
}

export const packWeights: PackWeights = {
  scorePower: 2,
  tokenPower: 0.5,
  fileDecay: 0.8,
  longestShare: 0.4,
  leastScore: 0.1,
};

export interface PackLimits {
  readonly budgetTokens: Tokens;
  readonly overheadTokens?: Tokens;
  readonly weights?: PackWeights;
}

/** A packing under way: what is shown of each file, in the order in which the files came in. */
export interface Packing {
  readonly shown: Map<string, Shown>;
  readonly leftOut: LeftOut[];
  readonly copies: SameText;
  readonly overheadTokens: Tokens;
  tokens: Tokens;
}

/** Less room than this shows no line that says anything. */
const leastTokens = 40;

/**
 * Choose what of the candidates is shown within the budget: best value per token first, each further place of a file
 * worth less, copies dropped, long places shortened to the lines that matter. What is still short is completed at the
 * end, where there is room.
 *
 * @param candidates  Best first. Equal input gives equal output.
 */
export function packCandidates(
  candidates: readonly Candidate[],
  { budgetTokens, overheadTokens = 0, weights = packWeights }: PackLimits,
): Packing {
  const packing: Packing = {
    shown: new Map(),
    leftOut: [],
    copies: new SameText(),
    overheadTokens,
    tokens: 0,
  };
  const best = Math.max(...candidates.map(({ score }) => score));
  const waiting = candidates.map((candidate) => ({ candidate, tokens: tokensOf(candidate) }));
  const limit = { budgetTokens, longestTokens: Math.floor(budgetTokens * weights.longestShare) };
  const shortened: Candidate[] = [];
  while (waiting.length > 0) {
    const next = takeBest(waiting, packing, weights);
    if (next.score < best * weights.leastScore) leave(packing, next, 'much less relevant than the rest');
    else if (add(packing, next, limit) === 'shortened') shortened.push(next);
  }
  for (const candidate of shortened) tryAdd(packing, candidate, { lines: candidate.lines, budgetTokens });
  return packing;
}

/** The parts, the file that came in first standing first. */
export function toPacked({ shown, leftOut, tokens, overheadTokens }: Packing): Packed {
  const parts = Array.from(shown.values(), (one) => toPart(one, overheadTokens));
  const hasMore =
    leftOut.some(({ reason }) => reason === noRoom) || parts.some((part) => part.fullTokens > part.tokens);
  return { parts, tokens, leftOut, warnings: [], hasMore };
}

/** @returns Null where the reader has all of it. */
export function toCandidate(hit: Hit, file: PackFile): Candidate | null {
  const lines = [];
  for (let line = hit.startLine; line <= hit.endLine; line++) if (!file.seen.has(line)) lines.push(line);
  if (rangesOf(file.known, lines).length === 0) return null;
  const { symbol, container, score, reasons } = hit;
  return {
    file,
    kind: 'code',
    lines,
    score,
    reasons,
    symbol,
    enclosing: symbol === undefined ? container : [...container, symbol],
    anchors: anchorsOf(hit),
  };
}

/** The line that names the symbol, then those that matter for the question. */
function anchorsOf({ symbol, signature, text, startLine, highlightLines }: Hit): number[] {
  const head = signature?.slice(0, 12) ?? '';
  const at = text
    .split('\n')
    .findIndex((line) =>
      head === '' ? symbol !== undefined && line.includes(symbol) : line.trim().startsWith(head),
    );
  return at < 0 ? [...highlightLines] : [startLine + at, ...highlightLines];
}

function tokensOf({ file, lines }: Candidate): Tokens {
  return estimateTokens(excerptOf(file.known, rangesOf(file.known, lines)));
}

interface Waiting {
  readonly candidate: Candidate;
  readonly tokens: Tokens;
}

/** Tokens of a heading with its reasons: what the first place of a file pays. */
const headingTokens = 30;

function takeBest(waiting: Waiting[], { shown }: Packing, weights: PackWeights): Candidate {
  const { scorePower, tokenPower, fileDecay } = weights;
  const worth = ({ candidate, tokens }: Waiting): number => {
    const before = shown.get(candidate.file.path);
    const cost = tokens + (before === undefined ? headingTokens : 0);
    return (candidate.score ** scorePower * fileDecay ** (before?.count ?? 0)) / cost ** tokenPower;
  };
  let best = 0;
  let most = -1;
  waiting.forEach((one, at) => {
    const found = worth(one);
    if (found > most) [best, most] = [at, found];
  });
  const [taken] = waiting.splice(best, 1);
  if (taken === undefined) throw new Error('Nothing waits to be packed.');
  return taken.candidate;
}

const noRoom = 'no room within the budget';

function add(
  packing: Packing,
  candidate: Candidate,
  { budgetTokens, longestTokens }: { budgetTokens: Tokens; longestTokens: Tokens },
): 'whole' | 'shortened' | 'left-out' {
  const { file, lines, anchors } = candidate;
  const text = excerptOf(file.known, rangesOf(file.known, lines));
  const same = packing.copies.find(text);
  if (same !== null) return leave(packing, candidate, `the same text as ${same}`);
  const isLong = tokensOf(candidate) > longestTokens;
  const first = isLong ? shorten(file.known, lines, { anchors, limitTokens: longestTokens }) : lines;
  const kept = [first, ...shorter()].find((some) =>
    tryAdd(packing, candidate, { lines: some, budgetTokens }),
  );
  if (kept === undefined) return leave(packing, candidate, noRoom);
  packing.copies.add(sourceOf(file.path, rangesOf(file.known, lines)), text);
  return kept.length === lines.length ? 'whole' : 'shortened';

  /** The heading and the frame take of what is left, so the first try may be too long. */
  function* shorter(): Generator<readonly number[]> {
    const left = budgetTokens - packing.tokens - (packing.shown.has(file.path) ? 0 : headingTokens);
    for (const share of [0.95, 0.8, 0.6]) {
      const limitTokens = Math.min(longestTokens, left * share);
      if (limitTokens < leastTokens) return;
      yield shorten(file.known, lines, { anchors, limitTokens });
    }
  }
}

/** Show these lines of a candidate if the budget allows. */
export function tryAdd(
  packing: Packing,
  candidate: Candidate,
  { lines, budgetTokens }: { lines: readonly number[]; budgetTokens: Tokens },
): boolean {
  if (lines.length === 0) return false;
  const { path } = candidate.file;
  const before = packing.shown.get(path);
  const after = withCandidate(before, candidate, { lines, overheadTokens: packing.overheadTokens });
  const tokens = packing.tokens - (before?.tokens ?? 0) + after.tokens;
  if (tokens > budgetTokens) return false;
  packing.shown.set(path, after);
  packing.tokens = tokens;
  return true;
}

function leave(packing: Packing, candidate: Candidate, reason: string): 'left-out' {
  const { file, lines } = candidate;
  const source = sourceOf(file.path, rangesOf(file.known, lines));
  packing.leftOut.push({ source, reason, tokens: tokensOf(candidate) });
  return 'left-out';
}
