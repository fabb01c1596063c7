import { ascii, classAt, dense, digit, lower, underscore, upper, wide } from './characters.ts';
import { stem } from './stem.ts';
import { encodeUtf8 } from './utf8.ts';

/**
 * A term is a hash of 53 bits in a number, so that dictionaries are plain Float64Arrays.
 * At a million terms the chance that any two collide is 1 in 18,000.
 */
export type Term = number;

/** Words of a text in reading order: offsets, the exact-case hash, and the or-ed classes of their characters. */
export interface WordList {
  count: number;
  starts: Int32Array;
  ends: Int32Array;
  /** Hash of the word as written: its `exact` term. */
  terms: Float64Array;
  shapes: Uint8Array;
}

/** Longer words are data (base64, minified names), not language. */
export const maxWordLength = 64;
/** Longer numbers are data: ids, timestamps, checksums. */
const maxNumberLength = 6;

export function createWordList(): WordList {
  return growWordList(
    {
      count: 0,
      starts: new Int32Array(0),
      ends: new Int32Array(0),
      terms: new Float64Array(0),
      shapes: new Uint8Array(0),
    },
    512,
  );
}

/**
 * Find every word of a text. A word is a run of letters, digits and underscores; where a script without spaces
 * begins or ends, so does the word. Words over 64 characters, long numbers and lone underscores are left out.
 * Nothing is allocated unless `words` must grow: documents are scanned with one list that is used again.
 */
export function scanWords(text: string, words: WordList): void {
  words.count = 0;
  if (!scanAscii(text, words)) scanUnicode(text, words);
}

/**
 * The same for texts of ASCII alone, which nearly all code is: over bytes, twice as fast as over characters.
 * @returns  False where the text has other characters, with nothing done.
 */
function scanAscii(text: string, words: WordList): boolean {
  const { length } = text;
  const { bytes, written } = encodeUtf8(text);
  if (written !== length) return false;
  let at = 0;
  while (at < length) {
    let code = bytes[at] ?? 0;
    let found = ascii[code] ?? 0;
    if (found === 0) {
      at++;
      continue;
    }
    const start = at;
    let shape = 0;
    let a = exactSeedA;
    let b = exactSeedB;
    do {
      a = Math.imul(a ^ code, primeA);
      b = Math.imul(b ^ code, primeB);
      b ^= b >>> 15;
      shape |= found;
      code = ++at < length ? (bytes[at] ?? 0) : 0;
      found = ascii[code] ?? 0;
    } while (found !== 0);
    if (!isWord(at - start, shape)) continue;
    if (words.count === words.starts.length) growWordList(words, words.count * 2);
    const word = words.count++;
    words.starts[word] = start;
    words.ends[word] = at;
    words.shapes[word] = shape;
    words.terms[word] = finish(a, b);
  }
  return true;
}

function scanUnicode(text: string, words: WordList): void {
  const { length } = text;
  let at = 0;
  while (at < length) {
    let code = text.charCodeAt(at);
    let found = code < 128 ? (ascii[code] ?? 0) : classAt(text, at);
    if (found === 0) {
      at++;
      continue;
    }
    const start = at;
    const denseOrNot = found & dense;
    let shape = 0;
    let a = exactSeedA;
    let b = exactSeedB;
    do {
      a = Math.imul(a ^ code, primeA);
      b = Math.imul(b ^ code, primeB);
      b ^= b >>> 15;
      shape |= found;
      at++;
      if (at === length) break;
      code = text.charCodeAt(at);
      found = code < 128 ? (ascii[code] ?? 0) : classAt(text, at);
    } while (found !== 0 && (found & dense) === denseOrNot);
    if (!isWord(at - start, shape)) continue;
    if (words.count === words.starts.length) growWordList(words, words.count * 2);
    const word = words.count++;
    words.starts[word] = start;
    words.ends[word] = at;
    words.shapes[word] = shape;
    words.terms[word] = finish(a, b);
  }
}

function isWord(length: number, shape: number): boolean {
  if (shape === underscore || length > maxWordLength) return false;
  return shape !== digit || length <= maxNumberLength;
}

function growWordList(words: WordList, capacity: number): WordList {
  const starts = new Int32Array(capacity);
  const ends = new Int32Array(capacity);
  const terms = new Float64Array(capacity);
  const shapes = new Uint8Array(capacity);
  starts.set(words.starts);
  ends.set(words.ends);
  terms.set(words.terms);
  shapes.set(words.shapes);
  return Object.assign(words, { starts, ends, terms, shapes });
}

const primeA = 0x01000193;
const primeB = 0x5bd1e995;
const exactSeedA = 0x811c9dc5 | 0;
const exactSeedB = 0x2f0b4c47;
const foldedSeedA = 0x3c6ef372;
const foldedSeedB = 0x1b873593;
const nameSeedA = 0x510e527f;
const nameSeedB = 0x27d4eb2f;

/** The term of a word exactly as written: `retryDelay` is not `RetryDelay`. */
export function exactTerm(word: string): Term {
  return hash(word, exactSeedA, exactSeedB);
}

/** The term of a folded word or part, as `foldWord` gives them. */
export function foldedTerm(folded: string): Term {
  return hash(folded, foldedSeedA, foldedSeedB);
}

/** The term under which a definition is found whatever the case: `retryDelay`, `retry_delay` and `RetryDelay` are one. */
export function nameTerm(name: string): Term {
  return foldedNameTerm(foldName(name));
}

/** The same for a name that is folded already. */
export function foldedNameTerm(folded: string): Term {
  return hash(folded, nameSeedA, nameSeedB);
}

function hash(text: string, seedA: number, seedB: number): Term {
  let a = seedA;
  let b = seedB;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, primeA);
    b = Math.imul(b ^ code, primeB);
    b ^= b >>> 15;
  }
  return finish(a, b);
}

/** Spread every bit of both lanes over 53 bits: dictionaries are searched by interpolation, which needs that. */
function finish(a: number, b: number): Term {
  let x = a ^ Math.imul(b, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  x ^= x >>> 16;
  let y = b ^ Math.imul(a, 0x85ebca77);
  y = Math.imul(y ^ (y >>> 15), 0x2c1b3c6d);
  y = Math.imul(y ^ (y >>> 12), 0x297a2d39);
  y ^= y >>> 15;
  return (x >>> 11) * 4294967296 + (y >>> 0);
}

/** A word's folded forms: the whole without case and underscores (only where it has several parts), and its parts. */
export interface FoldedWord {
  readonly whole: string | undefined;
  readonly parts: readonly string[];
}

/**
 * Fold one word: `HTTPRetryDelays` → whole `httpretrydelay`, parts `http`, `retry`, `delay`.
 * A run of a dense script gives itself and its pairs of neighbours: 데이터베이스 → 데이, 이터, 터베, ...
 *
 * @param shape  The or-ed character classes, as `scanWords` gives them.
 */
export function foldWord(word: string, shape: number): FoldedWord {
  if (shape === lower) return { whole: undefined, parts: [stem(word)] };
  if ((shape & dense) !== 0) return foldDense(word);
  const parts = splitIdentifier(word, shape).map((part) => part.toLowerCase());
  if (parts.length < 2) return { whole: undefined, parts: parts.map(stem) };
  return {
    whole: [...parts.slice(0, -1), stem(parts.at(-1) ?? '')].join(''),
    // A lone letter or digit of an identifier says nothing by itself, and would be in every second chunk.
    parts: parts.filter((part) => part.length > 1).map(stem),
  };
}

function foldDense(word: string): FoldedWord {
  const letters = Array.from(word.normalize('NFC'));
  if (letters.length <= 2) return { whole: undefined, parts: [letters.join('')] };
  return {
    whole: letters.join(''),
    parts: letters.slice(1).map((letter, i) => `${letters[i] ?? ''}${letter}`),
  };
}

/** A whole name without case and underscores, not stemmed: names that differ in one letter are different things. */
export function foldName(name: string): string {
  if (plainName.test(name)) return name.toLowerCase();
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
}

const plainName = /^[A-Za-z0-9]+$/;

const camelParts = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}\p{Lt}\p{M}]+|\p{Nd}+|\p{Lu}|\p{Nl}+/gu;
const asciiParts = /[A-Z]+s?(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;

/** Cut an identifier at underscores, case changes and digits: `parseURLs2` → `parse`, `URLs`, `2`. Case is kept. */
export function splitIdentifier(word: string, shape: number): string[] {
  if ((shape & wide) === 0) return word.match(asciiParts) ?? [];
  return word.normalize('NFC').match(camelParts) ?? [];
}

export const shapes = { lower, upper, digit, underscore, wide, dense };
