import assert from 'node:assert/strict';
import { describeFiles, find, sourceOf, viewOf } from '../../support/corpus.ts';

const retry = `import { sleep } from './sleep';

/** Wait longer after each failure: exponential backoff with jitter. */
export function retryDelay(attempt: number): number {
  const jitter = Math.random();
  return 2 ** attempt * 100 + jitter;
}`;

const upload = `export class Uploader {
  async start(file: string) {
    for (let attempt = 0; attempt < 5; attempt++) {
      // retryDelay grows
      await sleep(retryDelay(attempt));
    }
  }
}`;

const corpus = describeFiles({
  'src/net/retry.ts': [
    {
      text: retry,
      symbol: 'retryDelay',
      kind: 'function',
      doc: 'Wait longer after each failure: exponential backoff with jitter.',
    },
  ],
  'src/net/upload.ts': [{ text: upload, symbol: 'Uploader', kind: 'class' }],
  'test/net/retry.test.ts': [
    { text: "it('retries', () => {\n  assert(retryDelay(1) > retryDelay(0));\n});" },
  ],
});

describe('search', () => {
  it('puts the definition of a named symbol first, and says so', async () => {
    const { hits } = await find(corpus, 'retryDelay');
    assert.equal(hits[0]?.path, 'src/net/retry.ts');
    assert.equal(hits[0].score, 1);
    assert.ok(hits[0].reasons.includes('defines `retryDelay`'));
    assert.equal(hits[0].text, retry);
  });

  it('finds a definition whose name is spoken in words', async () => {
    const { hits } = await find(corpus, 'how long is the retry delay');
    assert.ok(hits[0]?.reasons.includes('defines `retryDelay`'));
  });

  it('names the doc comment where a word of the question stands in it', async () => {
    const { hits } = await find(corpus, 'backoff');
    assert.deepEqual(
      hits.map(({ path }) => path),
      ['src/net/retry.ts'],
    );
    assert.ok(hits[0]?.reasons.includes("matches 'backoff' in its doc comment"));
    assert.deepEqual(hits[0]?.highlightLines, [3]);
  });

  it('lists the code that uses a symbol, without comments, the definition or the import', async () => {
    const { hits } = await find(corpus, 'retryDelay', { withUses: true });
    assert.equal(hits[0]?.usesTotal, 2);
    assert.deepEqual(hits[0].uses[0], {
      path: 'src/net/upload.ts',
      line: 5,
      symbol: 'Uploader',
      text: 'await sleep(retryDelay(attempt));',
    });
  });

  it('says that nothing is indexed, which is not the same as nothing found', async () => {
    const nothing = { view: viewOf([]), files: sourceOf({}) };
    assert.deepEqual((await find(nothing, 'retry')).warnings, ['Nothing is indexed yet.']);
    const none = await find(corpus, 'zygote');
    assert.deepEqual([none.hits, none.warnings], [[], []]);
  });
});
