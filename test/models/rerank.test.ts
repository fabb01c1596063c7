import assert from 'node:assert/strict';
import type { EngineError, ErrorKind } from '../../src/engine/errors.ts';
import { httpReranker } from '../../src/models/rerank.ts';
import { startRerankServer, type RerankReply } from '../support/rerankServer.ts';

const query = 'where is the retry delay doubled';
const texts = ['cat', 'the delay is doubled for each retry', 'retry'];
const never = new AbortController().signal;

async function rerank(
  reply: RerankReply | undefined,
  options: { apiKey?: string; patienceMs?: number } = {},
) {
  const server = await startRerankServer(reply && (() => reply));
  try {
    const reranker = httpReranker({ baseUrl: server.baseUrl, model: 'bge', ...options });
    return { order: await reranker.rerank(query, texts, never), request: server.requests[0] };
  } finally {
    await server.stop();
  }
}

describe('a reranking model behind a server', () => {
  it('gives the places of the texts, best first, and sends the key in the header only', async () => {
    const { order, request } = await rerank(undefined, { apiKey: 'secret-key' });
    assert.deepEqual(order, [1, 2, 0]);
    assert.deepEqual(request, {
      path: '/v1/rerank',
      authorization: 'Bearer secret-key',
      model: 'bge',
      query,
      documents: texts,
      top_n: 3,
      return_documents: false,
    });
  });

  const shapes: Record<string, unknown> = {
    'Cohere and Jina': {
      results: [0, 1, 2].map((index) => ({ index, relevance_score: [0.1, 0.9, 0.5][index] })),
    },
    Voyage: { data: [0, 1, 2].map((index) => ({ index, relevance_score: [0.1, 0.9, 0.5][index] })) },
    'text-embeddings-inference': [0, 1, 2].map((index) => ({ index, score: [-3, 4, 1][index] })),
  };
  for (const [name, body] of Object.entries(shapes)) {
    it(`reads the answer of ${name}`, async () => {
      assert.deepEqual((await rerank({ body })).order, [1, 2, 0]);
    });
  }

  const failures: Record<string, { reply: RerankReply; kind: ErrorKind; says: RegExp }> = {
    'what is no JSON': { reply: { text: '<html>' }, kind: 'model-refused', says: /not a model server/ },
    'scores of another shape': {
      reply: { body: { scores: [1] } },
      kind: 'output-invalid',
      says: /no list of scores/,
    },
    'a place that is no number': {
      reply: { body: { results: [{ index: 'first', relevance_score: 1 }] } },
      kind: 'output-invalid',
      says: /no list of scores/,
    },
    'a key that is not accepted': {
      reply: { status: 401, body: {} },
      kind: 'model-unauthorized',
      says: /key/,
    },
    'no such path': { reply: { status: 404, body: {} }, kind: 'model-missing', says: /no \/rerank at/ },
    'too many requests': { reply: { status: 429, body: {} }, kind: 'rate-limited', says: /no more requests/ },
    silence: { reply: { isSilent: true }, kind: 'model-timeout', says: /did not answer/ },
  };
  for (const [name, { reply, kind, says }] of Object.entries(failures)) {
    it(`tells ${name}`, async () => {
      await assert.rejects(rerank(reply, { patienceMs: 300 }), (error: EngineError) => {
        assert.equal(error.kind, kind);
        assert.match(error.message, says);
        return true;
      });
    });
  }

  it('names itself without credentials', () => {
    const { id, label } = httpReranker({ baseUrl: 'http://user:pw@localhost:8080/v1', model: 'bge' });
    assert.deepEqual([id, label], ['http://localhost:8080/v1#bge', 'Local · bge']);
  });
});
