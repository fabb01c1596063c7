import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Hit } from '../../../src/engine/retrieval/hit.ts';
import { packContext } from '../../../src/engine/retrieval/packContext.ts';
import type { Packed, PackRequest } from '../../../src/engine/retrieval/packed.ts';
import { createView } from '../../../src/engine/retrieval/view.ts';
import { estimateTokens } from '../../../src/engine/tokens.ts';
import { sourceOf } from '../../support/corpus.ts';
import { aHit } from '../../support/evidence.ts';

type Texts = Readonly<Record<string, string>>;

const uploader = `import { log } from './log.ts';
import { sleep, retryDelay as delayOf } from './retry.ts';
import fs from 'node:fs';

export class Uploader {
  readonly #name: string;

  async start(file: string): Promise<void> {
    for (let attempt = 0; attempt < 5; attempt++) {
      await sleep(delayOf(attempt));
    }
  }

  stop(): void {
    log(this.#name);
  }
}`;

const texts: Texts = {
  'src/upload.ts': uploader,
  'src/long.ts': Array.from(
    { length: 60 },
    (_, at) => `const value${at + 1} = compute(${at + 1}, 'alpha');`,
  ).join('\n'),
  'vendor/upload.ts': uploader.replaceAll('  ', '\t'),
};

/** Lines of a file as a hit. */
function hitOf(path: string, startLine: number, endLine: number, fields: Partial<Hit> = {}): Hit {
  const text = (texts[path] ?? '')
    .split('\n')
    .slice(startLine - 1, endLine)
    .join('\n');
  const { symbol: _symbol, kind: _kind, signature: _signature, ...loose } = aHit();
  return { ...loose, reasons: [`found in ${path}`], path, startLine, endLine, text, ...fields };
}

function packed(hits: readonly Hit[], more: Partial<PackRequest> = {}): Promise<Packed> {
  const request = { hits, budgetTokens: 1000, ...more };
  return packContext(createView([]), sourceOf(texts), { request, context: {} });
}

const start = () => hitOf('src/upload.ts', 8, 12, { container: ['Uploader'], symbol: 'start' });
const stop = () => hitOf('src/upload.ts', 14, 16, { container: ['Uploader'], symbol: 'stop', score: 0.6 });

describe('packing', () => {
  it('shows a method under its class, with the imports that its lines use', async () => {
    const { parts } = await packed([start()]);
    assert.equal(parts[0]?.source, 'src/upload.ts:2,5,8-12');
    assert.equal(
      parts[0].text,
      [
        "import { sleep, retryDelay as delayOf } from './retry.ts';",
        '…',
        'export class Uploader {',
        '…',
        ...uploader.split('\n').slice(7, 12),
      ].join('\n'),
    );
  });

  it('merges places of one file that touch or overlap into one part, and keeps all their reasons', async () => {
    const { parts } = await packed([
      start(),
      hitOf('src/upload.ts', 10, 16, { score: 0.9, reasons: ['also'] }),
    ]);
    assert.deepEqual(
      parts.map(({ ranges }) => ranges),
      [
        [
          { startLine: 1, endLine: 2 },
          { startLine: 5, endLine: 5 },
          { startLine: 8, endLine: 16 },
        ],
      ],
    );
    assert.deepEqual(parts[0]?.reasons, ['found in src/upload.ts', 'also']);
  });

  it('drops a copy of what is shown, however it is indented, and says of what', async () => {
    const copy = hitOf('vendor/upload.ts', 8, 12, { score: 0.9 });
    const { parts, leftOut } = await packed([start(), copy]);
    assert.deepEqual(
      parts.map(({ path }) => path),
      ['src/upload.ts'],
    );
    assert.deepEqual(
      leftOut.map(({ source, reason }) => [source, reason]),
      [['vendor/upload.ts:8-12', 'the same text as src/upload.ts:8-12']],
    );
  });

  it('shortens what is too long to the lines that matter, with honest ranges and marks between them', async () => {
    const long = hitOf('src/long.ts', 1, 60, { highlightLines: [20, 50] });
    const { parts, tokens, hasMore } = await packed([long], { budgetTokens: 250 });
    const [part] = parts;
    assert.ok(part !== undefined && tokens <= 250 && hasMore);
    assert.match(part.source, /^src\/long\.ts:\d+-\d+,\d+-\d+$/);
    assert.match(part.text, /value20 [^]*\n…\n[^]*value50 /);
    assert.doesNotMatch(part.text, /value35 /);
    assert.ok(part.fullTokens > part.tokens);
  });

  it('prefers a short place to a long one that is hardly better, and lists what found no room', async () => {
    const long = hitOf('src/long.ts', 1, 30, { score: 0.55 });
    const { parts, leftOut } = await packed([start(), long, stop()], { budgetTokens: 190 });
    assert.deepEqual(
      parts.map(({ path }) => path),
      ['src/upload.ts'],
    );
    assert.match(parts[0]?.source ?? '', /8-16$/);
    assert.deepEqual(
      leftOut.map(({ source, reason }) => [source, reason]),
      [['src/long.ts:1-30', 'no room within the budget']],
    );
    assert.ok((leftOut[0]?.tokens ?? 0) > 300);
  });

  it('does not repeat what the reader has, and goes on page by page until all is shown', async () => {
    const hits = [start(), hitOf('src/long.ts', 1, 60, { score: 0.9, highlightLines: [20] }), stop()];
    const shown = new Map<string, number>();
    let last: Packed | undefined;
    for (let page = 0; last === undefined || last.hasMore; page++) {
      last = await packed(hits, { budgetTokens: 300, page });
      for (const { path, ranges } of last.parts) {
        for (const { startLine, endLine } of ranges)
          for (let line = startLine; line <= endLine; line++) {
            const key = `${path}:${line}`;
            shown.set(key, (shown.get(key) ?? 0) + 1);
          }
      }
      assert.ok(page < 20);
    }
    assert.deepEqual(
      [...shown.values()].filter((times) => times !== 1),
      [],
    );
    for (let line = 1; line <= 60; line++) assert.ok(shown.has(`src/long.ts:${line}`), `line ${line}`);

    const first = await packed(hits, { budgetTokens: 300 });
    const exclude = first.parts.map(({ id }) => id);
    const next = await packed(hits, { budgetTokens: 300, exclude });
    assert.deepEqual(next.parts, (await packed(hits, { budgetTokens: 300, page: 1 })).parts);
  });

  it('shows again what changed since the reader got it, and says so', async () => {
    const { parts } = await packed([start()]);
    const id = parts[0]?.id ?? '';
    assert.deepEqual((await packed([start()], { exclude: [id] })).parts, []);
    const changed = await packed([start()], { exclude: [id.replace(/#.*/, '#123'), 'junk'] });
    assert.deepEqual(changed.parts, parts);
    assert.deepEqual(changed.warnings, [
      'src/upload.ts changed since you got it, so it may be shown again.',
      '"junk" is no id of a part, so nothing was excluded for it.',
    ]);
  });

  it('knows a file that changed under the search by what the search saw of it', async () => {
    const gone = { ...start(), path: 'src/gone.ts' };
    const { parts } = await packed([gone]);
    assert.deepEqual([parts[0]?.source, parts[0]?.text], ['src/gone.ts:8-12', start().text]);
  });

  it('never goes over the budget, shows no line twice, tells true lines, and gives the same for the same', async () => {
    const paths = Object.keys(texts);
    const anyHit = fc
      .record({
        path: fc.constantFrom(...paths),
        from: fc.integer({ min: 1, max: 60 }),
        size: fc.integer({ min: 0, max: 40 }),
        score: fc.double({ min: 0.01, max: 1, noNaN: true }),
        matters: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 4 }),
        symbol: fc.constantFrom('start', 'Uploader', undefined),
      })
      .map(({ path, from, size, score, matters, symbol }) => {
        const count = (texts[path] ?? '').split('\n').length;
        const startLine = Math.min(from, count);
        return hitOf(path, startLine, Math.min(startLine + size, count), {
          score,
          highlightLines: matters,
          container: ['Uploader'],
          ...(symbol === undefined ? {} : { symbol }),
        });
      });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyHit, { maxLength: 12 }),
        fc.integer({ min: 1, max: 900 }),
        fc.integer({ min: 0, max: 2 }),
        async (hits, budgetTokens, page) => {
          hits.sort((a, b) => b.score - a.score);
          const once = await packed(hits, { budgetTokens, page });
          assert.deepEqual(await packed(hits, { budgetTokens, page }), once);
          assert.ok(once.tokens <= budgetTokens, `${once.tokens} of ${budgetTokens}`);
          assert.equal(
            once.tokens,
            once.parts.reduce((sum, { tokens }) => sum + tokens, 0),
          );
          assert.equal(new Set(once.parts.map(({ path }) => path)).size, once.parts.length);
          for (const part of once.parts) checkPart(part);
        },
      ),
    );
  });
});

function checkPart({ path, ranges, text, tokens, fullTokens }: Packed['parts'][number]): void {
  const lines = (texts[path] ?? '').split('\n');
  let last = 0;
  const expected = ranges.map(({ startLine, endLine }) => {
    assert.ok(startLine > last && endLine >= startLine && endLine <= lines.length);
    last = endLine;
    return lines.slice(startLine - 1, endLine).join('\n');
  });
  assert.equal(text, expected.join('\n…\n'));
  assert.ok(tokens >= estimateTokens(text) && fullTokens >= tokens);
}
