import { hasHangul, joinedSyllables, readKorean } from './korean.ts';
import { createWordList, exactTerm, scanWords, type Term } from './tokenise.ts';

/** A word of a question where it stands. Of Korean, what is left without particles and endings. */
export interface Spoken {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly shape: number;
  readonly term: Term;
  /** What it is called in English, the likeliest first; empty where it is not Korean, or not known. */
  readonly english: readonly string[];
  /** It carries the question, not its subject. Of other languages than Korean, `stopWords` tells. */
  readonly isFiller: boolean;
}

/** The words of a question in reading order, Korean ones divided and without what is glued to them. */
export function speak(question: string): Spoken[] {
  const words = scan(question);
  if (!hasHangul(question)) return words;
  const spoken: Spoken[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === undefined) break;
    if (!hasHangul(word.text)) {
      spoken.push(word);
      continue;
    }
    const next = words[i + 1];
    const isNextJoined = next !== undefined && question.slice(word.end, next.start) === ' ';
    const joined = isNextJoined && joinedSyllables(word.text, next.text) > 0 ? next : undefined;
    if (joined !== undefined) i++;
    spoken.push(...korean(word, joined, words[i - 1]?.end === word.start));
  }
  return spoken;
}

function scan(question: string): Spoken[] {
  const list = createWordList();
  scanWords(question, list);
  return Array.from({ length: list.count }, (_, i) => {
    const start = list.starts[i] ?? 0;
    const end = list.ends[i] ?? 0;
    return {
      text: question.slice(start, end),
      start,
      end,
      shape: list.shapes[i] ?? 0,
      term: list.terms[i] ?? 0,
      english: [],
      isFiller: false,
    };
  });
}

/** @param joined  The run after it, where both make one word: 예외 처리를. */
function korean(word: Spoken, joined: Spoken | undefined, isGlued: boolean): Spoken[] {
  const run = word.text + (joined?.text ?? '');
  const offset = (at: number): number => word.start + at + (at > word.text.length ? 1 : 0);
  return readKorean(run, isGlued).map(({ text, at, english, isFiller }) => ({
    text,
    start: offset(at),
    end: offset(at + text.length),
    shape: word.shape,
    term: exactTerm(text),
    english,
    isFiller,
  }));
}
