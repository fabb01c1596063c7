import assert from 'node:assert/strict';
import fc from 'fast-check';
import { highlight } from '../../../src/webview/code/highlight.ts';
import type { Line } from '../../../src/webview/code/highlight.ts';
import { grammarOf, languageLabel } from '../../../src/webview/code/languages.ts';

function textOf(lines: readonly Line[]): string {
  return lines.map((line) => line.map(({ text }) => text).join('')).join('\n');
}

describe('code colours', () => {
  it('gives back every character, line by line', () => {
    const piece = fc.constantFrom('"', "'", '<b>', '&', '&amp;', '\n', '/*', '*/', 'return', ' x ', '`', '}');
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom('ts', 'py', 'html', 'yaml'), (pieces, language) => {
        const text = pieces.join('');
        assert.equal(textOf(highlight(text, language)), text);
      }),
      { numRuns: 60 },
    );
  });

  it('carries the colour of a comment over its lines', () => {
    const lines = highlight('/* a\n b */', 'ts');
    assert.deepEqual(
      lines.map((line) => line[0]?.className),
      ['hljs-comment', 'hljs-comment'],
    );
  });

  it('tells words that steer the flow from words that declare', () => {
    const [line = []] = highlight('if (x) function', 'ts');
    assert.equal(line.find(({ text }) => text === 'if')?.className, 'hljs-keyword control');
    assert.equal(line.find(({ text }) => text === 'function')?.className, 'hljs-keyword');
  });

  it('leaves unknown languages and very long texts plain', () => {
    for (const language of ['', 'nolang', '__proto__', 'constructor', 'plaintext']) {
      assert.deepEqual(highlight('<b>', language), [[{ className: '', text: '<b>' }]]);
    }
    const long = 'let x = 1;\n'.repeat(4000);
    assert.ok(highlight(long, 'ts').every((line) => line.every(({ className }) => className === '')));
  });

  it('knows languages by the names that models, files and VS Code use', () => {
    assert.equal(languageLabel('typescriptreact'), 'TSX');
    assert.equal(grammarOf('C++'), 'cpp');
    assert.equal(languageLabel('Brainfuck'), 'Brainfuck');
  });
});
