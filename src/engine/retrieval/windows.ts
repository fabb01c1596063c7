import type { FileLines } from './fileLines.ts';

export interface Window {
  readonly start: number;
  readonly end: number;
}

/** More characters than this are two topics, however few the lines. */
const widest = 3000;

/**
 * Cut lines `start` to `end` into windows of at most `most` lines and about 3,000 characters (one long line may have
 * more). A cut stands where the code breathes: after a blank line, else before the least indented line, and as late
 * as possible. Blank lines at the borders belong to no window.
 */
export function windowsOf(lines: FileLines, { start, end }: Window, most: number): Window[] {
  const windows: Window[] = [];
  for (let from = start; from <= end;) {
    const last = furthest(lines, { start: from, end }, most);
    const to = last === end ? end : bestCut(lines, { start: from, end: last });
    let trimmed = to;
    while (trimmed > from && lines.isBlank(trimmed)) trimmed--;
    windows.push({ start: from, end: trimmed });
    from = to + 1;
    while (from <= end && lines.isBlank(from)) from++;
  }
  return windows;
}

function furthest(lines: FileLines, { start, end }: Window, most: number): number {
  let last = Math.min(end, start + most - 1);
  // A few lines too many are better than a window of a few lines.
  if (last < end && end - last <= most / 8) last = end;
  while (last > start && lines.sizeOf(start, last) > widest) last = start + ((last - start) >> 1);
  return last;
}

/** The last line of the window: in the second half of what is allowed, where the next line starts something new. */
function bestCut(lines: FileLines, { start, end }: Window): number {
  const earliest = start + ((end - start) >> 1);
  let best = end;
  let bestCost = Infinity;
  for (let line = end; line >= earliest; line--) {
    const cost = cutCost(lines, line);
    if (cost < bestCost) {
      best = line;
      bestCost = cost;
    }
  }
  return best;
}

function cutCost(lines: FileLines, line: number): number {
  if (line >= lines.count) return 0;
  const next = line + 1;
  if (lines.isBlank(next)) return lines.isBlank(line) ? 1000 : 999;
  const indent = lines.contentOf(next) - lines.startOf(next);
  const first = lines.text.charCodeAt(lines.contentOf(next));
  // A closing bracket starts nothing new.
  const isCloser = first === 125 || first === 41 || first === 93;
  return Math.min(indent, 200) + (lines.isBlank(line) ? 0 : 6) + (isCloser ? 20 : 0);
}
