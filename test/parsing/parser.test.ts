import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { splitFile } from '../../src/engine/retrieval/split.ts';
import { grammarPath, parsedLanguages, runtimePath } from '../../src/parsing/grammar.ts';
import grammars from '../../src/parsing/grammars.json' with { type: 'json' };
import { createParser } from '../../src/parsing/parser.ts';

describe('the tree-sitter parser', () => {
  const warnings: string[] = [];
  const parser = createParser({ grammarDirectory: null, log: (line) => warnings.push(line) });
  after(() => parser.close());
  afterEach(() => assert.deepEqual(warnings.splice(0), []));

  const names = async (language: string, text: string): Promise<string[] | undefined> =>
    (await parser.outline(language, text))?.declarations.map((d) => d.name);

  it('has no outline where the language has no grammar', async () => {
    assert.equal(await parser.outline('markdown', '# Title'), null);
    assert.equal(await parser.outline('constructor', 'x'), null);
  });

  it('finds what surrounds a syntax error, and says that the outline is partial', async () => {
    const outline = await parser.outline(
      'typescript',
      'function a() {}\nclass B {\n  m( {\n  }\n}\nfunction c() {}\n',
    );
    assert.equal(outline?.isPartial, true);
    const found = outline.declarations.map((d) => d.name);
    for (const name of ['a', 'B', 'c']) assert.ok(found.includes(name), `${name} in ${found.join()}`);
  });

  it('finds the declarations of half a file', async () => {
    const whole = 'class A {\n  first() {\n    return 1;\n  }\n\n  second() {\n    if (x) {\n';
    assert.deepEqual((await names('javascript', whole))?.slice(0, 2), ['A', 'first']);
  });

  it('takes an empty file, blank lines, and a lone byte order mark', async () => {
    for (const text of ['', '\n\n', '\uFEFF', '\r\n']) {
      assert.deepEqual(await parser.outline('python', text), { declarations: [], isPartial: false });
    }
  });

  it('counts lines as the editor does, whatever the line ends, marks and tabs', async () => {
    const text =
      '\uFEFF// ✓ note\r\n\tfunction größe() {\r\n\t\treturn "😀";\r\n\t}\r\n\r\nclass 名前 {}\r\n';
    const outline = await parser.outline('javascript', text);
    assert.deepEqual(
      outline?.declarations.map((d) => [d.name, d.startLine, d.endLine]),
      [
        ['größe', 2, 4],
        ['名前', 6, 6],
      ],
    );
  });

  it('survives deeply nested braces', async () => {
    const depth = 3000;
    const text = `${'namespace a {\n'.repeat(depth)}${'}\n'.repeat(depth)}function last() {}\n`;
    const outline = await parser.outline('typescript', text);
    assert.ok((outline?.declarations.length ?? 0) >= 50);
    assert.equal(outline?.declarations.at(-1)?.name, 'last');
    assert.ok(
      splitFile({
        path: 'a.ts',
        language: 'typescript',
        text,
        outline: outline ?? { declarations: [], isPartial: true },
      }).length > 0,
    );
  });

  it('takes a minified file of one line, and leaves a larger one to the line scan', async () => {
    const text = 'function f(a){return{b:a,c:[1,2,3]}}'.repeat(5000);
    const outline = await parser.outline('javascript', text);
    assert.equal(outline?.declarations.length, 5000);
    const chunks = splitFile({ path: 'a.js', language: 'javascript', text, outline });
    assert.deepEqual(
      chunks.map((chunk) => [chunk.startLine, chunk.endLine, chunk.symbol]),
      [[1, 1, 'f']],
    );
    assert.ok((chunks[0]?.text.length ?? 0) <= 2001);
    assert.equal(await parser.outline('javascript', 'x;'.repeat(600_000)), null);
  });

  it('gives up on a file that takes too long, and parses the next one from its start', async () => {
    const hasty = createParser({ grammarDirectory: null, log: (line) => warnings.push(line), timeoutMs: 0 });
    assert.equal(await hasty.outline('javascript', 'const a = [1, 2, 3];\n'.repeat(20_000)), null);
    assert.match(warnings.splice(0).join(), /^A javascript file of 420 KB took over 0 ms to parse/);
    assert.deepEqual((await hasty.outline('javascript', 'f();'))?.declarations, []);
    hasty.close();
  });

  it('warns once of a grammar that cannot be loaded, and leaves its files to the line scan', async () => {
    const broken = createParser({ grammarDirectory: '/nowhere', log: (line) => warnings.push(line) });
    assert.equal(await broken.outline('go', 'package a'), null);
    assert.equal(await broken.outline('go', 'package b'), null);
    const lines = warnings.splice(0);
    assert.equal(lines.length, 1);
    assert.match(
      lines[0] ?? '',
      /^The grammar for go could not be loaded from .*nowhere.*tree-sitter-go\.wasm/,
    );
    broken.close();
  });

  it('gives no outline after it is closed', async () => {
    const closed = createParser({ grammarDirectory: null, log: assert.fail });
    closed.close();
    assert.equal(await closed.outline('go', 'package a'), null);
  });

  it('finds every grammar in its package, and under its own name in the folder that the build makes', () => {
    for (const language of parsedLanguages) {
      assert.ok(fs.existsSync(grammarPath(language, null) ?? ''), language);
      const copied = path.basename(grammarPath(language, '/dist/grammars') ?? '');
      assert.ok(
        grammars.some((listed) => path.posix.basename(listed) === copied),
        language,
      );
    }
    assert.ok(fs.existsSync(runtimePath(null)));
    assert.equal(runtimePath('/dist/grammars'), path.join('/dist/grammars', 'web-tree-sitter.wasm'));
  });
});
