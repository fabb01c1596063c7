import assert from 'node:assert/strict';
import { buildCorpus } from '../../src/training/corpus.ts';
import { printPair } from '../../src/training/pair.ts';
import { principal } from '../../src/training/principal.ts';
import { randomFrom } from '../../src/training/random.ts';
import { recipe } from '../../src/training/recipe.ts';
import { train } from '../../src/training/train.ts';

/** Words of code, and the words by which people ask for them. */
const meanings = [
  ['delete', 'unlink', 'rm'],
  ['folder', 'dir', 'mkdir'],
  ['wait', 'sleep', 'timeout'],
  ['picture', 'bitmap', 'pixel'],
  ['money', 'invoice', 'price'],
  ['letter', 'smtp', 'mail'],
  ['colour', 'rgb', 'hue'],
  ['sound', 'audio', 'wave'],
] as const;

/** Each pair asks for two meanings in people's words, and its code has one of the code's words for each. */
function toyPairs(count: number): string[] {
  const random = randomFrom(7);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  return Array.from({ length: count }, () => {
    const [one, two] = [pick(meanings), pick(meanings)];
    const noise = `noise${'abcdefgh'[Math.floor(random() * 8)]}`;
    return printPair({
      kind: 'doc',
      question: [one[0], two[0], 'the'],
      name: [],
      path: [],
      body: new Map([one[1], one[2], two[1], two[2], noise, 'return'].map((word) => [word, 1])),
    });
  });
}

const small = {
  ...recipe,
  trainingDims: 16,
  batch: 32,
  steps: 120,
  warmUpSteps: 10,
  vocabulary: 64,
  lexical: 0,
};

function trained(): { losses: number[]; vectors: Float32Array; words: readonly string[] } {
  const corpus = buildCorpus([toyPairs(400)], small.vocabulary);
  const losses: number[] = [];
  const vectors = train(corpus, small, ({ loss }) => losses.push(loss));
  return { losses, vectors, words: corpus.words };
}

function cosine(vectors: Float32Array, dims: number, one: number, two: number): number {
  let [dot, square, other] = [0, 0, 0];
  for (let i = 0; i < dims; i++) {
    const a = vectors[one * dims + i] ?? 0;
    const b = vectors[two * dims + i] ?? 0;
    dot += a * b;
    square += a * a;
    other += b * b;
  }
  return dot / Math.sqrt(square * other);
}

describe('learning word vectors', () => {
  const { losses, vectors, words } = trained();
  const near = (one: string, two: string, table = vectors, dims = 16): number =>
    cosine(table, dims, words.indexOf(one), words.indexOf(two));

  it('lowers the loss', () => {
    assert.ok((losses.at(-1) ?? 9) < 0.6 * (losses[0] ?? 0), `${losses[0]} to ${losses.at(-1)}`);
  });

  it('brings the words of questions near the words of their code', () => {
    for (const [asked, code] of meanings) {
      const others = meanings.filter(([other]) => other !== asked).map(([, other]) => near(asked, other));
      assert.ok(near(asked, code) > Math.max(...others), asked);
    }
  });

  it('gives the same bits for the same pairs and the same recipe', () => {
    assert.deepEqual(trained().vectors, vectors);
  });

  it('keeps all cosines when the table is turned, and most of the neighbours in half the dimensions', () => {
    const turned = principal(vectors, 16, 16);
    const half = principal(vectors, 16, 8);
    for (const [asked, code] of meanings) {
      assert.ok(Math.abs(near(asked, code, turned) - near(asked, code)) < 1e-3);
      assert.ok(near(asked, code, half, 8) > 0.4, asked);
    }
  });
});
