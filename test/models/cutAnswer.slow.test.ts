import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EngineError } from '../../src/engine/errors.ts';
import { say, streamBytes } from '../support/modelServer.ts';
import type { ModelServer, Script } from '../support/modelServer.ts';
import { run, withServer } from '../support/runModel.ts';

describe('an answer cut at every byte', () => {
  const words = ['Größe ', '重试 🎉', ' <think>', '\n"x"'];
  const whole = say(words, { usage: null });
  assert.ok(whole.kind === 'answer');
  const size = streamBytes(whole, { model: 'qwen3' }).length;
  const full = words.join('');

  /** Which byte to cut at travels as the model's name, padded so that all answers have the same size. */
  const cutAt =
    (how: 'reset' | 'close'): Script =>
    (request) => ({ ...whole, cut: { atByte: Number((request.json as { model: string }).model), how } });

  async function check(server: ModelServer, at: number): Promise<void> {
    const { text, error } = await run(server, { model: String(at).padStart(5, '0') });
    assert.ok(full.startsWith(text), text);
    assert.doesNotMatch(text, /\uFFFD/);
    if (error === undefined) assert.equal(text, full);
    else assert.ok(error instanceof EngineError && /model-(?:cut|refused)/.test(error.kind), `byte ${at}`);
  }

  it('gives a prefix of the text, then model-cut or, where it was complete, its end', () =>
    withServer(cutAt('close'), async (server) => {
      await inLanes(
        Array.from({ length: size + 1 }, (_, at) => at),
        8,
        (at) => check(server, at),
      );
    }));

  it('does so when the connection is reset', () =>
    withServer(cutAt('reset'), async (server) => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: size }), (at) => check(server, at)),
        { numRuns: 30 },
      );
    }));
});

async function inLanes<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const lane = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
