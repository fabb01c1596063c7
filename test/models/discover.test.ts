import assert from 'node:assert/strict';
import { EngineError } from '../../src/engine/errors.ts';
import { findLocalServers } from '../../src/models/discover.ts';
import { listModels } from '../../src/models/listModels.ts';
import { testConnection } from '../../src/models/testConnection.ts';
import { findWindow } from '../../src/models/window.ts';
import { faults, json, say, startModelServer } from '../support/modelServer.ts';
import type { ModelServer, ModelServerOptions, Reply, Script } from '../support/modelServer.ts';

const forever = new AbortController().signal;
const hi = say('OK');

async function withServer(
  options: ModelServerOptions & { readonly script?: Script },
  use: (server: ModelServer) => Promise<void>,
): Promise<void> {
  const { script = hi, ...rest } = options;
  const server = await startModelServer(script, rest);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

const isNever = (promise: Promise<unknown>): Promise<EngineError> =>
  promise.then(
    () => assert.fail('it should fail'),
    (error: unknown) => {
      assert.ok(error instanceof EngineError, String(error));
      return error;
    },
  );

describe('finding local servers', () => {
  for (const [ownedBy, name] of [
    ['library', 'Ollama'],
    ['organization_owner', 'LM Studio'],
    ['llamacpp', 'llama.cpp'],
    ['vllm', 'vLLM'],
    ['someone', 'OpenAI-compatible server'],
  ] as const) {
    it(`tells ${name} by what it says, wherever it listens`, () =>
      withServer({ ownedBy, models: ['qwen3', 'nomic-embed-text'] }, async ({ port, baseUrl, requests }) => {
        const found = await findLocalServers(forever, [{ name: 'x', port, isTelling: false }]);
        assert.deepEqual(found, [{ name, baseUrl, models: ['qwen3'] }]);
        assert.deepEqual(
          requests.map(({ method, path, headers }) => [method, path, headers.authorization]),
          [['GET', '/v1/models', undefined]],
        );
      }));
  }

  const strangers: Record<string, ModelServerOptions> = {
    'a web page': { modelsReply: { kind: 'raw', body: '<html></html>', contentType: 'text/html' } },
    'JSON of another kind': { modelsReply: json({ hello: 'world' }) },
    'an error': { modelsReply: faults.serverError },
    'a server that asks for a key': { apiKey: 'x' },
    'a server without models': { models: [] },
    'Ollama without models': { modelsReply: json({ object: 'list', data: null }) },
    'a server with embeddings only': { models: ['text-embedding-3-small', 'bge-reranker'] },
    'a broken connection': { modelsReply: faults.reset },
  };
  for (const [name, options] of Object.entries(strangers)) {
    it(`does not offer ${name}`, () =>
      withServer(options, async ({ port }) => {
        assert.deepEqual(await findLocalServers(forever, [{ name: 'vLLM', port, isTelling: false }]), []);
      }));
  }

  it('looks at all ports at once, and one that never answers holds up no other for long', () =>
    withServer({ modelsReply: faults.silent }, async (silent) =>
      withServer({ ownedBy: 'vllm' }, async (answering) => {
        const startedAt = performance.now();
        const ports = [silent, silent, answering].map(({ port }) => ({ name: 'x', port, isTelling: true }));
        const found = await findLocalServers(forever, ports);
        assert.deepEqual(
          found.map(({ name }) => name),
          ['vLLM'],
        );
        assert.ok(performance.now() - startedAt < 3_000);
      }),
    ));

  it('stops when it is told to, with nothing', () =>
    withServer({ modelsReply: faults.silent }, async ({ port }) => {
      const found = await findLocalServers(AbortSignal.timeout(30), [{ name: 'x', port, isTelling: true }]);
      assert.deepEqual(found, []);
    }));
});

describe('listing models', () => {
  it('gives those that can chat, with their windows', () =>
    withServer(
      { models: ['qwen3', 'text-embedding-3-small'], modelFields: { max_model_len: 40960 }, apiKey: 'k' },
      async ({ baseUrl }) => {
        const models = await listModels({ baseUrl: `${baseUrl}/`, apiKey: 'k', signal: forever });
        assert.deepEqual(models, [{ id: 'qwen3', windowTokens: 40960 }]);
      },
    ));

  const wrong: Record<string, readonly [ModelServerOptions, kind: string]> = {
    'a wrong key': [{ apiKey: 'other' }, 'model-unauthorized'],
    'no models': [{ models: [] }, 'model-missing'],
    'no such API': [{ modelsReply: faults.notFound }, 'model-missing'],
    'something that is not JSON': [{ modelsReply: faults.notEvents }, 'model-refused'],
    'JSON of another kind': [{ modelsReply: json({ a: 1 }) }, 'model-refused'],
    'a redirect': [
      { modelsReply: { kind: 'status', status: 302, headers: { location: 'http://127.0.0.1:9/' } } },
      'model-refused',
    ],
  };
  for (const [name, [options, kind]] of Object.entries(wrong)) {
    it(`explains ${name}`, () =>
      withServer(options, async ({ baseUrl }) => {
        const error = await isNever(listModels({ baseUrl, apiKey: 'secret-key-1', signal: forever }));
        assert.equal(error.kind, kind);
        assert.doesNotMatch(`${error.message} ${error.hint}`, /secret-key-1/);
      }));
  }
});

describe('testing a connection', () => {
  it('is content with the first word, and goes', () =>
    withServer({ script: faults.endless }, async (server) => {
      await testConnection({ baseUrl: server.baseUrl, model: 'scripted', signal: forever });
      assert.equal((await server.chats()[0]?.over)?.how, 'left');
    }));

  it('is content with a model that only reasons in its first words', () => {
    const script: Reply = {
      kind: 'answer',
      pieces: [{ kind: 'reasoning', text: 'Hm' }],
      finishReason: 'length',
    };
    return withServer({ script }, ({ baseUrl }) => testConnection({ baseUrl, model: 'm', signal: forever }));
  });

  it('names the models that are there when the wanted one is not', () =>
    withServer({ script: faults.modelMissing, models: ['qwen3', 'gemma3'] }, async ({ baseUrl }) => {
      const error = await isNever(testConnection({ baseUrl, model: 'qwen9', signal: forever }));
      assert.match(error.message, /no model named qwen9/);
      assert.equal(error.hint, 'It has qwen3, gemma3.');
    }));

  it('names the address that works when its version is left out', () =>
    withServer({}, async ({ baseUrl }) => {
      const short = baseUrl.replace('/v1', '');
      const error = await isNever(testConnection({ baseUrl: short, model: 'm', signal: forever }));
      assert.equal(error.hint, `Use the address ${baseUrl}.`);
    }));

  it('says that a key is wrong', () =>
    withServer({ apiKey: 'right' }, async ({ baseUrl }) => {
      const error = await isNever(testConnection({ baseUrl, model: 'm', apiKey: 'wrong', signal: forever }));
      assert.equal(error.kind, 'model-unauthorized');
    }));

  it('stops when it is told to', () =>
    withServer({ script: faults.silent }, async ({ baseUrl }) => {
      const signal = AbortSignal.timeout(50);
      await assert.rejects(testConnection({ baseUrl, model: 'm', signal }), { name: 'TimeoutError' });
    }));
});

describe('the window of a model', () => {
  const windows: Record<string, readonly [ModelServerOptions, windowTokens: number]> = {
    'Ollama, running': [
      {
        ownedBy: 'library',
        routes: { '/api/ps': json({ models: [{ model: 'qwen3:latest', context_length: 16384 }] }) },
      },
      16384,
    ],
    'Ollama, not running': [{ ownedBy: 'library', routes: { '/api/ps': json({ models: [] }) } }, 4096],
    'LM Studio, loaded': [
      {
        ownedBy: 'organization_owner',
        routes: {
          '/api/v0/models': json({
            data: [{ id: 'qwen3', state: 'loaded', loaded_context_length: 8000, max_context_length: 131072 }],
          }),
        },
      },
      8000,
    ],
    'llama.cpp': [
      { ownedBy: 'llamacpp', routes: { '/props': json({ default_generation_settings: { n_ctx: 12288 } }) } },
      12288,
    ],
    vLLM: [{ ownedBy: 'vllm', modelFields: { max_model_len: 32000 } }, 32000],
    'a server that does not say': [{}, 4096],
    'a server that does not list': [{ modelsReply: faults.serverError }, 4096],
  };
  for (const [name, [options, windowTokens]] of Object.entries(windows)) {
    it(`is what the server says, or gives by default: ${name}`, () =>
      withServer({ models: ['qwen3'], ...options }, async ({ baseUrl }) => {
        assert.equal(await findWindow({ baseUrl, model: 'qwen3' }, forever), windowTokens);
      }));
  }
});
