import assert from 'node:assert/strict';
import { buildCorpus } from '../../src/training/corpus.ts';
import { overlap, type Texts } from '../../src/training/overlap.ts';
import { printPair } from '../../src/training/pair.ts';

const rare = ['socket', 'cookie', 'matrix', 'colour'];

/** A corpus in which `the` is in every text and each rare word in one of four. */
const corpus = buildCorpus(
  [
    Array.from({ length: 80 }, (_, i) =>
      printPair({
        kind: 'doc',
        question: ['the', rare[i % 4] ?? ''],
        name: [],
        path: [],
        body: new Map(
          ['the', rare[i % 4] ?? '', `noise${'abcdefghij'[i % 10]}`].map((word) => [word, 1 + (i % 3)]),
        ),
      }),
    ),
  ],
  32,
);

function texts(...lists: string[][]): Texts {
  const words = lists.flat().map((word) => corpus.words.indexOf(word));
  const starts = [0];
  for (const list of lists) starts.push((starts.at(-1) ?? 0) + list.length);
  return { starts: Int32Array.from(starts), words, weights: words.map(() => 1) };
}

describe('the score of words beside which vectors are learned', () => {
  it('is 1 for the code that shares most with a question, and 0 for one that shares nothing', () => {
    const scores = new Float32Array(4);
    const questions = texts(['socket', 'cookie'], ['matrix']);
    const codes = texts(['socket', 'cookie'], ['socket', 'noisea']);
    overlap({ questions, codes }, { ...corpus, textCount: 10_000 }, scores);
    const [whole = 0, part = 0, ...others] = scores;
    assert.equal(whole, 1);
    assert.ok(part > 0 && part < 1);
    assert.deepEqual(others, [0, 0]);
  });

  it('takes no notice of a word that is everywhere', () => {
    const scores = new Float32Array(4);
    overlap({ questions: texts(['the'], ['the']), codes: texts(['the'], ['socket']) }, corpus, scores);
    assert.deepEqual([...scores], [0, 0, 0, 0]);
  });
});
