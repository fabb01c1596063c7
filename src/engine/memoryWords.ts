import type { QueryWord } from './memory/recall.ts';
import { stopWords } from './retrieval/stopWords.ts';
import { createWordList, foldWord, scanWords } from './retrieval/tokenise.ts';

/**
 * The folded terms of a memory's text: stemmed, names split, scripts without spaces in pairs, as code is indexed.
 * Words that carry no subject are left out.
 */
export function memoryTerms(text: string): readonly string[] {
  return wordsOf(text).map(({ term }) => term);
}

/** The words of a question with their terms; all of them where none carries a subject. */
export function memoryQuery(text: string): readonly QueryWord[] {
  const words = wordsOf(text.slice(0, mostCharacters));
  return words.length > 0 ? words : wordsOf(text.slice(0, mostCharacters), true);
}

/** Longer questions carry pasted code, whose beginning says enough. */
const mostCharacters = 4_000;

function wordsOf(text: string, withStopWords = false): QueryWord[] {
  const list = createWordList();
  const normal = text.normalize('NFC');
  scanWords(normal, list);
  return Array.from({ length: list.count }, (_, i) => i).flatMap((i) => {
    const word = normal.slice(list.starts[i] ?? 0, list.ends[i] ?? 0);
    if (!withStopWords && stopWords.has(word.toLowerCase())) return [];
    const { whole, parts } = foldWord(word, list.shapes[i] ?? 0);
    const terms = whole === undefined ? parts : [whole, ...parts];
    return [...new Set(terms)].map((term) => ({ word, term }));
  });
}
