import assert from 'node:assert/strict';
import { excerpt, showsSignature, wholeChunk } from '../../../src/webview/code/excerpt.ts';
import { hit } from '../fixtures.ts';

const tenLines = Array.from({ length: 10 }, (_, at) => `line ${at}`).join('\n');

function draw(parts: Parameters<typeof hit>[0], limit: number): string {
  return excerpt(hit({ startLine: 1, endLine: 10, text: tenLines, ...parts }), limit)
    .map((line) => (line.kind === 'gap' ? `~${line.count}` : `${line.index}${line.isMarked ? '!' : ''}`))
    .join(' ');
}

describe('excerpt of a hit', () => {
  it('shows marked lines with their neighbours, and says where lines are left out', () => {
    assert.equal(draw({ highlightLines: [3, 8] }, 8), '~1 1 2! 3 ~2 6 7! 8 ~1');
  });

  it('shows the first lines where none is marked', () => {
    assert.equal(draw({}, 3), '0 1 2 ~7');
  });

  it('shows a short chunk whole', () => {
    assert.equal(draw({ text: 'a\nb', highlightLines: [2] }, 3), '0 1!');
  });

  it('never shows more lines than it may', () => {
    assert.equal(draw({ highlightLines: [1, 3, 5, 7, 9] }, 5), '0! 1 2! 3 ~6');
  });

  it('ignores marks outside the chunk', () => {
    assert.equal(draw({ highlightLines: [99] }, 2), '0 1 ~8');
  });

  it('knows when the signature is already among the lines', () => {
    const function_ = hit({
      signature: 'function f(a: number): void',
      text: 'function f(a:  number): void {\n}',
    });
    assert.ok(showsSignature(function_, wholeChunk(function_)));
    assert.equal(showsSignature(function_, [{ kind: 'line', index: 1, isMarked: false }]), false);
  });
});
