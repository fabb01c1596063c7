import assert from 'node:assert/strict';
import type { Context, ContextPart } from '../../src/engine/context.ts';
import { runCommand } from './fakeProgram.ts';

const part: ContextPart = {
  id: 'src/a.ts:1-2,9#1f',
  kind: 'code',
  path: 'src/a.ts',
  ranges: [
    { startLine: 1, endLine: 2 },
    { startLine: 9, endLine: 9 },
  ],
  source: 'src/a.ts:1-2,9',
  tokens: 1040,
  fullTokens: 1300,
  reasons: ['defines `a`'],
  freshness: 'stale',
  symbol: 'a',
  note: '1 secret redacted: AWS key',
  text: 'one\ntwo\n…\nnine',
};
const found: Partial<Context> = {
  parts: [part],
  tokens: 1040,
  leftOut: [{ source: 'src/b.ts:4-80', reason: 'no room within the budget', tokens: 900 }],
};

describe('context', () => {
  it('prints the parts and then the ledger: tokens, places, what was cut, redacted and left out', async () => {
    const { code, out, err, contexts } = await runCommand(['context', 'fix', 'a', '--budget', '1200'], {
      context: found,
    });
    assert.deepEqual([code, err], [0, '']);
    assert.deepEqual([contexts[0]?.task, contexts[0]?.budgetTokens], ['fix a', 1200]);
    assert.equal(
      out,
      [
        'src/a.ts:1-2,9  a  (stale)',
        '# defines `a`',
        'one',
        'two',
        '…',
        'nine',
        '',
        'Ledger: 1,040 of 1,200 tokens',
        '  1,040  src/a.ts:1-2,9  shortened from 1300 tokens; 1 secret redacted: AWS key',
        '      0  src/b.ts:4-80   left out, 900 tokens: no room within the budget',
        '',
      ].join('\n'),
    );
  });

  it('prints with --json what the MCP tool gives', async () => {
    const { out } = await runCommand(['context', 'x', '--json'], { context: found });
    const { parts, ...rest } = JSON.parse(out) as { parts: object[] };
    const { id, kind, source, tokens, reasons, freshness, text } = part;
    const note = 'shortened from 1300 tokens; 1 secret redacted: AWS key';
    assert.deepEqual(parts, [{ id, kind, source, tokens, reasons, freshness, note, text }]);
    assert.deepEqual(rest, {
      tokens: 1040,
      budgetTokens: 4000,
      leftOut: found.leftOut,
      leftOutTotal: 1,
      coverage: { filesIndexed: 5, filesTotal: 5 },
      generation: 1,
      warnings: [],
    });
  });

  it('names the best of what is left out, and counts the rest', async () => {
    const leftOut = Array.from({ length: 30 }, (_, at) => ({
      source: `src/${at}.ts:1`,
      reason: 'r',
      tokens: 1,
    }));
    const { out } = await runCommand(['context', 'x'], { context: { ...found, leftOut } });
    assert.match(out, /src\/11\.ts:1 .*\n {2}and 18 places more left out\n$/);
    const asJson = await runCommand(['context', 'x', '--json'], { context: { ...found, leftOut } });
    const said = JSON.parse(asJson.out) as { leftOut: object[]; leftOutTotal: number };
    assert.deepEqual([said.leftOut.length, said.leftOutTotal], [20, 30]);
  });

  it('ends with 3 on a half indexed workspace, with 2 without a task or with a wrong budget', async () => {
    const half = { ...found, coverage: { filesIndexed: 3, filesTotal: 9 } };
    const partial = await runCommand(['context', 'x'], { context: half });
    assert.deepEqual([partial.code, partial.err], [3, 'note: Searched 3 of 9 files so far.\n']);
    const none = await runCommand(['context', 'x']);
    assert.deepEqual([none.code, none.out, none.err], [0, '', 'Nothing found in 5 files.\n']);
    assert.equal((await runCommand(['context'])).code, 2);
    assert.equal((await runCommand(['context', 'x', '--budget', '3'])).code, 2);
  });
});
