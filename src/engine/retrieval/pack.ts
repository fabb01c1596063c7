import { estimateTokens, type Tokens } from '../tokens.ts';
import { excerptOf, rangesOf, sourceOf } from './excerpt.ts';
import type { Hit } from './hit.ts';
import type { LeftOut, Packed } from './packed.ts';
import { SameText } from './sameText.ts';
import { shorten } from './shorten.ts';
import { toPart, withCandidate, type Candidate, type PackFile, type Shown } from './shown.ts';

/**
 * Constants of the packing, fitted on the packages of one half: `npm run bench -- packing` prints recall of the needed
 * lines on both halves, and for other values of each constant. On the other half, packed contexts of 1,000, 2,000, 4,000
 * and 8,000 tokens hold 68.4, 75.9, 83.3 and 87.9 % of them; whole hits in rank order hold 67.3, 73.3, 79.7 and 84.9 %.
 * Two more were tried and are absent, since every value of theirs was worse than none: a lower worth for the second place
 * of a file (0.6: 1.9 points less in 1,000), and a least score (a tenth of the best: 1.9 points less in 8,000).
 */
export interface PackWeights {
  /** How much faster worth falls than the score: a hit of half the score is worth `0.5 ** scorePower`. */
  readonly scorePower: number;
  /** 1 is the best value per token; 0, the order of rank, holds 2.7 to 3.9 points less. */
  readonly tokenPower: number;
  /**
   * No place takes more than this share of the budget as long as others wait. A quarter costs 2 points in 1,000; without
   * it 0.2 are gained, but one long function would be all that a small context shows.
   */
  readonly longestShare: number;
  /**
   * For each so many tokens of the budget one more file is shown with the imports that its lines use. Three files with
   * them cost a point in 1,000 tokens, all files 2 points in 8,000.
   */
  readonly tokensForImports: Tokens;
  /** Kept for neighbours in the symbol graph, which costs 0.3 to 0.6 points up to 2,000 tokens; what they do not need goes to hits. */
  readonly neighbourShare: number;
}

export const packWeights: PackWeights = {
  scorePower: 2,
  tokenPower: 0.7,
  longestShare: 0.4,
  tokensForImports: 1000,
  neighbourShare: 0.08,
};

/** A packing under way. */
export interface Packing {
  readonly weights: PackWeights;
  readonly overheadTokens: Tokens;
  readonly filesWithImports: number;
  /** What is shown of each file, in the order in which the files came in. */
  readonly shown: Map<string, Shown>;
  /** What found no room yet. */
  noRoom: Waiting[];
  shortened: Candidate[];
  readonly leftOut: LeftOut[];
  readonly copies: SameText;
  tokens: Tokens;
}

export interface PackLimits {
  readonly budgetTokens: Tokens;
  readonly overheadTokens?: Tokens | undefined;
  readonly weights?: PackWeights | undefined;
}

/** @param candidates  Best first. */
export function startPacking(candidates: readonly Candidate[], limits: PackLimits): Packing {
  const { budgetTokens, overheadTokens = 0, weights = packWeights } = limits;
  return {
    weights,
    overheadTokens,
    filesWithImports: Math.ceil(budgetTokens / weights.tokensForImports),
    shown: new Map(),
    noRoom: candidates.map((candidate) => ({ candidate, tokens: tokensOf(candidate) })),
    shortened: [],
    leftOut: [],
    copies: new SameText(),
    tokens: 0,
  };
}

/** Less room than this shows no line that says anything. */
const leastTokens = 40;

/**
 * Show as much as the budget allows of what found no room yet: best value per token first, copies dropped, long places
 * shortened to the lines that matter. What is still short is completed at the end, where there is room. Equal input
 * gives equal output.
 */
export function fill(packing: Packing, budgetTokens: Tokens): void {
  const waiting = packing.noRoom;
  const limit = { budgetTokens, longestTokens: Math.floor(budgetTokens * packing.weights.longestShare) };
  packing.noRoom = [];
  while (waiting.length > 0) {
    const next = takeBest(waiting, packing);
    if (add(packing, next, limit) === 'shortened') packing.shortened.push(next.candidate);
  }
  packing.shortened = packing.shortened.filter(
    (candidate) => !tryAdd(packing, candidate, { lines: candidate.lines, budgetTokens }),
  );
}

/** The parts, the file with the best place first, those in the symbol graph beside them last. */
export function toPacked({ shown, noRoom, leftOut, shortened, tokens, overheadTokens }: Packing): Packed {
  const files = Array.from(shown.values()).sort((a, b) => b.score - a.score);
  const parts = files.map((one) => toPart(one, overheadTokens));
  const waiting = noRoom.toSorted((a, b) => b.candidate.score - a.candidate.score);
  return {
    parts,
    tokens,
    leftOut: [...waiting.map((one) => toLeftOut(one, 'no room within the budget')), ...leftOut],
    warnings: [],
    hasMore: noRoom.length > 0 || shortened.length > 0,
  };
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

function takeBest(waiting: Waiting[], { shown, weights }: Packing): Waiting {
  const { scorePower, tokenPower } = weights;
  const worth = ({ candidate, tokens }: Waiting): number => {
    const cost = tokens + (shown.has(candidate.file.path) ? 0 : headingTokens);
    return candidate.score ** scorePower / cost ** tokenPower;
  };
  let best = 0;
  let most = -1;
  waiting.forEach((one, at) => {
    const found = worth(one);
    if (found > most) [best, most] = [at, found];
  });
  const [taken] = waiting.splice(best, 1);
  if (taken === undefined) throw new Error('Nothing waits to be packed.');
  return taken;
}

function add(
  packing: Packing,
  waiting: Waiting,
  { budgetTokens, longestTokens }: { budgetTokens: Tokens; longestTokens: Tokens },
): 'whole' | 'shortened' | 'left-out' {
  const { candidate, tokens } = waiting;
  const { file, lines, anchors } = candidate;
  const text = excerptOf(file.known, rangesOf(file.known, lines));
  const same = packing.copies.find(text);
  if (same !== null) {
    packing.leftOut.push(toLeftOut(waiting, `the same text as ${same}`));
    return 'left-out';
  }
  const isLong = tokens > longestTokens;
  const first = isLong ? shorten(file.known, lines, { anchors, limitTokens: longestTokens }) : lines;
  let kept: readonly number[] | undefined;
  for (const some of tries()) {
    if (!tryAdd(packing, candidate, { lines: some, budgetTokens })) continue;
    kept = some;
    break;
  }
  if (kept === undefined) {
    packing.noRoom.push(waiting);
    return 'left-out';
  }
  packing.copies.add(sourceOf(file.path, rangesOf(file.known, lines)), text);
  return kept.length === lines.length ? 'whole' : 'shortened';

  /** The heading and the frame take of what is left, so the first try may be too long. */
  function* tries(): Generator<readonly number[]> {
    const isNew = !packing.shown.has(file.path);
    const left = budgetTokens - packing.tokens - (isNew ? headingTokens : 0);
    // What a file shows already may take in a place for less than it has.
    if (!isNew || Math.min(tokens, longestTokens) < left + headingTokens) yield first;
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
  const after = withCandidate(before, candidate, {
    lines,
    overheadTokens: packing.overheadTokens,
    withImports: before?.hasImports ?? packing.shown.size < packing.filesWithImports,
  });
  const tokens = packing.tokens - (before?.tokens ?? 0) + after.tokens;
  if (tokens > budgetTokens) return false;
  packing.shown.set(path, after);
  packing.tokens = tokens;
  return true;
}

function toLeftOut({ candidate, tokens }: Waiting, reason: string): LeftOut {
  const { file, lines } = candidate;
  return { source: sourceOf(file.path, rangesOf(file.known, lines)), reason, tokens };
}
