import type { Corpus } from './corpus.ts';

/** The words and weights of some texts; `starts` has one entry more than there are texts. */
export interface Texts {
  readonly starts: Int32Array;
  readonly words: readonly number[];
  readonly weights: readonly number[];
}

export interface Sides {
  readonly questions: Texts;
  readonly codes: Texts;
}

/** As in the engine's BM25. */
const k1 = 1.2;
const b = 0.75;

/**
 * What BM25 makes of each question and each code of a batch, as a part of the question's best: the words' half of what
 * the engine sums up. Learned beside it, vectors need not learn again what words find, and learn what they do not.
 *
 * @param into  A row for each question, a column for each code.
 */
export function overlap({ questions, codes }: Sides, corpus: Corpus, into: Float32Array): void {
  const batch = codes.starts.length - 1;
  const lengths = Float64Array.from({ length: batch }, (_, code) => {
    let length = 0;
    for (let at = codes.starts[code] ?? 0; at < (codes.starts[code + 1] ?? 0); at++)
      length += codes.weights[at] ?? 0;
    return length;
  });
  const average = lengths.reduce((sum, length) => sum + length, 0) / batch || 1;
  const postings = postingsOf(codes);
  into.fill(0);
  for (let question = 0; question < batch; question++) {
    const row = into.subarray(question * batch, (question + 1) * batch);
    for (let at = questions.starts[question] ?? 0; at < (questions.starts[question + 1] ?? 0); at++) {
      const word = questions.words[at] ?? 0;
      const tells = Math.log(1 + corpus.textCount / (corpus.frequency[word] ?? 1)) - commonest;
      const found = postings.get(word);
      if (tells <= 0 || found === undefined) continue;
      for (let i = 0; i < found.length; i += 2) {
        const code = found[i] ?? 0;
        const weight = found[i + 1] ?? 0;
        const norm = k1 * (1 - b + (b * (lengths[code] ?? 0)) / average);
        row[code] = (row[code] ?? 0) + (tells * weight * (k1 + 1)) / (weight + norm);
      }
    }
    let best = 0;
    for (const value of row) if (value > best) best = value;
    if (best > 0) for (let code = 0; code < batch; code++) row[code] = (row[code] ?? 0) / best;
  }
}

/** What a word in every tenth text would tell is nothing: such words are what a search leaves out of a question. */
const commonest = Math.log(1 + 10);

/** For each word the codes that have it, each followed by its weight there. */
function postingsOf({ starts, words, weights }: Texts): Map<number, number[]> {
  const postings = new Map<number, number[]>();
  for (let code = 0; code + 1 < starts.length; code++) {
    for (let at = starts[code] ?? 0; at < (starts[code + 1] ?? 0); at++) {
      const word = words[at] ?? 0;
      const list = postings.get(word);
      if (list === undefined) postings.set(word, [code, weights[at] ?? 0]);
      else list.push(code, weights[at] ?? 0);
    }
  }
  return postings;
}
