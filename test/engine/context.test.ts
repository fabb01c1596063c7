import assert from 'node:assert/strict';
import { findContext } from '../../src/engine/context.ts';
import { packContext } from '../../src/engine/retrieval/packContext.ts';
import { createView } from '../../src/engine/retrieval/view.ts';
import type { Hit } from '../../src/engine/retrieval/hit.ts';
import { sourceOf } from '../support/corpus.ts';
import { aHit } from '../support/evidence.ts';
import { fakeIndex } from '../support/fakeIndex.ts';

function indexOf(hits: readonly Hit[]) {
  const files = Object.fromEntries(
    hits.map(({ path, text, startLine }) => [path, '\n'.repeat(startLine - 1) + text]),
  );
  return fakeIndex(hits, files, {
    pack: (request) => packContext(createView([]), sourceOf(files), { request, context: {} }),
  });
}

const secret = 'const apiToken = "aB3dE5fG7hJ9kL1mN2pQ4r";';

describe('the context of a task', () => {
  it('is what the search found, packed, with coverage', async () => {
    const index = indexOf([aHit()]);
    const found = await findContext(index, { task: 'retry delay', budgetTokens: 500, paths: ['src'] });
    assert.deepEqual(
      found.parts.map(({ source, kind, symbol }) => [source, kind, symbol]),
      [['src/net/retry.ts:41-43', 'code', 'retryDelay']],
    );
    assert.deepEqual([found.coverage.filesTotal, found.generation, found.hasMore], [4212, 3, false]);
    assert.deepEqual([index.searches[0]?.query, index.searches[0]?.paths], ['retry delay', ['src']]);
  });

  it('passes the firewall: no secret leaves, and the part says so', async () => {
    const { parts } = await findContext(indexOf([aHit({ text: secret })]), {
      task: 'token',
      budgetTokens: 500,
    });
    assert.equal(parts[0]?.text, 'const apiToken = "[redacted: secret]";');
    assert.equal(parts[0].note, '1 secret redacted: secret');
  });

  it('holds the budget also where what stands for a secret is longer', async () => {
    const text = 'url: postgres://a:b1@h/x\n'.repeat(12).trim();
    const index = indexOf([
      aHit({ text, path: 'a.yaml' }),
      aHit({ text: 'retryDelay(1);', path: 'b.ts', score: 0.5 }),
    ]);
    for (let budgetTokens = 100; budgetTokens < 420; budgetTokens += 3) {
      const found = await findContext(index, { task: 'url', budgetTokens });
      assert.ok(found.tokens <= budgetTokens);
      assert.ok(found.parts.length + found.leftOut.length >= 2 || found.leftOut.length === 0);
    }
  });
});
