import assert from 'node:assert/strict';
import fc from 'fast-check';
import { closeMarks } from '../../../src/webview/markdown/closeMarks.ts';
import { parseMarkdown } from '../../../src/webview/markdown/parse.ts';
import { openMarkdownStream } from '../../../src/webview/markdown/stream.ts';

const piece = fc.constantFrom(
  'word ',
  '**bold** ',
  '`code` ',
  '\n',
  '\n\n',
  '# Head\n',
  '- item\n',
  '  - inner\n',
  '1. one\n',
  '> quote\n',
  '```ts\n',
  '```\n',
  '| a | b |\n',
  '|---|---|\n',
  '[src/a.ts:1-2] ',
  '---\n',
  '    indented\n',
  '[r]: https://e.org\n',
  '[r] ',
);

describe('Markdown while it grows', () => {
  it('ends in what a reading of the whole gives, however it was cut', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const read = openMarkdownStream();
        let source = '';
        for (const each of pieces) {
          source += each;
          read(source, false);
        }
        assert.deepEqual(
          read(source, true),
          parseMarkdown(source).map(({ block }) => block),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('keeps finished blocks as they are, so that they are not drawn again', () => {
    const read = openMarkdownStream();
    const [first] = read('One.\n\nTwo', false);
    const again = read('One.\n\nTwo and more.\n\nThree', false);
    assert.equal(again[0], first);
    assert.equal(again.length, 3);
  });

  it('starts anew when the text is another one', () => {
    const read = openMarkdownStream();
    read('One.\n\nTwo.\n\nThree', false);
    const [block, ...others] = read('Other', true);
    assert.deepEqual(block, { kind: 'paragraph', children: [{ kind: 'text', text: 'Other' }] });
    assert.equal(others.length, 0);
  });

  it('closes what the last paragraph leaves open, for the eye only', () => {
    const cases: readonly [string, string][] = [
      ['a **bo', 'a **bo**'],
      ['a **bold*', 'a **bold**'],
      ['a `co', 'a `co`'],
      ['a **', 'a '],
      ['see [docs](https://e.o', 'see docs'],
      ['**a** b', '**a** b'],
      ['one **two**\n\nthree `f', 'one **two**\n\nthree `f`'],
      ['```ts\nlet x = `a', '```ts\nlet x = `a'],
      ['`**` and', '`**` and'],
    ];
    for (const [source, closed] of cases) assert.equal(closeMarks(source), closed, source);
  });
});
