import assert from 'node:assert/strict';
import type { Block, Inline } from '../../../src/webview/markdown/block.ts';
import { parseMarkdown } from '../../../src/webview/markdown/parse.ts';

function blocksOf(source: string): readonly Block[] {
  return parseMarkdown(source).map(({ block }) => block);
}

function inlinesOf(source: string): readonly Inline[] {
  const [block] = blocksOf(source);
  return block?.kind === 'paragraph' ? block.children : [];
}

/** Every address that a click could open. */
function targetsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(targetsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'href' && typeof inner === 'string' ? [inner] : targetsOf(inner),
  );
}

describe('Markdown of an answer', () => {
  it('takes HTML as text, whatever it is', () => {
    const sources = [
      'a <script>alert(1)</script>',
      'a <svg onload=alert(1)>',
      'a <img src=x onerror=alert(1)>',
    ];
    for (const html of sources) assert.deepEqual(inlinesOf(html), [{ kind: 'text', text: html }]);
    const [block] = blocksOf('<script>alert(1)</script>');
    assert.equal(block?.kind, 'paragraph');
  });

  it('makes links of web addresses only', () => {
    const sources = [
      '[a](javascript:alert(1))',
      '[a](JaVaScRiPt:alert(1))',
      '[a](&#106;avascript:alert(1))',
      '[a](data:text/html,x)',
      '[a](vbscript:x)',
      '[a](command:workbench.action.quit)',
      '[a](file:///etc/passwd)',
      '[a](vscode://x)',
      '[a](src/a.ts)',
      '[a](//evil.example/x)',
      '<javascript:alert(1)>',
      '![a](javascript:alert(1))',
      '[a][r]\n\n[r]: javascript:alert(1)',
    ];
    for (const source of sources) assert.deepEqual(targetsOf(blocksOf(source)), [], source);
    assert.deepEqual(targetsOf(blocksOf('[a](https://e.org/x) <http://e.org>')), [
      'https://e.org/x',
      'http://e.org/',
    ]);
  });

  it('does not take file names for web addresses', () => {
    assert.deepEqual(targetsOf(blocksOf('see retry.rs, setup.sh and a@b.io')), []);
  });

  it('names images and gives them no source', () => {
    assert.deepEqual(inlinesOf('![logo](https://e.org/p.png)'), [
      { kind: 'image', alt: 'logo', href: 'https://e.org/p.png' },
    ]);
  });

  it('reads citations before marks, and drops a target put behind them', () => {
    assert.deepEqual(inlinesOf('[src/__init__.py:4-9](https://evil.example)'), [
      {
        kind: 'citation',
        path: 'src/__init__.py',
        startLine: 4,
        endLine: 9,
        form: 'bracket',
        text: 'src/__init__.py:4-9',
      },
    ]);
    const kinds = inlinesOf('see [a.ts:1-2, b.ts:3] and `c.ts:7` **bold**').map(({ kind }) => kind);
    assert.deepEqual(kinds, ['text', 'citation', 'text', 'citation', 'text', 'citation', 'text', 'strong']);
  });

  it('knows which file a block of code is for', () => {
    const cases: readonly [string, string, string | undefined][] = [
      ['```ts\nx\n```', 'ts', undefined],
      ['```ts src/a.ts\nx\n```', 'ts', 'src/a.ts'],
      ['```ts:src/a.ts\nx\n```', 'ts', 'src/a.ts'],
      ['```python title="pkg/b.py"\nx\n```', 'python', 'pkg/b.py'],
      ['```src/a.go\nx\n```', 'go', 'src/a.go'],
      ['In [src/c.ts:1-2] it is:\n\n```ts\nx\n```', 'ts', 'src/c.ts'],
    ];
    for (const [source, language, path] of cases) {
      const code = blocksOf(source).at(-1);
      assert.equal(code?.kind === 'code' ? code.language : '', language, source);
      assert.equal(code?.kind === 'code' ? code.path : '', path, source);
    }
  });

  it('tells a block of code that still grows from one that is closed', () => {
    const isOpen = (source: string): boolean => {
      const code = blocksOf(source).at(-1);
      return code?.kind === 'code' && code.isOpen;
    };
    assert.ok(isOpen('```ts\nlet x'));
    assert.ok(isOpen('````md\n```\n'));
    assert.equal(isOpen('```ts\nlet x\n```'), false);
    assert.equal(isOpen('```ts\n```'), false);
  });

  it('survives a table of ten thousand rows and deep nesting', () => {
    const rows = '| 1 | 2 |\n'.repeat(10_000);
    const [table] = blocksOf(`| a | b |\n|---|--:|\n${rows}`);
    assert.equal(table?.kind === 'table' ? table.aligns.join() : '', 'left,right');
    for (const mark of ['> ', '[', '*', '`', '- ']) blocksOf(mark.repeat(3000));
  });
});
