import assert from 'node:assert/strict';
import { EngineError } from '../../../src/engine/errors.ts';
import { readWordVectors } from '../../../src/engine/ranking/wordVectors.ts';
import { foldedTerm } from '../../../src/engine/retrieval/tokenise.ts';
import { wordTable, wordTableBytes } from '../../support/wordTable.ts';

const groups = [
  ['delete', 'evict'],
  ['parse', 'syntax'],
];
const recipe = 'b'.repeat(64);

describe('table of word vectors', () => {
  it('gives the row of each of its words, and none of others', () => {
    const table = wordTable(groups, { dims: 16, recipe });
    const rows = ['delet', 'evict', 'pars', 'syntax', 'banana'].map((word) => table.rowOf(foldedTerm(word)));
    assert.deepEqual(rows, [0, 1, 2, 3, -1]);
    assert.deepEqual(table.words, ['delet', 'evict', 'pars', 'syntax']);
    assert.equal(table.rows.length, 4 * 16);
  });

  it('has another key for another recipe or another number of dimensions', () => {
    const keys = [{ recipe }, { recipe, dims: 16 }, {}].map((options) => wordTable(groups, options).key);
    assert.equal(new Set(keys).size, 3);
  });

  it('takes the weights of the fields from the header, and the usual ones where it has none', () => {
    assert.equal(wordTable(groups).shares.symbol, 1.7);
    assert.deepEqual(wordTable(groups, { weights: { body: 1, symbol: 3, path: 0, doc: 0.5 } }).shares, {
      body: 1,
      symbol: 3,
      path: 0,
      doc: 0.5,
    });
  });

  it('reads a table that begins anywhere in its buffer', () => {
    const bytes = wordTableBytes(groups);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    const table = readWordVectors(shifted.subarray(3), foldedTerm);
    assert.deepEqual(table.rows, wordTable(groups).rows);
    assert.deepEqual(table.scales, wordTable(groups).scales);
  });

  it('says what is wrong with a table that is cut short, of another format or does not fit its header', () => {
    const bytes = wordTableBytes(groups);
    const changed = (at: number, value: number): Uint8Array<ArrayBuffer> =>
      bytes.slice().fill(value, at, at + 1);
    const cases: [string, Uint8Array<ArrayBuffer>][] = [
      ['does not begin like one', new Uint8Array(0)],
      ['does not begin like one', changed(0, 0)],
      ['is cut short', bytes.slice(0, 10)],
      ['is cut short', changed(11, 0xff)],
      ['header cannot be read', changed(12, 0)],
      ['header is of another format', wordTableBytes(groups, { dims: 24 })],
      ['length is not what its header says', bytes.slice(0, -1)],
    ];
    for (const [why, damaged] of cases) {
      assert.throws(
        () => readWordVectors(damaged, foldedTerm),
        (error) =>
          error instanceof EngineError && error.kind === 'index-damaged' && error.message.includes(why),
        why,
      );
    }
  });
});
