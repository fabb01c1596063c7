import assert from 'node:assert/strict';
import { notableSymbols } from '../../../src/engine/retrieval/notable.ts';
import { describeFiles } from '../../support/corpus.ts';

const corpus = describeFiles({
  'src/net/retry.ts': [
    {
      text: 'export function retryDelay() {}',
      symbol: 'retryDelay',
      kind: 'function',
      doc: 'How long to wait.',
    },
    { text: 'export function retryLimit() {}', symbol: 'retryLimit', kind: 'function' },
  ],
  'src/store/cache.ts': [
    { text: 'export class CacheStore { retryLimit }', symbol: 'CacheStore', kind: 'class' },
  ],
  'src/app.ts': [{ text: 'retryDelay(); new CacheStore(); lonelyThing' }],
  'src/other.ts': [{ text: 'retryDelay(); CacheStore; x()' }],
  'src/lonely.ts': [{ text: 'function neverUsed() {}', symbol: 'neverUsed', kind: 'function' }],
  'test/app.test.ts': [{ text: 'function makeFixture() {}', symbol: 'makeFixture', kind: 'function' }],
  'test/b.test.ts': [{ text: 'makeFixture()' }],
});

describe('notableSymbols', () => {
  it('names what is defined in code proper and used elsewhere, from different folders first', () => {
    const found = notableSymbols(corpus.view, 10);
    assert.deepEqual(
      found.map(({ symbol }) => symbol),
      ['retryDelay', 'CacheStore', 'retryLimit'],
    );
    assert.deepEqual(found[0], {
      symbol: 'retryDelay',
      kind: 'function',
      path: 'src/net/retry.ts',
      usesTotal: 2,
    });
  });

  it('gives at most as many as asked for, and nothing of nothing', () => {
    assert.equal(notableSymbols(corpus.view, 1).length, 1);
    assert.deepEqual(notableSymbols(describeFiles({}).view, 5), []);
  });
});
