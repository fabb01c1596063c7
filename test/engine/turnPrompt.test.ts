import assert from 'node:assert/strict';
import type { ChatModel } from '../../src/engine/model.ts';
import type { WorkspaceIndex } from '../../src/engine/retrieval/workspaceIndex.ts';
import { noMemories } from '../../src/engine/turnMemories.ts';
import { promptFor } from '../../src/engine/turnPrompt.ts';
import { aHit, aTurn, someEvidence } from '../support/evidence.ts';
import { fakeIndex } from '../support/fakeIndex.ts';

const lines = Array.from({ length: 200 }, (_, at) => `export const value${at + 1} = compute(${at + 1});`);
const files = Object.fromEntries(
  Array.from({ length: 8 }, (_, at) => [`src/file${at}.ts`, lines.join('\n')]),
);
/** Twenty places of eight files, of 10 to 48 lines. */
const hits = Array.from({ length: 20 }, (_, at) => {
  const startLine = 1 + 8 * at;
  const text = lines
    .slice(startLine - 1, startLine + 9 + 2 * at)
    .map((line) => line.replace('value', `v${at}alue`));
  const path = `src/file${at % 8}.ts`;
  return aHit({ path, startLine, text: text.join('\n'), score: 1 / (at + 1), symbol: `value${startLine}` });
});

function prompt(windowTokens: number, index: Pick<WorkspaceIndex, 'pack'> = fakeIndex(hits, files)) {
  const model = { id: 'm', label: 'M', windowTokens } as ChatModel;
  const request = { question: 'What is computed?', model, signal: new AbortController().signal };
  const turn = { ports: { index }, request, earlier: [aTurn()], soFar: '', englishWords: null };
  return promptFor(turn, { model, evidence: someEvidence(hits), memories: noMemories });
}

describe('the prompt of a turn', () => {
  it('shows each file once, keeps every packed part, and tells what found no room', async () => {
    for (const windowTokens of [2_000, 3_000, 5_000, 8_000, 16_000, 64_000]) {
      const { messages, ledger, refusal } = await prompt(windowTokens);
      assert.equal(refusal, null);
      assert.ok(ledger.tokens <= ledger.budgetTokens);
      const code = ledger.rows.filter(({ kind }) => kind === 'code');
      const kept = code.filter(({ state }) => state !== 'left-out');
      assert.ok(kept.length > 0, `nothing within ${windowTokens}`);
      // What the packing chose fits: only what it left out itself is left out.
      for (const row of code) if (row.state === 'left-out') assert.match(row.id, /^left-out:/, row.source);
      const paths = kept.map(({ source }) => source.replace(/:.*/, ''));
      assert.equal(new Set(paths).size, paths.length);
      for (const { source } of kept) assert.ok(messages.at(-1)?.content.includes(` ${source}\n`), source);
    }
  });

  it('shows every place where there is room for all', async () => {
    const { ledger } = await prompt(64_000);
    assert.deepEqual(
      ledger.rows.filter(({ state }) => state !== 'kept'),
      [],
    );
    assert.equal(ledger.rows.filter(({ kind }) => kind === 'code').length, 8);
  });

  it('shows the hits themselves where the index cannot pack them', async () => {
    const broken = { pack: () => Promise.reject(new Error('The worker is gone.')) };
    const { ledger } = await prompt(64_000, broken);
    assert.equal(ledger.rows.filter(({ kind }) => kind === 'code').length, hits.length);
  });
});
