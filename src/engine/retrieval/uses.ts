import { decode, findLists, isDeadChunk } from './accumulate.ts';
import { fileFlags } from './fileFlags.ts';
import type { LineSource } from './fileSource.ts';
import type { Use } from './hit.ts';
import { fileOfChunk, readChunk, readFile } from './records.ts';
import { hasName } from './relocate.ts';
import { exactTerm } from './tokenise.ts';
import { shownPath, type IndexView, type LiveSegment } from './view.ts';

/** A symbol, and the definition that is not one of its own uses. */
export interface UsedSymbol {
  readonly symbol: string;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly language: string;
}

export interface Uses {
  /** Best first: the same language, code before tests, calls before other mentions. */
  readonly uses: readonly Use[];
  /** Lines that use the symbol in the files that were read; each chunk of the others counts once. */
  readonly total: number;
}

export interface UseLimits {
  /** Absent: both, code first. */
  readonly among?: 'code' | 'tests';
  readonly limit: number;
  /** Reading is what costs: the best so many chunks are read for their lines. */
  readonly chunksRead: number;
}

interface Candidate {
  readonly live: LiveSegment;
  readonly chunk: number;
  readonly path: string;
  readonly startLine: number;
  readonly isTest: boolean;
  readonly worth: number;
}

/**
 * Find the lines that use a symbol: the name as a whole word in the same case, outside its definition and outside
 * lines that are all comment. It goes by name, so a namesake's uses are among them.
 */
export async function findUses(
  view: IndexView,
  read: LineSource,
  request: UsedSymbol & UseLimits,
): Promise<Uses> {
  const { among } = request;
  const candidates = findCandidates(view, request).filter(
    ({ isTest }) => among === undefined || isTest === (among === 'tests'),
  );
  const read1 = candidates.slice(0, request.chunksRead);
  const lines = (await Promise.all(read1.map((candidate) => linesOf(candidate, read, request)))).flat();
  const uses = lines
    .toSorted((a, b) => b.worth - a.worth || compare(a.use, b.use))
    .slice(0, request.limit)
    .map(({ use }) => use);
  return { uses, total: lines.length + Math.max(0, candidates.length - read1.length) };
}

function compare(a: Use, b: Use): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line;
}

function findCandidates(view: IndexView, wanted: UsedSymbol): Candidate[] {
  const { lists } = findLists(view, 'body', exactTerm(wanted.symbol));
  const found = view.segments.flatMap((live, i) => {
    const list = lists[i];
    if (list === undefined) return [];
    return Array.from(decode(list).ids)
      .filter((chunk) => !isDeadChunk(live, chunk))
      .map((chunk) => toCandidate(live, chunk, wanted));
  });
  return found
    .filter(({ live, chunk, path }) => path !== wanted.path || !isWithin(live, chunk, wanted))
    .sort(
      (a, b) => b.worth - a.worth || (a.path < b.path ? -1 : a.path > b.path ? 1 : a.startLine - b.startLine),
    );
}

function isWithin({ segment }: LiveSegment, chunk: number, { startLine, endLine }: UsedSymbol): boolean {
  return (segment.chunkStartLine[chunk] ?? 0) >= startLine && (segment.chunkEndLine[chunk] ?? 0) <= endLine;
}

function toCandidate(live: LiveSegment, chunk: number, wanted: UsedSymbol): Candidate {
  const { path: inRoot, language, flags } = readFile(live.segment, fileOfChunk(live.segment, chunk));
  const path = shownPath(live.rootName, inRoot);
  const isAside =
    (flags & (fileFlags.generated | fileFlags.vendored | fileFlags.docs | fileFlags.data)) !== 0;
  const isTest = (flags & fileFlags.test) !== 0;
  const worth = (language === wanted.language ? 4 : 0) + (isTest ? 0 : 2) + (isAside ? -3 : 0);
  return { live, chunk, path, startLine: live.segment.chunkStartLine[chunk] ?? 1, isTest, worth };
}

interface FoundLine {
  readonly use: Use;
  readonly worth: number;
}

async function linesOf(candidate: Candidate, read: LineSource, wanted: UsedSymbol): Promise<FoundLine[]> {
  const file = await read(candidate.path);
  if (file === null) return [];
  const record = readChunk(candidate.live.segment, candidate.chunk);
  const found: FoundLine[] = [];
  for (let line = record.startLine; line <= Math.min(record.endLine, file.lines.length); line++) {
    const text = file.lines[line - 1] ?? '';
    const isDefinition = candidate.path === wanted.path && line >= wanted.startLine && line <= wanted.endLine;
    if (isDefinition || !hasName(text, wanted.symbol) || isComment(text)) continue;
    const symbol = record.symbol;
    found.push({
      use: {
        path: candidate.path,
        line,
        ...(symbol === undefined ? {} : { symbol }),
        text: shownLine(text),
      },
      worth: candidate.worth + worthOf(text, wanted.symbol),
    });
  }
  return found;
}

/** What is shown of a line. */
export function shownLine(line: string): string {
  return line.trim().slice(0, longestLine);
}

const longestLine = 200;

/** Is the whole line a comment, as far as its beginning tells? */
export function isComment(line: string): boolean {
  return /^\s*(?:\/\/|\/\*|\*|#(?!include|define|if|\[)|--|<!--|;;|"""|''')/.test(line);
}

/** A call tells more than a mention, and a mention more than an import. */
function worthOf(line: string, symbol: string): number {
  if (/^\s*(?:import|export\s*(?:\{|\*)|from|use|using|#include|require|package)\b/.test(line)) return 0;
  return line.includes(`${symbol}(`) || line.includes(`${symbol}<`) || line.includes(`new ${symbol}`)
    ? 1
    : 0.5;
}
