import { createWordList, foldWord, scanWords, shapes } from '../engine/retrieval/tokenise.ts';

/** How often each folded term is in a text. */
export type TermCounts = Map<string, number>;

const folded = new Map<string, readonly string[]>();
const words = createWordList();

/** The folded terms of a text with their counts, by the very rules by which the index counts them. */
export function termsOf(text: string, isName = false): TermCounts {
  const counts: TermCounts = new Map();
  scanWords(text, words);
  for (let i = 0; i < words.count; i++) {
    const start = words.starts[i] ?? 0;
    const end = words.ends[i] ?? 0;
    const shape = words.shapes[i] ?? 0;
    if (end - start === 1 && !isName && shape !== shapes.dense) continue;
    for (const term of termsOfWord(text.slice(start, end), shape)) {
      counts.set(term, (counts.get(term) ?? 0) + 1);
    }
  }
  return counts;
}

function termsOfWord(word: string, shape: number): readonly string[] {
  const known = folded.get(word);
  if (known !== undefined) return known;
  const { whole, parts } = foldWord(word, shape);
  const terms = (whole === undefined ? parts : [whole, ...parts]).filter(isLearnable);
  // A bound, since data files can hold more different words than memory does.
  if (folded.size > 2_000_000) folded.clear();
  folded.set(word, terms);
  return terms;
}

/** Numbers and single letters say too little to get a vector, and other scripts are too rare in the data. */
function isLearnable(term: string): boolean {
  return term.length > 1 && term.length <= 24 && /^[a-z]+$/.test(term);
}
