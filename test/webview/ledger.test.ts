import assert from 'node:assert/strict';
import type { Ledger, LedgerRow } from '../../src/engine/prompt/part.ts';
import { barOf } from '../../src/webview/composer/bar.ts';
import { groupLedger, ledgerWarnings, placeOfSource, stateWords } from '../../src/webview/ledger/groups.ts';
import { turn } from './fixtures.ts';

function row(parts: Partial<LedgerRow>): LedgerRow {
  return {
    id: 'r',
    kind: 'code',
    title: 'retry.ts',
    source: 'src/retry.ts:1-9',
    reasons: [],
    state: 'kept',
    tokens: 100,
    fullTokens: 100,
    ...parts,
  };
}

const ledger: Ledger = {
  rows: [
    row({ kind: 'question', tokens: 20 }),
    row({ kind: 'system', tokens: 80 }),
    row({ tokens: 100 }),
    row({ state: 'left-out', tokens: 0, fullTokens: 590, note: 'budget' }),
  ],
  tokens: 200,
  budgetTokens: 1000,
};

describe('the ledger in the panel', () => {
  it('groups parts in prompt order and sums what was sent', () => {
    assert.deepEqual(
      groupLedger(ledger).map(({ kind, tokens }) => [kind, tokens]),
      [
        ['system', 80],
        ['code', 100],
        ['question', 20],
      ],
    );
  });

  it('says in words what became of a part', () => {
    assert.equal(stateWords(row({})), '');
    assert.equal(stateWords(row({ state: 'left-out', note: 'budget' })), 'left out: budget');
    assert.equal(stateWords(row({ state: 'shortened', tokens: 10 })), 'shortened from 100 to 10 tokens');
    assert.equal(stateWords(row({ state: 'redacted' })), 'secrets redacted');
    assert.deepEqual(ledgerWarnings(ledger), ['1 part left out']);
  });

  it('reads places from sources', () => {
    assert.deepEqual(placeOfSource('a b/c.ts:4-9'), { path: 'a b/c.ts', startLine: 4, endLine: 9 });
    assert.deepEqual(placeOfSource('c.ts:4'), { path: 'c.ts', startLine: 4, endLine: 4 });
    assert.deepEqual(placeOfSource('c.ts:2,4-9,20-21'), { path: 'c.ts', startLine: 4, endLine: 9 });
    assert.equal(placeOfSource('session'), null);
  });
});

describe('the bar', () => {
  const usage = { inputTokens: 250, outputTokens: 5, isEstimated: false };

  it('is absent until a turn has a ledger', () => {
    assert.equal(barOf([turn('a')], 32_000), null);
  });

  it('shows our estimate against the window, and says that it is one', () => {
    const bar = barOf([turn('a', { ledger }), turn('b')], 2000);
    assert.equal(bar?.turnId, 'a');
    assert.equal(bar?.short, '200 / 2k');
    assert.match(bar?.long ?? '', /^Last prompt: 200 of 2,000 tokens that the model takes\nestimated/);
    assert.deepEqual(
      bar?.segments.map(({ percent }) => percent),
      [4, 5, 1],
    );
  });

  it("shows the server's own count where there is one, shared out by kind", () => {
    const bar = barOf([turn('a', { ledger, usage })], undefined);
    assert.equal(bar?.short, '250 / 1k');
    assert.match(bar?.long ?? '', /exact: as the server counted/);
    assert.equal(
      bar?.segments.reduce((sum, { percent }) => sum + percent, 0),
      25,
    );
  });

  it('never grows beyond its track', () => {
    const bar = barOf([turn('a', { ledger, usage: { ...usage, inputTokens: 9000 } })], 2000);
    assert.ok((bar?.segments.reduce((sum, { percent }) => sum + percent, 0) ?? 0) <= 100.001);
  });
});
