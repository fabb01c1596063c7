import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import type { TurnEvent } from '../../src/engine/answer.ts';
import { gatherText } from '../../src/extension/gatherText.ts';

const text = (words: string): TurnEvent => ({ kind: 'text', text: words });
const reasoning = (words: string): TurnEvent => ({ kind: 'reasoning', text: words });
const step: TurnEvent = { kind: 'step', text: 'Asking' };
const done: TurnEvent = { kind: 'done', elapsedMs: 1, reason: 'stop' };

function gathering() {
  const told: TurnEvent[] = [];
  return { told, take: gatherText((event) => told.push(event)) };
}

/** What a reader has in the end: neighbours of a kind are one. */
function read(events: readonly TurnEvent[]): string {
  let last = '';
  return events
    .map((event) => {
      const head = event.kind === last ? '' : `|${event.kind}:`;
      last = event.kind === 'text' || event.kind === 'reasoning' ? event.kind : '';
      return head + ('text' in event ? event.text : '');
    })
    .join('');
}

describe('gathering the words of a stream', () => {
  it('tells the first words at once', () => {
    const { told, take } = gathering();
    take(text('Hel'));
    assert.deepEqual(told, [text('Hel')]);
  });

  it('tells the words of a moment as one', async () => {
    const { told, take } = gathering();
    for (const word of ['a', 'b', 'c', 'd']) take(text(word));
    assert.deepEqual(told, [text('a')]);
    await pause(80);
    assert.deepEqual(told, [text('a'), text('bcd')]);
  });

  it('tells the words before an end first, and the end at once', () => {
    const { told, take } = gathering();
    for (const event of [text('a'), text('b'), done]) take(event);
    assert.deepEqual(told, [text('a'), text('b'), done]);
  });

  it('tells nothing after the end', async () => {
    const { told, take } = gathering();
    for (const event of [text('a'), text('b'), done]) take(event);
    await pause(80);
    assert.equal(told.length, 3);
  });

  it('keeps every word, in its order', () =>
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string().map(text), fc.string().map(reasoning), fc.constant(step)), {
          maxLength: 30,
        }),
        (events) => {
          const { told, take } = gathering();
          for (const event of [...events, done]) take(event);
          assert.equal(read(told), read([...events, done]));
        },
      ),
    ));
});
