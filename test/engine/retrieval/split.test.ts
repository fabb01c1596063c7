import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Chunk, Declaration, Outline } from '../../../src/engine/retrieval/chunk.ts';
import { declarationKinds } from '../../../src/engine/retrieval/chunk.ts';
import { scanOutline } from '../../../src/engine/retrieval/scan.ts';
import { splitFile } from '../../../src/engine/retrieval/split.ts';

const none: Outline = { declarations: [], isPartial: false };

function split(language: string, text: string, outline = scanOutline(language, text)): Chunk[] {
  return splitFile({ path: 'src/file', language, text, outline });
}

/** The law of every split: ranges in order, no overlap, no line lost but blank ones, text as in the file. */
function checkCover(text: string, chunks: readonly Chunk[]): void {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    .split('\n');
  const covered = new Set<number>();
  let last = 0;
  for (const chunk of chunks) {
    assert.ok(chunk.startLine > last, `line ${chunk.startLine} comes after ${last}`);
    assert.ok(chunk.endLine >= chunk.startLine);
    last = chunk.endLine;
    for (let line = chunk.startLine; line <= chunk.endLine; line++) covered.add(line);
    const expected = lines
      .slice(chunk.startLine - 1, chunk.endLine)
      .map((line) => (line.length > 2000 ? null : line));
    chunk.text.split('\n').forEach((line, index) => {
      const whole = expected[index];
      if (whole === null) assert.ok(line.endsWith('…') && line.length <= 2001);
      else assert.equal(line, whole);
    });
    assert.equal(chunk.text.split('\n').length, expected.length);
    assert.ok((chunk.signature ?? '').length <= 300);
    assert.ok((chunk.doc ?? '').length <= 1000);
    assert.ok(!/[\n\t]/.test(chunk.signature ?? ''));
  }
  lines.forEach((line, index) => {
    if (/[^ \t\f\v\u00a0\ufeff]/.test(line)) assert.ok(covered.has(index + 1), `line ${index + 1} is lost`);
  });
  assert.ok(last <= lines.length);
}

const line = fc.oneof(
  fc.constantFrom(
    '',
    '  ',
    '}',
    '  }',
    '});',
    '{',
    'function f() {',
    'class A {',
    '  m() {',
    '    return 1;',
    '/** doc */',
    '/*',
    ' * words',
    ' */',
    '// note',
    '# note',
    'def f():',
    '    """doc"""',
    'class B:',
    'end',
    '"""',
    'const x = 1;',
    '# Heading',
    '```',
    '[table]',
    'key: value',
    '  key: |',
    '"key": {',
    '<div id="a">',
    '</div>',
    '.a {',
    '@decorated',
    '#define A \\',
    '\tx = `',
  ),
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const text = fc
  .tuple(fc.array(line, { maxLength: 120 }), fc.constantFrom('\n', '\r\n', '\r'))
  .map(([lines, end]) => lines.join(end));

const declaration = fc
  .record({
    name: fc.string({ maxLength: 8 }),
    kind: fc.constantFrom(...declarationKinds),
    startLine: fc.integer({ min: -2, max: 140 }),
    height: fc.integer({ min: -3, max: 90 }),
    container: fc.array(fc.constantFrom('A', 'B'), { maxLength: 2 }),
  })
  .map(({ height, ...rest }): Declaration => ({
    ...rest,
    endLine: rest.startLine + height,
    nameLine: rest.startLine + 1,
  }));

describe('splitting a file into chunks', () => {
  const languages = [
    'typescript',
    'python',
    'cpp',
    'ruby',
    'markdown',
    'json',
    'yaml',
    'toml',
    'html',
    'css',
    'go',
    'rust',
    'plaintext',
  ];
  it('holds every line once, whatever the text and its language', () => {
    fc.assert(
      fc.property(fc.constantFrom(...languages), text, (language, source) => {
        checkCover(source, split(language, source));
      }),
      { numRuns: 400 },
    );
  });

  it('holds every line once, whatever the outline claims', () => {
    fc.assert(
      fc.property(text, fc.array(declaration, { maxLength: 25 }), (source, declarations) => {
        checkCover(source, split('typescript', source, { declarations, isPartial: false }));
      }),
      { numRuns: 400 },
    );
  });

  it('makes no chunk of an empty or blank file', () => {
    assert.deepEqual(split('typescript', ''), []);
    assert.deepEqual(split('python', '\n \n\t\r\n'), []);
    assert.deepEqual(split('json', '\uFEFF'), []);
  });

  it('keeps a function together with its comment and decorators', () => {
    const source =
      'import a\n\n\n# Says why.\n@cached\n@traced(\n    1,\n)\ndef f(a,\n      b):\n    x = 1\n    return x\n';
    const [, chunk] = split('python', source);
    assert.deepEqual(
      {
        lines: [chunk?.startLine, chunk?.endLine],
        doc: chunk?.doc,
        signature: chunk?.signature,
        symbol: chunk?.symbol,
      },
      { lines: [4, 12], doc: 'Says why.', signature: 'def f(a, b)', symbol: 'f' },
    );
  });

  it('takes the doc of a Python function from its docstring', () => {
    const source =
      'def f(a: int) -> int:\n    r"""Add one.\n\n    :param a: the number\n    """\n    b = a\n    return b + 1\n';
    assert.equal(split('python', source)[0]?.doc, 'Add one. a the number');
  });

  it('splits a long function in windows that each keep its symbol and signature', () => {
    const body = Array.from({ length: 150 }, (_, i) => (i % 12 === 11 ? '' : `  work(${i});`)).join('\n');
    const chunks = split(
      'typescript',
      `class Big {\n}\n\n/** Works. */\nfunction work(a: number) {\n${body}\n}\n`,
    ).slice(1);
    assert.ok(chunks.length >= 3);
    for (const chunk of chunks) {
      assert.equal(chunk.symbol, 'work');
      assert.equal(chunk.signature, 'function work(a: number)');
      assert.ok(chunk.endLine - chunk.startLine < 68);
    }
    assert.deepEqual(
      chunks.map((chunk) => chunk.doc),
      ['Works.', ...chunks.slice(1).map(() => undefined)],
    );
    // A cut stands at a blank line.
    for (const chunk of chunks.slice(0, -1)) assert.equal((chunk.endLine - 6 + 1) % 12, 11);
  });

  it('makes of a class a head with its fields, and its methods', () => {
    const method = (name: string): string => `  ${name}() {\n${'    call(this.field);\n'.repeat(12)}  }\n`;
    const source = `class Big extends Base {\n  field = 1;\n\n${method('first')}\n${method('second')}}\n`;
    assert.deepEqual(
      split('typescript', source).map((chunk) => [
        chunk.startLine,
        chunk.endLine,
        ...chunk.container,
        chunk.symbol,
      ]),
      [
        [1, 2, 'Big'],
        [4, 17, 'Big', 'first'],
        [19, 33, 'Big', 'second'],
      ],
    );
  });

  it('gathers small neighbours in one chunk of at most 900 characters', () => {
    const source = Array.from({ length: 60 }, (_, i) => `export const value${i} = ${i};`).join('\n');
    const chunks = split('typescript', source);
    assert.ok(chunks.length > 1);
    for (const chunk of chunks) assert.ok(chunk.text.length <= 900);
    assert.deepEqual(
      chunks.flatMap((chunk) => [chunk.symbol, ...chunk.alsoDefines]),
      Array.from({ length: 60 }, (_, i) => `value${i}`),
    );
  });

  it('cuts loose code in windows of up to 40 lines at blank lines', () => {
    const source = Array.from({ length: 130 }, (_, i) => (i % 10 === 9 ? '' : `line ${i}`)).join('\n');
    const chunks = split('plaintext', source, none);
    assert.ok(chunks.length >= 4);
    for (const chunk of chunks) {
      assert.ok(chunk.endLine - chunk.startLine < 45);
      assert.equal(chunk.symbol, undefined);
    }
  });

  it('keeps 2,000 characters of a longer line, and never half a character', () => {
    const [chunk] = split('plaintext', `${'a'.repeat(1999)}${'😀'.repeat(100)}\nnext`, none);
    assert.equal(chunk?.text, `${'a'.repeat(1999)}…\nnext`);
  });

  it('gives line numbers as the editor counts them, whatever the line ends', () => {
    const unix = 'const a = 1;\n\nfunction f() {\n  return a;\n}\n';
    for (const end of ['\r\n', '\r']) {
      const other = split('typescript', `\uFEFF${unix.replaceAll('\n', end)}`);
      assert.deepEqual(other, split('typescript', unix));
    }
  });

  it('strips markers and tags from a doc comment', () => {
    const source =
      '/**\n * Send {@link Part parts} to the <b>store</b>.\n * @param {string} [name=x] - its key\n * @returns {void} nothing\n */\nfunction f(name) {\n  a();\n  b();\n}\n';
    assert.equal(split('javascript', source)[0]?.doc, 'Send Part parts to the store . name its key nothing');
  });
});
