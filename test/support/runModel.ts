import assert from 'node:assert/strict';
import type { ChatEvent, ChatMessage } from '../../src/engine/model.ts';
import { openAiModel } from '../../src/models/openAiModel.ts';
import type { OpenAiModelOptions } from '../../src/models/openAiModel.ts';
import { startModelServer } from './modelServer.ts';
import type { ModelServer, Script } from './modelServer.ts';

export const messages: readonly ChatMessage[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'How does the backoff work? Größe, 重试, 🎉' },
];
export const apiKey = 'sk-test-0123456789abcdefghij';

export interface Outcome {
  readonly events: readonly ChatEvent[];
  readonly error: unknown;
  readonly text: string;
}

/** Run one stream to its end and check the order of its events, whatever happened. */
export async function run(
  server: Pick<ModelServer, 'baseUrl'>,
  options: Partial<OpenAiModelOptions> & { signal?: AbortSignal } = {},
): Promise<Outcome> {
  const { signal = new AbortController().signal, ...rest } = options;
  const model = openAiModel({
    baseUrl: server.baseUrl,
    apiKey,
    model: 'qwen3',
    retryLimits: { baseMs: 1 },
    ...rest,
  });
  const events: ChatEvent[] = [];
  let error: unknown;
  try {
    for await (const event of model.stream(messages, { signal })) events.push(event);
  } catch (thrown) {
    error = thrown;
  }
  checkOrder(events, error);
  const text = events.map((event) => (event.kind === 'text' ? event.text : '')).join('');
  return { events, error, text };
}

/** Text and reasoning, then tool calls, at most one usage, and one end which is last; no end after a failure. */
function checkOrder(events: readonly ChatEvent[], error: unknown): void {
  const kinds = events.map(({ kind }) => kind);
  const order = kinds.map((kind) =>
    ['text', 'tool-call', 'usage', 'end'].indexOf(kind.replace('reasoning', 'text')),
  );
  assert.deepEqual(
    order,
    [...order].sort((a, b) => a - b),
    kinds.join(' '),
  );
  assert.ok(kinds.filter((kind) => kind === 'usage').length <= 1);
  assert.equal(kinds.filter((kind) => kind === 'end').length, error === undefined ? 1 : 0, kinds.join(' '));
}

export async function withServer(script: Script, use: (server: ModelServer) => Promise<void>): Promise<void> {
  const server = await startModelServer(script);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}
