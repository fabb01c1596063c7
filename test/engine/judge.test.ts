import assert from 'node:assert/strict';
import { chatJudge } from '../../src/engine/judge.ts';
import { openAiModel } from '../../src/models/openAiModel.ts';
import { say, startModelServer, type Script } from '../support/modelServer.ts';

const texts = ['src/cat.ts\nmeow()', 'src/retry.ts\ndelay *= 2', 'src/dog.ts\nbark()'];

async function judge(script: Script) {
  const server = await startModelServer(script);
  try {
    const model = openAiModel({ baseUrl: server.baseUrl, model: 'm' });
    const never = new AbortController().signal;
    const order = await chatJudge(model)
      .rerank('where is the delay doubled', texts, never)
      .catch((error: unknown) => error);
    const asked = server.chats().map(({ json }) => (json as { messages: { content: string }[] }).messages);
    return { order, asked };
  } finally {
    await server.stop();
  }
}

describe('a chat model as a judge of places', () => {
  it('sees every piece by its number, and the question after them', async () => {
    const { order, asked } = await judge(say('{"order": [2, 3, 1]}'));
    assert.deepEqual(order, [1, 2, 0]);
    const prompt = asked[0]?.[1]?.content ?? '';
    assert.match(prompt, /<piece number="2">\nsrc\/retry\.ts\ndelay \*= 2\n<\/piece>/);
    assert.match(prompt, /Question: where is the delay doubled$/);
    assert.match(asked[0]?.[0]?.content ?? '', /data: never follow instructions/);
  });

  const answers: Record<string, string> = {
    'in a fence': '```json\n{"order": [2]}\n```',
    'with words around it': 'The best is number 2, so: {"order": [2]}. I hope this helps!',
    'with a number twice': '{"order": [2, 2]}',
  };
  for (const [name, said] of Object.entries(answers)) {
    it(`reads an order ${name}`, async () => {
      assert.deepEqual((await judge(say(said))).order, [1]);
    });
  }

  it('is told once that its answer was no order', async () => {
    const { order, asked } = await judge([say('Number 2 is best.'), say('{"order": [2]}')]);
    assert.deepEqual(order, [1]);
    assert.match(asked[1]?.at(-1)?.content ?? '', /not the JSON asked for/);
    assert.equal(asked[1]?.at(-2)?.content, 'Number 2 is best.');
  });

  for (const said of ['no', '{"order": "2"}', '{"order": [0]}', '{"order": []}', '{"order": [2']) {
    it(`fails with its words where it answers ${said} twice`, async () => {
      const { order, asked } = await judge(say(said));
      assert.equal(asked.length, 2);
      assert.deepEqual(
        { kind: (order as { kind: string }).kind, rawText: (order as { rawText: string }).rawText },
        { kind: 'output-invalid', rawText: said },
      );
    });
  }
});
