import assert from 'node:assert/strict';
import fc from 'fast-check';
import { thinkTagSplitter } from '../../src/models/thinkTags.ts';

function split(chunks: readonly string[]): { text: string; reasoning: string } {
  const splitter = thinkTagSplitter();
  const said = [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
  const join = (kind: string): string =>
    said
      .filter((piece) => piece.kind === kind)
      .map(({ text }) => text)
      .join('');
  return { text: join('text'), reasoning: join('reasoning') };
}

const cases: Record<string, readonly [answer: string, text: string, reasoning: string]> = {
  'no tags': ['Just an answer.', 'Just an answer.', ''],
  'a block, then the answer': ['<think>\nHm.\n</think>\n\nYes.', '\n\nYes.', '\nHm.\n'],
  'white space before the block': ['\n <think>Hm.</think>Yes.', 'Yes.', 'Hm.'],
  'an empty block': ['<think>\n\n</think>\n\nYes.', '\n\nYes.', '\n\n'],
  'a block that never closes': ['<think>Hm, and', '', 'Hm, and'],
  'a tag in the middle of an answer': ['The `<think>` tag.</think>', 'The `<think>` tag.</think>', ''],
  'something like a tag': ['<thinker>x', '<thinker>x', ''],
  'a half tag and no more': ['<thi', '<thi', ''],
  'a half closing tag in the reasoning': ['<think>a </thi b</think>c', 'c', 'a </thi b'],
  'white space alone': ['  \n', '', ''],
};

describe('the splitter of think tags', () => {
  for (const [name, [answer, text, reasoning]] of Object.entries(cases)) {
    it(`tells apart: ${name}`, () => assert.deepEqual(split([answer]), { text, reasoning }));
    it(`gives the same however it is cut into chunks: ${name}`, () => {
      fc.assert(
        fc.property(fc.array(fc.nat(answer.length)), (cuts) => {
          const borders = [0, ...[...cuts].sort((a, b) => a - b), answer.length];
          const chunks = borders.slice(1).map((border, i) => answer.slice(borders[i], border));
          assert.deepEqual(split(chunks), { text, reasoning });
        }),
        { numRuns: 50 },
      );
    });
  }
});
