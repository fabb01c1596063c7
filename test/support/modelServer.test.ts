import assert from 'node:assert/strict';
import { faults, helpfulReply, say, startModelServer, streamBytes } from './modelServer.ts';
import type { ModelServer, ModelServerOptions, Script } from './modelServer.ts';

async function withServer(
  script: Script,
  use: (server: ModelServer) => Promise<void>,
  options: ModelServerOptions = {},
): Promise<void> {
  const server = await startModelServer(script, options);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

function chat(server: ModelServer, body: object, init: RequestInit = {}): Promise<Response> {
  return fetch(`${server.baseUrl}/chat/completions`, { method: 'POST', body: JSON.stringify(body), ...init });
}

const streamed = { model: 'm', stream: true, stream_options: { include_usage: true } };

describe('the scripted model server', () => {
  it('keeps the exact bytes of a request', () =>
    withServer(say('Hi'), async (server) => {
      await (await chat(server, { model: 'm', messages: [{ role: 'user', content: 'é "x"' }] })).text();
      const body = '{"model":"m","messages":[{"role":"user","content":"é \\"x\\""}]}';
      assert.equal(server.chats()[0]?.body.toString('utf8'), body);
    }));

  it('streams what `streamBytes` says', () => {
    const reply = say(['Hé', '🎉']);
    assert.ok(reply.kind === 'answer');
    return withServer(reply, async (server) => {
      const bytes = Buffer.from(await (await chat(server, streamed)).arrayBuffer());
      assert.deepEqual(bytes, streamBytes(reply, { model: 'm' }));
      assert.match(bytes.toString('utf8'), /"usage":\{"prompt_tokens":100[^]*data: \[DONE\]\n\n$/);
    });
  });

  it('cuts at exactly the byte it is told to, in the middle of a character too', () =>
    withServer(say('🎉'.repeat(50), { cut: { atByte: 150, how: 'close' } }), async (server) => {
      const bytes = await (await chat(server, streamed)).arrayBuffer();
      assert.equal(bytes.byteLength, 150);
    }));

  it('breaks the connection where a cut is a reset', () =>
    withServer(faults.cutByReset, async (server) => {
      const response = await chat(server, streamed);
      await assert.rejects(response.text());
    }));

  it('uses a list of replies in order and repeats the last', () =>
    withServer([faults.unavailable, say('Hi')], async (server) => {
      const statuses = [];
      for (let i = 0; i < 3; i++) {
        const response = await chat(server, { model: 'm' });
        statuses.push(response.status);
        await response.text();
      }
      assert.deepEqual(statuses, [503, 200, 200]);
    }));

  it('tells that the client left an endless answer', () =>
    withServer(faults.endless, async (server) => {
      const leaving = new AbortController();
      const response = await chat(server, streamed, { signal: leaving.signal });
      const reader = response.body?.getReader();
      await reader?.read();
      leaving.abort();
      assert.equal((await server.chats()[0]?.over)?.how, 'left');
    }));

  it('asks for its key where it has one, and lists its models', () =>
    withServer(
      say('Hi'),
      async (server) => {
        assert.equal((await fetch(`${server.baseUrl}/models`)).status, 401);
        const listed = await fetch(`${server.baseUrl}/models`, {
          headers: { authorization: 'Bearer key-1' },
        });
        const { data } = (await listed.json()) as { data: { id: string }[] };
        assert.deepEqual(
          data.map(({ id }) => id),
          ['a', 'b'],
        );
      },
      { apiKey: 'key-1', models: ['a', 'b'] },
    ));

  it('answers helpfully with the places of the prompt, or with the fault that the question asks for', () =>
    withServer(helpfulReply, async (server) => {
      const ask = async (content: string): Promise<Response> =>
        chat(server, { model: 'm', messages: [{ role: 'user', content }] });
      assert.match(await (await ask('see src/a.ts:1-9')).text(), /\[src\/a\.ts:1-9\]/);
      assert.equal((await ask('fault:unauthorized please')).status, 401);
    }));
});
