import { estimateTokens, type Tokens } from '../tokens.ts';
import { enclosingLines } from './enclosing.ts';
import { excerptId, excerptOf, rangesOf, sourceOf, type KnownLines } from './excerpt.ts';
import type { Freshness } from './hit.ts';
import { importsOf, type ImportStatement } from './imports.ts';
import type { PackedKind, PackedPart } from './packed.ts';

/** A file as a packing knows it. */
export interface PackFile {
  readonly path: string;
  readonly known: KnownLines;
  readonly freshness: Freshness;
  /** Lines that the reader has already. */
  readonly seen: ReadonlySet<number>;
}

/** Lines of one file that may be shown, with what they are worth. */
export interface Candidate {
  readonly file: PackFile;
  readonly kind: PackedKind;
  /** Ascending, without those that the reader has. */
  readonly lines: readonly number[];
  readonly score: number;
  readonly reasons: readonly string[];
  readonly symbol?: string | undefined;
  /** Names of what it lies in, itself included. */
  readonly enclosing: readonly string[];
  /** The lines that matter most, in order of worth. */
  readonly anchors: readonly number[];
}

/** What is shown of one file so far. Never changed: `withCandidate` makes another one. */
export interface Shown {
  readonly file: PackFile;
  readonly kind: PackedKind;
  readonly symbol: string | undefined;
  readonly reasons: readonly string[];
  /** What was found, and what frames it: import statements and the headers of what encloses it. */
  readonly found: ReadonlySet<number>;
  readonly frame: ReadonlySet<number>;
  /** What would be shown were nothing shortened. */
  readonly whole: ReadonlySet<number>;
  /** Of its best place. */
  readonly score: number;
  readonly hasImports: boolean;
  readonly tokens: Tokens;
}

/** Two reasons tell why a file is here; with four, 0.9 points fewer of the needed lines fit into 1,000 tokens. */
const mostReasons = 2;

interface Adding {
  readonly lines: readonly number[];
  readonly overheadTokens: Tokens;
  readonly withImports: boolean;
}

/** What is shown of a file with some lines of a candidate more. */
export function withCandidate(
  before: Shown | undefined,
  candidate: Candidate,
  { lines, overheadTokens, withImports }: Adding,
): Shown {
  const { file } = candidate;
  const found = new Set([...(before?.found ?? []), ...lines]);
  const enclosing = enclosingLines(file.known, lines[0] ?? 1, candidate.enclosing);
  const outer = [...(before?.frame ?? []), ...enclosing].filter((line) => !importLines(file).has(line));
  const frame = new Set(
    [...outer, ...(withImports ? usedImports(file, [...found, ...outer]) : [])].filter(
      (line) => !found.has(line) && !file.seen.has(line),
    ),
  );
  const shown = {
    file,
    kind: before?.kind ?? candidate.kind,
    symbol: before?.symbol ?? candidate.symbol,
    reasons: reasonsOf(before, candidate),
    found,
    frame,
    whole: new Set([...(before?.whole ?? []), ...candidate.lines]),
    score: Math.max(before?.score ?? 0, candidate.score),
    hasImports: withImports,
  };
  return { ...shown, tokens: estimateTokens(textOf({ ...shown, tokens: 0 })) + overheadTokens };
}

/** Of the places of one file the first few reasons, and why the symbol graph leads to it too. */
function reasonsOf(before: Shown | undefined, { kind, reasons }: Candidate): string[] {
  const most = kind === 'code' ? mostReasons : mostReasons + 1;
  return Array.from(new Set([...(before?.reasons ?? []), ...reasons])).slice(0, most);
}

export function toPart(shown: Shown, overheadTokens: Tokens): PackedPart {
  const { file, kind, symbol, reasons, found, frame, whole, tokens } = shown;
  const ranges = rangesOf(file.known, [...found, ...frame]);
  const text = excerptOf(file.known, ranges);
  const source = sourceOf(file.path, ranges);
  const full = { ...shown, found: new Set([...found, ...whole]), tokens: 0 };
  const isWhole = full.found.size === found.size;
  return {
    id: excerptId(source, text),
    kind,
    path: file.path,
    ranges,
    source,
    tokens,
    fullTokens: isWhole ? tokens : estimateTokens(textOf(full)) + overheadTokens,
    reasons,
    freshness: file.freshness,
    ...(symbol === undefined ? {} : { symbol }),
    text,
  };
}

/** A part as a reader gets it, for the count. */
function textOf({ file, symbol = '', reasons, found, frame }: Shown): string {
  const ranges = rangesOf(file.known, [...found, ...frame]);
  const heading = `${sourceOf(file.path, ranges)} ${symbol}\nWhy: ${reasons.join('; ')}.`;
  return `${heading}\n\`\`\`\n${excerptOf(file.known, ranges)}\n\`\`\`\n\n`;
}

/** More import lines than this are a page of their own, which tells less than code. */
const mostImportLines = 6;

function usedImports(file: PackFile, lines: readonly number[]): number[] {
  const statements = statementsOf(file);
  if (statements.length === 0) return [];
  const words = new Set(
    lines.flatMap((line) => (file.known[line - 1] ?? '').match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []),
  );
  return statements
    .filter(({ names }) => names.some((name) => words.has(name)))
    .flatMap(({ startLine, endLine, names }) => {
      const all = Array.from({ length: endLine - startLine + 1 }, (_, i) => startLine + i);
      if (all.length <= 3) return all;
      const used = names.filter((name) => words.has(name));
      const isTelling = (line: number): boolean =>
        line === startLine ||
        line === endLine ||
        used.some((name) => (file.known[line - 1] ?? '').includes(name));
      return all.filter(isTelling);
    })
    .slice(0, mostImportLines);
}

const statements = new WeakMap<PackFile, readonly ImportStatement[]>();
const imported = new WeakMap<PackFile, ReadonlySet<number>>();

/** The import statements of a file, found once. */
export function statementsOf(file: PackFile): readonly ImportStatement[] {
  let known = statements.get(file);
  if (known === undefined) statements.set(file, (known = importsOf(file.known)));
  return known;
}

/** The lines of all of them. */
export function importLines(file: PackFile): ReadonlySet<number> {
  let known = imported.get(file);
  if (known === undefined) {
    known = new Set(
      statementsOf(file).flatMap(({ startLine, endLine }) =>
        Array.from({ length: endLine - startLine + 1 }, (_, i) => startLine + i),
      ),
    );
    imported.set(file, known);
  }
  return known;
}
