import { foldedTerm } from '../engine/retrieval/tokenise.ts';
import { parsePair } from './pair.ts';

/** Pairs as numbers of words: all lists of a kind lie one after the other, `starts` has one entry more than pairs. */
export interface Corpus {
  readonly words: readonly string[];
  /** In how many texts each word is; questions count twice. */
  readonly frequency: Float64Array;
  readonly textCount: number;
  readonly pairCount: number;
  readonly question: Lists;
  readonly name: Lists;
  readonly path: Lists;
  readonly body: Lists;
  /** 1 + ln(count) of each entry of `body`. */
  readonly bodyWeights: Float32Array;
  /** The same for pairs that ask in the same words. */
  readonly questionKeys: Float64Array;
  /** The same for pairs whose code has the same words. */
  readonly bodyKeys: Float64Array;
}

export interface Lists {
  readonly starts: Int32Array;
  readonly words: Int32Array;
}

/** More different words of a body than this add nothing but time. */
const mostBodyWords = 160;
const fewestBodyWords = 3;

/**
 * Choose the vocabulary and turn the pairs into numbers. Pairs that say the same of the same are kept once.
 * @param groups  The pairs of each package, as `printPair` writes them: a million would not fit in memory as objects.
 */
export function buildCorpus(groups: readonly (readonly string[])[], vocabularySize: number): Corpus {
  const { words, frequency } = chooseVocabulary(groups, vocabularySize);
  const numbers = new Map(words.map((word, index) => [word, index]));
  const known = (terms: readonly string[]): number[] =>
    terms.map((term) => numbers.get(term) ?? -1).filter((number) => number >= 0);
  const lists = {
    question: new ListSink(),
    name: new ListSink(),
    path: new ListSink(),
    body: new ListSink(),
  };
  const bodyWeights = new Growing(Float32Array);
  const questionKeys = new Growing(Float64Array);
  const bodyKeys = new Growing(Float64Array);
  const seen = new Set<number>();
  for (const line of groups.flat()) {
    const pair = parsePair(line);
    const asked = known(pair.question);
    const counted = [...pair.body].filter(([term]) => numbers.has(term)).slice(0, mostBodyWords);
    if (asked.length < 2 || counted.length < fewestBodyWords) continue;
    const questionKey = foldedTerm(asked.join(' '));
    const bodyKey = foldedTerm(counted.join(' '));
    if (seen.size === seen.add(foldedTerm(`${questionKey} ${bodyKey}`)).size) continue;
    lists.question.push(asked);
    lists.name.push(known(pair.name));
    lists.path.push(known(pair.path));
    lists.body.push(known(counted.map(([term]) => term)));
    for (const [, count] of counted) bodyWeights.push(1 + Math.log(count));
    questionKeys.push(questionKey);
    bodyKeys.push(bodyKey);
  }
  return {
    words,
    frequency,
    textCount: groups.reduce((sum, lines) => sum + lines.length, 0) * 3,
    pairCount: questionKeys.length,
    question: lists.question.lists(),
    name: lists.name.lists(),
    path: lists.path.lists(),
    body: lists.body.lists(),
    bodyWeights: bodyWeights.values(),
    questionKeys: questionKeys.values(),
    bodyKeys: bodyKeys.values(),
  };
}

/**
 * The words that matter most, where a package's count of a word counts by its square root: else the names of what one
 * large package defines would push out words that all packages share.
 */
function chooseVocabulary(
  groups: readonly (readonly string[])[],
  size: number,
): { words: string[]; frequency: Float64Array } {
  const totals = new Map<string, number>();
  const worth = new Map<string, number>();
  for (const lines of groups) {
    for (const [term, times] of countTerms(lines)) {
      totals.set(term, (totals.get(term) ?? 0) + times);
      worth.set(term, (worth.get(term) ?? 0) + Math.sqrt(times));
    }
  }
  // Words of equal worth in the order of the alphabet, so that the choice does not depend on the order of packages.
  const chosen = [...worth].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, size);
  return {
    words: chosen.map(([word]) => word),
    frequency: Float64Array.from(chosen, ([word]) => totals.get(word) ?? 1),
  };
}

/** In how many texts each term is; questions count twice, since their words are fewer. */
function countTerms(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (term: string, times: number): void => void counts.set(term, (counts.get(term) ?? 0) + times);
  for (const line of lines) {
    const { question, body } = parsePair(line);
    for (const term of question) count(term, 2);
    for (const term of body.keys()) count(term, 1);
  }
  return counts;
}

type Numbers = Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** A typed array that grows. */
class Growing<T extends Numbers> {
  length = 0;
  #values: T;

  readonly #kind: new (length: number) => T;

  constructor(kind: new (length: number) => T) {
    this.#kind = kind;
    this.#values = new kind(1024);
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new this.#kind(this.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  values(): T {
    return this.#values.slice(0, this.length) as T;
  }
}

class ListSink {
  readonly #starts = new Growing(Int32Array);
  readonly #words = new Growing(Int32Array);

  push(words: readonly number[]): void {
    this.#starts.push(this.#words.length);
    for (const word of words) this.#words.push(word);
  }

  lists(): Lists {
    this.#starts.push(this.#words.length);
    return { starts: this.#starts.values(), words: this.#words.values() };
  }
}
