import assert from 'node:assert/strict';
import { suggest } from '../../../src/engine/memory/propose.ts';

describe('what a message suggests to remember', () => {
  const said: readonly (readonly [message: string, texts: readonly string[]])[] = [
    ['How does the retry work? We always cap retries at 5.', ['We always cap retries at 5.']],
    ['I prefer small functions.\nWhere is the parser?', ['I prefer small functions.']],
    ['No, we use pnpm here, not npm. Where is the lock file?', ['we use pnpm here, not npm.']],
    [
      '- never log tokens\n- our convention is snake_case',
      ['never log tokens', 'our convention is snake_case'],
    ],
    ['We have decided to keep the old parser. Why is it slow?', ['We have decided to keep the old parser.']],
    ['Do you always retry?', []],
    ['Where is the function that always returns null', []],
    ['Explain this:\n```\n// we always lock first\n```', []],
    ['> we never do this\nWhat does that mean?', []],
    ['always', []],
    ['Explain the parser.', []],
    ['', []],
  ];
  for (const [message, texts] of said) {
    it(`is ${texts.length === 0 ? 'nothing' : texts.map((text) => `"${text}"`).join(' and ')} in ${JSON.stringify(message)}`, () => {
      assert.deepEqual(
        suggest(message).map(({ text }) => text),
        texts,
      );
    });
  }

  it('comes with the reason, the kind and whose it is', () => {
    assert.deepEqual(suggest('I prefer small functions.'), [
      { text: 'I prefer small functions.', kind: 'preference', scope: 'user', reason: 'you said "i prefer"' },
    ]);
  });
});
