import assert from 'node:assert/strict';
import { EngineError } from '../../src/engine/errors.ts';
import type { Reranker } from '../../src/engine/model.ts';
import { rerankedIndex } from '../../src/engine/rerankedIndex.ts';
import { aHit } from '../support/evidence.ts';
import { fakeIndex } from '../support/fakeIndex.ts';

const query = 'where is the retry delay doubled';
const request = { query, limit: 3, offset: 0, withUses: false };

function hits(count: number) {
  return Array.from({ length: count }, (_, at) =>
    aHit({ path: `src/${at}.ts`, score: 1 - at / 10, reasons: [] }),
  );
}

interface Seen {
  readonly query: string;
  readonly texts: readonly string[];
}

function setUp(order: Reranker['rerank'] | readonly number[], more: Partial<Reranker> = {}) {
  const seen: Seen[] = [];
  const reranker: Reranker = {
    id: 'r',
    label: 'Local · r',
    depth: 4,
    patienceMs: 200,
    rerank: async (asked, texts, signal) => {
      seen.push({ query: asked, texts });
      return typeof order === 'function' ? order(asked, texts, signal) : order;
    },
    ...more,
  };
  const index = fakeIndex(hits(6), {});
  const timeout = (ms: number) => AbortSignal.timeout(ms);
  return { index, seen, reranked: rerankedIndex(index, { choose: async () => reranker, timeout }) };
}

async function pathsOf(order: readonly number[], more: Partial<typeof request> = {}) {
  const { hits: found } = await setUp(order).reranked.search({ ...request, ...more });
  return found.map(({ path }) => path);
}

describe('hits that a reranker puts in order', () => {
  it('come in its order, with scores that still fall and the reason why one came up', async () => {
    const { hits: found } = await setUp([2, 0, 3, 1]).reranked.search(request);
    assert.deepEqual(
      found.map(({ path, score }) => [path, score]),
      [
        ['src/2.ts', 1],
        ['src/0.ts', 0.9],
        ['src/3.ts', 0.8],
      ],
    );
    assert.deepEqual(found[0]?.reasons, ['put up from place 3 by Local · r']);
    assert.deepEqual(found[1]?.reasons, []);
  });

  it('keep those that it leaves out, behind the others and in their order', async () => {
    assert.deepEqual(
      await pathsOf([3], { limit: 5 }),
      [3, 0, 1, 2, 4].map((at) => `src/${at}.ts`),
    );
  });

  it('heed no place that is none, and no place twice', async () => {
    assert.deepEqual(
      await pathsOf([9, -1, 1.5, 1, 1], { limit: 4 }),
      [1, 0, 2, 3].map((at) => `src/${at}.ts`),
    );
  });

  it('fit together page by page', async () => {
    const order = [3, 2, 1, 0];
    const pages = [await pathsOf(order, { limit: 2 }), await pathsOf(order, { limit: 2, offset: 2 })];
    const rest = await pathsOf(order, { limit: 2, offset: 4 });
    assert.deepEqual([...pages.flat(), ...rest], await pathsOf(order, { limit: 6 }));
  });

  it('are sent with path and signature, cut, and without secrets', async () => {
    const secret = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
    const seen: Seen[] = [];
    const index = fakeIndex([aHit({ text: `const token = '${secret}';${'x'.repeat(9000)}` }), aHit()], {});
    const reranker: Reranker = {
      id: 'r',
      label: 'r',
      depth: 4,
      patienceMs: 200,
      rerank: async (asked, texts) => {
        seen.push({ query: asked, texts });
        return [0];
      },
    };
    const ports = { choose: async () => reranker, timeout: (ms: number) => AbortSignal.timeout(ms) };
    await rerankedIndex(index, ports).search({ ...request, query: `where is the token ${secret} read` });
    assert.doesNotMatch(JSON.stringify(seen), new RegExp(secret));
    const [text = ''] = seen[0]?.texts ?? [];
    assert.match(text, /^src\/net\/retry\.ts\n/);
    assert.ok(text.length < 2_000);
  });

  for (const named of ['retryDelay', 'src/net/retry.ts', 'Retry.delay src/net/retry.ts:41']) {
    it(`are left alone where "${named}" is asked for`, async () => {
      const { reranked, seen } = setUp([3]);
      const { hits: found } = await reranked.search({ ...request, query: named });
      assert.deepEqual([seen.length, found[0]?.path], [0, 'src/0.ts']);
    });
  }

  const failures: Record<string, { rerank: Reranker['rerank']; says: RegExp }> = {
    fails: {
      rerank: async () => {
        throw new EngineError('model-unreachable', 'Nothing answers at http://localhost:1.');
      },
      says: /^Local · r did not rerank the places\. Nothing answers at/,
    },
    'never answers': { rerank: () => new Promise(() => undefined), says: /It gave no order within/ },
  };
  for (const [name, { rerank, says }] of Object.entries(failures)) {
    it(`stand as they were, with a warning, where it ${name}`, async () => {
      const { hits: found, warnings } = await setUp(rerank).reranked.search(request);
      assert.deepEqual(
        found.map(({ path }) => path),
        ['src/0.ts', 'src/1.ts', 'src/2.ts'],
      );
      assert.match(warnings.join(), says);
    });
  }

  it('are not waited for once the search is stopped', async () => {
    const stop = new AbortController();
    const { reranked } = setUp(() => new Promise(() => undefined), { patienceMs: 60_000 });
    const search = reranked.search(request, stop.signal);
    setTimeout(() => stop.abort(new Error('stopped')), 10);
    await assert.rejects(search, /stopped/);
  });
});
