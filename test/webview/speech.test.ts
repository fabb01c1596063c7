import assert from 'node:assert/strict';
import { nextSentences } from '../../src/webview/speech.ts';

describe('what a screen reader is told', () => {
  it('is whole sentences, and goes on where it stopped', () => {
    const first = nextSentences('The delay doubles. It is ca', 0, false);
    assert.equal(first.text, 'The delay doubles.');
    const answer = 'The delay doubles. It is capped at 5 s. Then';
    assert.equal(nextSentences(answer, first.upTo, false).text, 'It is capped at 5 s.');
  });

  it('is nothing until a sentence has ended, and the rest when the answer has', () => {
    assert.deepEqual(nextSentences('The delay', 0, false), { text: '', upTo: 0 });
    assert.equal(nextSentences('The delay', 0, true).text, 'The delay');
  });

  it('ends sentences of Korean and Japanese too', () => {
    assert.equal(nextSentences('遅延は倍になる。そして', 0, false).text, '遅延は倍になる。');
  });

  it('names code and leaves the marks out', () => {
    const answer = '## Why\n\n**Because** `x` [docs](https://e.org):\n\n```ts\nlet y;\n```\n\nDone. ';
    assert.equal(nextSentences(answer, 0, false).text, 'Why Because x docs: (code) Done.');
  });

  it('waits for the end of a block of code', () => {
    const { text, upTo } = nextSentences('Look:\n\n```ts\nlet a. b;\n', 0, false);
    assert.equal(text, 'Look:');
    assert.equal(upTo, 6);
  });

  it('is cut where it would go on for minutes', () => {
    assert.ok(nextSentences('Word and word. '.repeat(200), 0, true).text.length < 650);
  });
});
