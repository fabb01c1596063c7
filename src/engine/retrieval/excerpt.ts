import { contentHash } from './lineHash.ts';
import type { LineRange } from './packed.ts';

/** The lines of a file as far as they are known, by number from 1: `lines[0]` is line 1. */
export type KnownLines = readonly (string | undefined)[];

/** Stands for what is left out between two ranges. */
export const gapMark = '…';

/** A gap of so few characters costs less than its mark. */
const shortGap = 4;

/**
 * Lines as ranges, ascending. Gaps that hold nothing but blanks or a bracket are filled, since a mark in their place
 * would cost as much; blank lines at either end of a range are taken off.
 */
export function rangesOf(known: KnownLines, wanted: Iterable<number>): LineRange[] {
  const ranges: { startLine: number; endLine: number }[] = [];
  for (const line of Array.from(wanted).sort((a, b) => a - b)) {
    if (isBlank(known[line - 1])) continue;
    const last = ranges.at(-1);
    if (last !== undefined && isShortGap(known, last.endLine + 1, line - 1)) last.endLine = line;
    else ranges.push({ startLine: line, endLine: line });
  }
  return ranges;
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === '';
}

function isShortGap(known: KnownLines, from: number, to: number): boolean {
  let size = 0;
  for (let line = from; line <= to; line++) {
    const text = known[line - 1];
    if (text === undefined) return false;
    size += text.trim().length;
    if (size > shortGap) return false;
  }
  return true;
}

/** The lines of the ranges, verbatim, with a mark between two ranges. */
export function excerptOf(known: KnownLines, ranges: readonly LineRange[]): string {
  return ranges.map((range) => linesOf(known, range).join('\n')).join(`\n${gapMark}\n`);
}

/** The lines of one range; what is not known is empty. */
export function linesOf(known: KnownLines, { startLine, endLine }: LineRange): string[] {
  return known.slice(startLine - 1, endLine).map((line) => line ?? '');
}

/** `src/a.ts:1-2,10-18`. */
export function sourceOf(path: string, ranges: readonly LineRange[]): string {
  return `${path}:${ranges.map(({ startLine, endLine }) => (startLine === endLine ? `${startLine}` : `${startLine}-${endLine}`)).join(',')}`;
}

/** Path, lines and content in one: what has the same id is the same text. */
export function excerptId(source: string, text: string): string {
  return `${source}#${contentHash(text).toString(36)}`;
}

export interface ReadId {
  readonly path: string;
  readonly ranges: readonly LineRange[];
}

/** What an id names; null where it is none. */
export function readId(id: string): ReadId | null {
  const match = /^(.+):(\d{1,7}(?:-\d{1,7})?(?:,\d{1,7}(?:-\d{1,7})?)*)#[0-9a-z]{1,7}$/s.exec(id);
  if (match === null) return null;
  const ranges = (match[2] ?? '').split(',').map((range) => {
    const [startLine = 0, endLine = startLine] = range.split('-').map(Number);
    return { startLine, endLine };
  });
  const isSound = ranges.every(({ startLine, endLine }) => startLine >= 1 && endLine >= startLine);
  return isSound ? { path: match[1] ?? '', ranges } : null;
}
