/** Tokens, in the sense of a language model. */
export type Tokens = number;

/**
 * What `tokenFeatures` counts. A modern tokenizer first cuts text into words (at a change of case too), groups of up
 * to three digits, runs of punctuation and of white space, then packs each piece into tokens from its vocabulary.
 * So the pieces are counted, and the characters by which a piece is longer than what one token usually holds.
 */
export const featureNames = [
  'words',
  'long words',
  'very long words',
  'upper-case letters in a row',
  'digit groups',
  'punctuation runs',
  'long punctuation',
  'line breaks',
  'wide indents',
  'Han',
  'kana',
  'Hangul',
  'Cyrillic and Greek',
  'accented Latin',
  'Arabic and Hebrew',
  'other letters',
  'symbols and emoji',
] as const;

/**
 * Tokens of o200k for each feature, in the order of `featureNames`: a least-squares fit of the relative error on one
 * half of the source, text and translations in `node_modules`. `npm run bench -- tokens` fits them again and
 * prints the errors on the other half: see there for what they are.
 */
export const tokenCoefficients: readonly number[] = [
  0.81, 0.27, 0.42, 0.01, 1.42, 0.72, 0.38, 1.18, 0.58, 0.58, 0.67, 0.68, 0.35, 0.79, 0.46, 0.41, 2.34,
];

/**
 * Estimate how many tokens a text is: one pass, no vocabulary. Never zero for a text that is not empty.
 * Off by a few percent on source code, so a budget needs a margin: see `promptBudget`.
 */
export function estimateTokens(text: string): Tokens {
  if (text === '') return 0;
  const counts = tokenFeatures(text);
  let tokens = 0;
  for (let i = 0; i < counts.length; i++) tokens += (counts[i] ?? 0) * (tokenCoefficients[i] ?? 0);
  return Math.max(1, Math.ceil(tokens));
}

/** How a model's window is divided. `inputTokens` is what a prompt may use by our estimate. */
export interface Budget {
  readonly inputTokens: Tokens;
  readonly outputTokens: Tokens;
}

/**
 * Divide a window between prompt and answer. A quarter, at most 8,192 tokens, is kept for the answer: more than any
 * answer about code needs. Of the rest one eighth is a margin, because the estimate is off by that much on one text
 * in twenty and other vendors' tokenizers differ. An unknown window counts as 8,192 tokens:
 * a guess that is too small only leaves code out, one that is too large has the prompt cut without a word.
 */
export function promptBudget(windowTokens: Tokens = 8192): Budget {
  const outputTokens = Math.min(8192, Math.floor(windowTokens / 4));
  return { inputTokens: Math.floor((windowTokens - outputTokens) * 0.875), outputTokens };
}

const lower = 1;
const upper = 2;
const digit = 3;
const space = 4;
const lineBreak = 5;
const mark = 6;

const classes = new Uint8Array(128).fill(mark);
for (let code = 0; code < 128; code++) {
  if (code >= 97 && code <= 122) classes[code] = lower;
  else if (code >= 65 && code <= 90) classes[code] = upper;
  else if (code >= 48 && code <= 57) classes[code] = digit;
  else if (code === 32 || code === 9) classes[code] = space;
  else if (code === 10 || code === 13) classes[code] = lineBreak;
}

/** Counts in the order of `featureNames`. Exported for the fit. */
export function tokenFeatures(text: string): Float64Array {
  const counts = new Float64Array(featureNames.length);
  const length = text.length;
  let at = 0;
  while (at < length) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? classes[code] : 0;
    const start = at;
    at++;
    if (kind === lower || kind === upper) at = countWord(text, start, counts);
    else if (kind === 0) countWide(code, counts);
    else {
      while (at < length && classOf(text, at) === kind) at++;
      countRun(kind ?? mark, at - start, counts);
    }
  }
  return counts;
}

function classOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (classes[code] ?? 0) : 0;
}

/** A word: capitals, then small letters. Returns its end. */
function countWord(text: string, start: number, counts: Float64Array): number {
  let at = start;
  while (at < text.length && classOf(text, at) === upper) at++;
  const capitals = at - start;
  while (at < text.length && classOf(text, at) === lower) at++;
  const size = at - start;
  add(counts, 0, 1);
  if (size > 6) add(counts, 1, Math.min(size, 12) - 6);
  if (size > 12) add(counts, 2, size - 12);
  if (capitals > 2) add(counts, 3, capitals - 2);
  return at;
}

function countRun(kind: number, size: number, counts: Float64Array): void {
  if (kind === digit) add(counts, 4, Math.ceil(size / 3));
  else if (kind === lineBreak) add(counts, 7, 1);
  else if (kind === space) add(counts, 8, size > 1 ? 1 : 0);
  else {
    add(counts, 5, 1);
    if (size > 2) add(counts, 6, size - 2);
  }
}

/** One UTF-16 unit outside ASCII. An emoji is two of them. */
function countWide(code: number, counts: Float64Array): void {
  if ((code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf)) add(counts, 9, 1);
  else if (code >= 0x3040 && code <= 0x30ff) add(counts, 10, 1);
  else if (code >= 0xac00 && code <= 0xd7af) add(counts, 11, 1);
  else if (code >= 0x370 && code <= 0x52f) add(counts, 12, 1);
  else if (code >= 0xc0 && code <= 0x36f) add(counts, 13, 1);
  else if (code >= 0x590 && code <= 0x77f) add(counts, 14, 1);
  else if (code >= 0x530 && code <= 0x1fff) add(counts, 15, 1);
  else add(counts, 16, 1);
}

function add(counts: Float64Array, feature: number, amount: number): void {
  counts[feature] = (counts[feature] ?? 0) + amount;
}
