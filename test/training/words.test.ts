import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { stem } from '../../src/engine/retrieval/stem.ts';
import { readPackages } from '../../src/training/dataList.ts';
import { recipe, recipeHash } from '../../src/training/recipe.ts';
import { encodeTable, magic } from '../../src/training/wordTable.ts';

const file = path.join(import.meta.dirname, '..', '..', 'media', 'embedding', 'words.bin');

interface Decoded {
  readonly header: { dims: number; words: number; recipe: string; wordBytes: number };
  readonly words: readonly string[];
  vectorOf(word: string): Float32Array;
}

/** By the format as it is described, apart from the engine's reader. */
function decode(bytes: Uint8Array): Decoded {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = new TextDecoder();
  assert.equal(text.decode(bytes.subarray(0, 8)), magic);
  const headerEnd = 12 + view.getUint32(8, true);
  const header = JSON.parse(text.decode(bytes.subarray(12, headerEnd))) as Decoded['header'];
  const words = text.decode(bytes.subarray(headerEnd, headerEnd + header.wordBytes)).split('\n');
  const scalesAt = Math.ceil((headerEnd + header.wordBytes) / 8) * 8;
  const rowsAt = scalesAt + header.words * 4;
  assert.equal(bytes.length, rowsAt + header.words * header.dims);
  return {
    header,
    words,
    vectorOf(word) {
      const row = words.indexOf(word);
      assert.ok(row >= 0, `${word} is in the vocabulary`);
      const scale = view.getFloat32(scalesAt + row * 4, true);
      return Float32Array.from(
        { length: header.dims },
        (_, i) => scale * view.getInt8(rowsAt + row * header.dims + i),
      );
    },
  };
}

function cosine(one: Float32Array, two: Float32Array): number {
  let [dot, square, other] = [0, 0, 0];
  for (const [i, a] of one.entries()) {
    const b = two[i] ?? 0;
    dot += a * b;
    square += a * a;
    other += b * b;
  }
  return dot / Math.sqrt(square * other);
}

describe('the built-in word vectors', () => {
  const table = decode(fs.readFileSync(file));
  const near = (one: string, two: string): number =>
    cosine(table.vectorOf(stem(one)), table.vectorOf(stem(two)));

  it('were made by the recipe and from the packages that stand in the project', () => {
    assert.equal(table.header.recipe, recipeHash(recipe, readPackages()));
    assert.equal(table.header.dims, recipe.dims);
    assert.equal(table.words.length, recipe.vocabulary);
  });

  it('know words of one meaning', () => {
    const alike = [
      ['delete', 'remove'],
      ['folder', 'directory'],
      ['password', 'salt'],
      ['grow', 'capacity'],
      ['begin', 'start'],
      ['duplicate', 'unique'],
      ['undo', 'redo'],
      ['retry', 'attempt'],
    ] as const;
    const strangers = ['colour', 'socket', 'parse', 'matrix', 'tree', 'widget', 'email'];
    for (const [one, two] of alike) {
      for (const stranger of strangers)
        assert.ok(near(one, two) > near(one, stranger), `${one}, ${two}, ${stranger}`);
    }
  });

  it('keep their values within half a step of 8 bits when they are written', () => {
    const vectors = Float32Array.from({ length: 32 }, (_, i) => Math.sin(i));
    const weights = { body: 1, symbol: 2, path: 1, doc: 1 };
    const written = decode(encodeTable({ words: ['on', 'two'], dims: 16, vectors, recipe: 'x', weights }));
    for (const [row, word] of ['on', 'two'].entries()) {
      for (const [i, value] of written.vectorOf(word).entries()) {
        assert.ok(Math.abs(value - (vectors[row * 16 + i] ?? 0)) <= 0.51 / 127);
      }
    }
  });
});
