import assert from 'node:assert/strict';
import { analyseQuery } from '../../../src/engine/retrieval/query.ts';

/** Questions that nobody types. What four times the text costs must be near four times the time. */
const questions: Readonly<Record<string, (words: number) => string>> = {
  'one Korean word without end': (words) => '파일'.repeat(words),
  'Korean runs as long as words may be': (words) => `${'업로드'.repeat(21)} `.repeat(words / 20),
  'unknown syllables': (words) =>
    Array.from({ length: words }, (_, i) => String.fromCharCode(0xac00 + i)).join(' '),
  'verbs that could end anywhere': (words) => '지우고지우고지우고 '.repeat(words),
  'Latin and Korean glued': (words) => Array.from({ length: words }, (_, i) => `name${i}를`).join(''),
  'different words': (words) => Array.from({ length: words }, (_, i) => `word${i}`).join(' '),
  'dots and words': (words) => 'a.b.'.repeat(words),
  'slashes and words': (words) => 'ab/cd/'.repeat(words),
  'regex characters': (words) => '(a|b)*[^c]+?'.repeat(words),
  'numbers and colons': (words) => 'a.ts:1:2 '.repeat(words),
  'emoji and joiners': (words) => '👩‍💻🎉'.repeat(words),
  quotes: (words) => `'"\``.repeat(words),
};

function timeOf(question: string): number {
  const start = process.threadCpuUsage().user;
  analyseQuery(question);
  return (process.threadCpuUsage().user - start) / 1000;
}

const words = 3000;

describe('hostile questions', () => {
  for (const [name, make] of Object.entries(questions)) {
    it(`cost no more than in proportion: ${name}`, () => {
      const [small, large] = [make(words), make(4 * words)];
      timeOf(small);
      const quick = Math.min(timeOf(small), timeOf(small));
      let slow = timeOf(large);
      // A busy machine is given two more tries before it is believed.
      for (let again = 0; again < 2 && slow > 8 * quick + 50; again++) slow = timeOf(large);
      assert.ok(
        slow <= 8 * quick + 50,
        `${quick.toFixed(0)} ms, and ${slow.toFixed(0)} ms for four times as many`,
      );
    });
  }
});
