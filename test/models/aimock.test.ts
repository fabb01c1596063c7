import assert from 'node:assert/strict';
import { LLMock } from '@copilotkit/aimock';
import { EngineError } from '../../src/engine/errors.ts';
import type { ChatEvent } from '../../src/engine/model.ts';
import { listModels } from '../../src/models/listModels.ts';
import { openAiModel } from '../../src/models/openAiModel.ts';

/** A second server that speaks the protocol, not written by us: what both understand is the protocol itself. */
describe('a model behind a mock server of another maker', () => {
  const mock = new LLMock({ port: 0 });
  before(async () => {
    mock.onMessage('How does the backoff work?', {
      content: 'The delay doubles. 重试 🎉',
      reasoning: 'Look at retry.ts.',
    });
    mock.onMessage('search', { toolCalls: [{ name: 'search', arguments: '{"query":"x"}' }] });
    await mock.start();
  });
  after(() => mock.stop());

  async function ask(question: string): Promise<readonly ChatEvent[]> {
    const model = openAiModel({
      baseUrl: `${mock.url}/v1`,
      apiKey: 'k',
      model: 'gpt-4o',
      retryLimits: { baseMs: 1 },
    });
    const events: ChatEvent[] = [];
    const { signal } = new AbortController();
    for await (const event of model.stream([{ role: 'user', content: question }], { signal }))
      events.push(event);
    return events;
  }

  const text = (events: readonly ChatEvent[], kind: 'text' | 'reasoning'): string =>
    events.map((event) => (event.kind === kind ? event.text : '')).join('');

  it('streams text and reasoning, usage and one end', async () => {
    const events = await ask('How does the backoff work?');
    assert.equal(text(events, 'text'), 'The delay doubles. 重试 🎉');
    assert.equal(text(events, 'reasoning'), 'Look at retry.ts.');
    const [usage, end] = events.slice(-2);
    assert.equal(usage?.kind, 'usage');
    assert.deepEqual(end, { kind: 'end', reason: 'stop' });
  });

  it('puts a tool call together', async () => {
    const call = (await ask('search')).find(({ kind }) => kind === 'tool-call');
    assert.deepEqual(call?.kind === 'tool-call' && [call.name, call.argumentsText], [
      'search',
      '{"query":"x"}',
    ]);
  });

  for (const [status, kind] of [
    [401, 'model-unauthorized'],
    [404, 'model-missing'],
    [400, 'model-refused'],
  ] as const) {
    it(`explains status ${status}`, async () => {
      mock.nextRequestError(status, { message: 'no', type: 'error' });
      await assert.rejects(
        ask('How does the backoff work?'),
        (error) => error instanceof EngineError && error.kind === kind,
      );
    });
  }

  it('tries again after 429 and 503', async () => {
    mock.nextRequestError(503, { message: 'busy' });
    assert.equal(text(await ask('How does the backoff work?'), 'text'), 'The delay doubles. 重试 🎉');
  });

  it('lists models', async () => {
    const models = await listModels({ baseUrl: `${mock.url}/v1`, signal: new AbortController().signal });
    assert.ok(models.length > 0);
  });
});
