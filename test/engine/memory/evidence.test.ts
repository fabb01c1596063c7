import assert from 'node:assert/strict';
import { checkEvidence, findMoved, hashLines, tellingLine } from '../../../src/engine/memory/evidence.ts';

const lines = ['import a', 'function delay() {', '  return 5;', '}', 'export { delay }'];
const file = lines.join('\n');
const text = lines.slice(1, 4).join('\n');
const evidence = { path: 'a.ts', startLine: 2, endLine: 4, hash: hashLines(text), text };

describe('the evidence of a memory', () => {
  it('is the same whatever the line ends are', () => {
    assert.deepEqual(checkEvidence(evidence, file), { kind: 'same' });
    assert.deepEqual(checkEvidence(evidence, file.replaceAll('\n', '\r\n')), { kind: 'same' });
  });

  it('is followed when lines come or go above it', () => {
    const at = (startLine: number) => ({ kind: 'moved', path: 'a.ts', startLine, endLine: startLine + 2 });
    assert.deepEqual(checkEvidence(evidence, `// new\n// lines\n${file}`), at(4));
    assert.deepEqual(checkEvidence(evidence, lines.slice(1).join('\n')), at(1));
  });

  it('is changed when one of its lines is, and says what stands there now', () => {
    assert.deepEqual(checkEvidence(evidence, file.replace('5', '8')), {
      kind: 'changed',
      now: 'function delay() {\n  return 8;\n}',
    });
  });

  it('is missing with its file, and found in another one', () => {
    assert.deepEqual(checkEvidence(evidence, null), { kind: 'missing' });
    assert.deepEqual(findMoved(evidence, { path: 'b.ts', text: `\n${file}` }), {
      kind: 'moved',
      path: 'b.ts',
      startLine: 3,
      endLine: 5,
    });
    assert.equal(findMoved(evidence, { path: 'b.ts', text: 'nothing' }), null);
  });

  it('is followed by its hash where its first line held a secret', () => {
    const secret = { ...evidence, text: text.replace('delay()', '[redacted: secret]') };
    assert.equal(checkEvidence(secret, `\n${file}`).kind, 'moved');
  });

  it('is searched for by the line that tells most, if any does', () => {
    assert.equal(tellingLine(evidence), 'function delay() {');
    assert.equal(tellingLine({ ...evidence, text: '}\n  end' }), '');
  });
});
