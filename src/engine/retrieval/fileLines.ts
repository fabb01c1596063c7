import { lineStarts } from './lines.ts';

/** Characters of one line that a chunk's text keeps; the rest of a longer (minified, generated) line is left out. */
export const longestLine = 2000;

/** One file's lines, by number: 1-based, as everywhere. The text is normal (see `lines.ts`). */
export class FileLines {
  readonly text: string;
  readonly count: number;
  readonly #starts: Int32Array;

  constructor(text: string) {
    this.text = text;
    this.#starts = lineStarts(text);
    this.count = this.#starts.length - 1;
  }

  /** Offset of the first character of a line; of line `count + 1`: just past the text. */
  startOf(line: number): number {
    return this.#starts[line - 1] ?? this.text.length;
  }

  /** Offset of the line's `\n`, or the end of the text. */
  endOf(line: number): number {
    return (this.#starts[line] ?? this.text.length + 1) - 1;
  }

  /** Offset of the first character that is not a blank or a tab; `endOf(line)` where there is none. */
  contentOf(line: number): number {
    const end = this.endOf(line);
    let at = this.startOf(line);
    while (at < end && isBlankCode(this.text.charCodeAt(at))) at++;
    return at;
  }

  isBlank(line: number): boolean {
    return this.contentOf(line) === this.endOf(line);
  }

  /** Characters from the first line to the last, line ends included. */
  sizeOf(first: number, last: number): number {
    return this.endOf(last) - this.startOf(first);
  }

  /**
   * The lines joined by `\n`. Of a line with more than 2,000 characters the first 2,000 are kept
   * (one less where that would halve a surrogate pair), followed by `…`.
   */
  textOf(first: number, last: number): string {
    const whole = this.text.slice(this.startOf(first), this.endOf(last));
    if (whole.length <= longestLine) return whole;
    return whole
      .split('\n')
      .map((line) => (line.length > longestLine ? `${cutAt(line, longestLine)}…` : line))
      .join('\n');
  }
}

/** The first `length` characters, one less where the last would be half of a surrogate pair. */
export function cutAt(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length);
}

/** Blank, tab, and the rarer spaces that may indent a line. Not `\n`. */
export function isBlankCode(code: number): boolean {
  return code === 32 || code === 9 || code === 12 || code === 11 || code === 0xa0 || code === 0xfeff;
}
