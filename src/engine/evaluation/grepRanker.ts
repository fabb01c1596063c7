import type { IndexedFile } from '../retrieval/segmentBuilder.ts';
import { stopWords } from '../retrieval/stopWords.ts';
import { depth, type Found, type Ranker } from './ranker.ts';

export const grepName = 'ripgrep, as an agent uses it';

const mostWords = 12;
const fewestLetters = 3;

/**
 * What an agent does with ripgrep: search for each word of the question without regard to case, anywhere in words,
 * and open the files that have the most different ones, of equal ones those that have them most often. Of each file
 * it reads the chunk that has the most. The search is our own over the same texts, so that no program is needed; it
 * finds what `rg -i -F -c WORD` counts.
 */
export function grepRanker(files: readonly IndexedFile[]): Ranker {
  const folded = files.map(({ path, chunks }) => ({
    path,
    text: chunks.map(({ text }) => text.toLowerCase()).join('\n'),
    chunks,
  }));
  return {
    name: grepName,
    rank(question) {
      const words = keywordsOf(question);
      return folded
        .map((file) => ({ file, ...countIn(file.text, words) }))
        .filter(({ different }) => different > 0)
        .sort(
          (a, b) => b.different - a.different || b.count - a.count || (a.file.path < b.file.path ? -1 : 1),
        )
        .slice(0, depth)
        .flatMap(({ file }) => bestChunk(file, words) ?? []);
    },
  };
}

/** The words that an agent would search for: no stop words, none of under three letters, each once. */
export function keywordsOf(question: string): string[] {
  const words = question.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  const told = words.filter((word) => word.length >= fewestLetters && !stopWords.has(word));
  return Array.from(new Set(told)).slice(0, mostWords);
}

interface Count {
  readonly different: number;
  readonly count: number;
}

function countIn(text: string, words: readonly string[]): Count {
  let different = 0;
  let count = 0;
  for (const word of words) {
    const before = count;
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) count++;
    if (count > before) different++;
  }
  return { different, count };
}

function bestChunk(
  { path, chunks }: Pick<IndexedFile, 'path' | 'chunks'>,
  words: readonly string[],
): Found | null {
  let best: Found | null = null;
  let most: Count = { different: 0, count: 0 };
  for (const { startLine, endLine, text } of chunks) {
    const found = countIn(text.toLowerCase(), words);
    if (found.different < most.different) continue;
    if (found.different === most.different && found.count <= most.count) continue;
    most = found;
    best = { path, startLine, endLine, text };
  }
  return best;
}
