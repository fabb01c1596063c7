import { plainWords } from './plainWords.ts';
import { stem } from './stem.ts';

/** What programmers may call a word or phrase of a question. */
export interface Related {
  /** As the question has it. */
  readonly from: string;
  /** Other words for it, the likeliest first. */
  readonly words: readonly string[];
}

/**
 * Find the words and phrases of a question for which code has other words; of phrases that overlap, the longest from
 * the left. Takes time in proportion to the question.
 * @param words  All words of the question in reading order, as written.
 */
export function relatedWords(words: readonly string[]): Related[] {
  const phrases = table();
  const stems = words.map((word) => stem(word.toLowerCase()));
  const found: Related[] = [];
  for (let at = 0; at < stems.length; at++) {
    for (let length = Math.min(longestPhrase, stems.length - at); length > 0; length--) {
      const related = phrases.get(stems.slice(at, at + length).join(' '));
      if (related === undefined) continue;
      found.push({ from: words.slice(at, at + length).join(' '), words: related });
      at += length - 1;
      break;
    }
  }
  return found;
}

const longestPhrase = 6;

/** Made when the first question comes that is long enough to be one. */
let made: ReadonlyMap<string, readonly string[]> | undefined;

function table(): ReadonlyMap<string, readonly string[]> {
  if (made !== undefined) return made;
  const phrases = new Map<string, readonly string[]>();
  for (const entry of plainWords.split(';')) {
    const [heads = '', words = ''] = entry.split('>');
    const related = words.trim().split(/\s+/);
    for (const head of heads.split(',')) {
      const key = head
        .trim()
        .split(/[\s-]+/)
        .map((word) => stem(word.replace(/'s$/, '')))
        .join(' ');
      if (key !== '' && !phrases.has(key)) phrases.set(key, related);
    }
  }
  return (made = phrases);
}
