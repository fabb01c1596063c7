import { createTermNumbers, numberOf, type TermNumbers } from './termNumbers.ts';
import {
  createWordList,
  exactTerm,
  foldedTerm,
  foldWord,
  nameTerm,
  scanWords,
  shapes,
  type WordList,
} from './tokenise.ts';

/**
 * Words met so far, each with the numbers of its terms, and the words of the document at hand.
 * A word is split and stemmed once; after that it costs one look-up, which is what makes indexing fast:
 * of eleven million words in 87 MB of source, 3% are new.
 */
export interface Lexicon {
  /** All terms of all fields. */
  readonly terms: TermNumbers;
  readonly scanned: WordList;
  readonly words: TermNumbers;
  /** The folded terms of word `w` are `wordTerms` from `wordStart[w]` to before `wordStart[w + 1]`. */
  wordStart: Int32Array;
  wordTerms: Int32Array;
  /** Number of the exact term of each word, plus one; 0 where no document asked for it yet. */
  wordExact: Int32Array;
  /** How often each word is in the document at hand. */
  wordCount: Int32Array;
  touched: Int32Array;
  touchedCount: number;
  /** Terms of the document at hand that are not words of it. */
  names: number[];
}

/** @param capacity  About how many different words there will be, a power of two; it grows by itself. */
export function createLexicon(capacity: number): Lexicon {
  return {
    terms: createTermNumbers(capacity * 2),
    scanned: createWordList(),
    words: createTermNumbers(capacity),
    wordStart: new Int32Array(capacity + 1),
    wordTerms: new Int32Array(capacity * 4),
    wordExact: new Int32Array(capacity),
    wordCount: new Int32Array(capacity),
    touched: new Int32Array(capacity),
    touchedCount: 0,
    names: [],
  };
}

/**
 * Add the words of a text to the document at hand.
 * @param isName  Keep words of one letter: `t` is noise in a text, but a name where it is defined.
 */
export function addWords(lexicon: Lexicon, text: string, isName = false): void {
  const { scanned, words } = lexicon;
  scanWords(text, scanned);
  for (let i = 0; i < scanned.count; i++) {
    const start = scanned.starts[i] ?? 0;
    const end = scanned.ends[i] ?? 0;
    const shape = scanned.shapes[i] ?? 0;
    if (end - start === 1 && !isName && shape !== shapes.dense) continue;
    const known = words.count;
    const word = numberOf(words, scanned.terms[i] ?? 0);
    if (word === known) addWord(lexicon, text.slice(start, end), shape);
    const count = lexicon.wordCount[word] ?? 0;
    if (count === 0) lexicon.touched[lexicon.touchedCount++] = word;
    lexicon.wordCount[word] = count + 1;
  }
}

/** Add the names under which the document at hand is looked up as a definition: as written, and whatever the case. */
export function addName(lexicon: Lexicon, name: string): void {
  lexicon.names.push(numberOf(lexicon.terms, nameTerm(name)));
  lexicon.names.push(numberOf(lexicon.terms, exactTerm(name)));
}

/** Give a new word, which has just got the highest number, its folded terms. */
function addWord(lexicon: Lexicon, text: string, shape: number): void {
  const word = lexicon.words.count - 1;
  if (word + 2 >= lexicon.wordStart.length) growWords(lexicon);
  const { whole, parts } = foldWord(text, shape);
  let at = lexicon.wordStart[word] ?? 0;
  if (at + parts.length + 1 > lexicon.wordTerms.length) lexicon.wordTerms = grown(lexicon.wordTerms);
  if (whole !== undefined) lexicon.wordTerms[at++] = numberOf(lexicon.terms, foldedTerm(whole));
  for (const part of parts) lexicon.wordTerms[at++] = numberOf(lexicon.terms, foldedTerm(part));
  lexicon.wordStart[word + 1] = at;
}

function growWords(lexicon: Lexicon): void {
  lexicon.wordStart = grown(lexicon.wordStart);
  lexicon.wordExact = grown(lexicon.wordExact);
  lexicon.wordCount = grown(lexicon.wordCount);
  lexicon.touched = grown(lexicon.touched);
}

export function grown(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
