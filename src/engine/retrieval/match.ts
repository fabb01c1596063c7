import type { FoldedTerm, QueryWord } from './query.ts';
import { createWordList, foldedTerm, foldWord, scanWords, type Term } from './tokenise.ts';

/** One word of a text that answers to words of the query. */
export interface Match {
  /** Offset in the text. */
  readonly start: number;
  /** The query's terms that it has. */
  readonly terms: readonly FoldedTerm[];
}

/** Finds the words of a text that a query matches, by the same terms by which the index does. */
export type Matcher = (text: string) => readonly Match[];

export function createMatcher(words: readonly QueryWord[]): Matcher {
  const wanted = new Map<Term, FoldedTerm>();
  for (const { folded } of words) {
    for (const term of folded) if (!wanted.has(term.term)) wanted.set(term.term, term);
  }
  // The words of ten hits repeat: each is folded once.
  const known = new Map<Term, readonly FoldedTerm[]>();
  const list = createWordList();
  return (text) => {
    scanWords(text, list);
    const found: Match[] = [];
    for (let i = 0; i < list.count; i++) {
      const start = list.starts[i] ?? 0;
      const exact = list.terms[i] ?? 0;
      let terms = known.get(exact);
      if (terms === undefined) {
        terms = termsOf(text.slice(start, list.ends[i]), list.shapes[i] ?? 0, wanted);
        known.set(exact, terms);
      }
      if (terms.length > 0) found.push({ start, terms });
    }
    return found;
  };
}

function termsOf(word: string, shape: number, wanted: ReadonlyMap<Term, FoldedTerm>): FoldedTerm[] {
  const { whole, parts } = foldWord(word, shape);
  const terms = new Set((whole === undefined ? parts : [whole, ...parts]).map(foldedTerm));
  return Array.from(terms).flatMap((term) => wanted.get(term) ?? []);
}

/** The matched words as reasons name them, the most telling first, each once; the parts of a matched whole left out. */
export function matchedWords(matches: readonly Match[], idfs: ReadonlyMap<Term, number>): string[] {
  const found = new Set(matches.flatMap(({ terms }) => terms));
  const told = Array.from(found).sort((a, b) => (idfs.get(b.term) ?? 0) - (idfs.get(a.term) ?? 0));
  const wholes = told.filter(({ isWhole }) => isWhole).map(({ text }) => text.toLowerCase());
  const names = told.flatMap(({ text, isWhole }) =>
    isWhole || !wholes.some((whole) => whole !== text && whole.includes(text)) ? [text] : [],
  );
  return Array.from(new Set(names));
}
