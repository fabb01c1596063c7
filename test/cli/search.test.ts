import assert from 'node:assert/strict';
import { renderPlaces } from '../../src/cli/places.ts';
import { paintFor } from '../../src/cli/terminal.ts';
import type { SearchResult } from '../../src/engine/retrieval/hit.ts';
import { aHit } from '../support/evidence.ts';
import { runCommand } from './fakeProgram.ts';

const plain = paintFor({ isColoured: false });
const result: SearchResult = {
  hits: [aHit()],
  coverage: { filesIndexed: 10, filesTotal: 10 },
  generation: 3,
  warnings: [],
};

describe('search', () => {
  it('prints places on stdout and nothing else', async () => {
    const { code, out, err, searched, closed } = await runCommand(['search', 'retry', 'delay', '-n', '3'], {
      result,
    });
    assert.deepEqual([code, err, closed], [0, '', 1]);
    assert.match(out, /^src\/net\/retry\.ts:41-43 {2}retryDelay {2}function$/m);
    assert.deepEqual([searched[0]?.query, searched[0]?.limit], ['retry delay', 3]);
  });

  it('prints with --json what the MCP tool gives', async () => {
    const { out } = await runCommand(['search', 'x', '--json'], { result });
    const { text, ...first } = (JSON.parse(out) as { results: { text: string }[] }).results[0] ?? {
      text: '',
    };
    assert.match(text, /retryDelay/);
    assert.deepEqual(first, {
      path: 'src/net/retry.ts',
      startLine: 41,
      endLine: 43,
      score: 1,
      symbol: 'retryDelay',
      reasons: ['defines `retryDelay`'],
      freshness: 'fresh',
    });
  });

  it('passes paths and languages on, and asks for at most 50', async () => {
    const line = ['search', 'x', '--path', 'src/**', '--path', 'lib', '--language', 'go', '-n', '900'];
    const { searched } = await runCommand(line, { result });
    const { paths, languages, limit } = searched[0] ?? {};
    assert.deepEqual({ paths, languages, limit }, { paths: ['src/**', 'lib'], languages: ['go'], limit: 50 });
  });

  it('tells nothing found from not looked at everything', async () => {
    const none = await runCommand(['search', 'x']);
    assert.deepEqual([none.code, none.out, none.err], [0, '', 'Nothing found in 5 files.\n']);
    const some = {
      ...result,
      coverage: { filesIndexed: 3, filesTotal: 4000 },
      warnings: ['Two files were locked.'],
    };
    const partial = await runCommand(['search', 'x'], { result: some });
    assert.equal(partial.code, 3);
    assert.equal(partial.err, 'note: Two files were locked.\nnote: Searched 3 of 4,000 files so far.\n');
  });
});

describe('places', () => {
  it('shows signature, doc, the lines that matter, reasons and uses, grouped by file', () => {
    const text = Array.from({ length: 30 }, (_, at) => `  line ${at + 10};`).join('\n');
    const long = aHit({
      startLine: 10,
      text,
      container: ['Uploader'],
      symbol: 'send',
      kind: 'method',
      signature: 'send(file: File): Promise<void>',
      doc: 'Sends a file.\nIn pieces.',
      highlightLines: [20, 30],
      uses: [{ path: 'src/a.ts', line: 7, symbol: 'main', text: 'send(file)' }],
      usesTotal: 4,
      freshness: 'stale',
    });
    const other = aHit({ path: 'src/b.ts', startLine: 1, text: 'x', reasons: [] });
    const { signature: _, symbol: __, kind: ___, ...loose } = other;
    assert.equal(
      renderPlaces([long, loose], plain),
      [
        'src/net/retry.ts:10-39  Uploader.send  method  (stale)',
        '  send(file: File): Promise<void>',
        '  Sends a file. In pieces.',
        '  19    line 19;',
        '> 20    line 20;',
        '  21    line 21;',
        '     …',
        '  29    line 29;',
        '> 30    line 30;',
        '  31    line 31;',
        '  found: defines `retryDelay`',
        '  used by: src/a.ts:7 (main), and 3 more',
        '',
        'src/b.ts:1-1',
        '  1  x',
      ].join('\n'),
    );
  });

  it('tells a doc comment in words and leaves its lines to the code', () => {
    const documented = aHit({
      startLine: 1,
      text: '/** Waits. */\nfunction wait(\n  ms: number,\n): void {\n\n}',
      signature: 'function wait( ms: number, ): void',
      doc: 'Waits.',
      reasons: [],
      highlightLines: [1],
    });
    const lines = renderPlaces([documented], plain).split('\n').slice(1);
    assert.deepEqual(lines, [
      '  Waits.',
      '  2  function wait(',
      '  3    ms: number,',
      '  4  ): void {',
      '  6  }',
    ]);
  });

  it('never lets a file speak to the terminal', () => {
    const hostile = aHit({ text: 'a\u001b[2Jb\u202ec\u009d', path: 'x\u0007.ts' });
    const shown = renderPlaces([hostile], paintFor({ isColoured: false }));
    for (const control of '\u0007\u001b\u009d\u202e') assert.ok(!shown.includes(control));
  });
});
