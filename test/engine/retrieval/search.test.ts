import assert from 'node:assert/strict';
import { buildSegment } from '../../../src/engine/retrieval/segmentBuilder.ts';
import { search } from '../../../src/engine/retrieval/search.ts';
import { createView } from '../../../src/engine/retrieval/view.ts';
import {
  describeFiles,
  find,
  sourceOf,
  textsOf,
  toFiles,
  viewOf,
  type Sketches,
} from '../../support/corpus.ts';

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

const sketches: Sketches = {
  'src/net/retry.ts': [
    {
      text: retry,
      symbol: 'retryDelay',
      kind: 'function',
      signature: 'export function retryDelay(attempt: number): number',
      doc: 'Wait longer after each failure: exponential backoff with jitter.',
    },
  ],
  'src/net/upload.ts': [{ text: upload, symbol: 'Uploader', kind: 'class' }],
  'test/net/retry.test.ts': [
    { text: "it('retries', () => {\n  assert(retryDelay(1) > retryDelay(0));\n});" },
  ],
};
const corpus = describeFiles(sketches);

describe('search', () => {
  it('puts the definition of a named symbol first, and says so', async () => {
    const { hits, generation, warnings } = await find(corpus, 'retryDelay');
    assert.equal(hits[0]?.path, 'src/net/retry.ts');
    assert.equal(hits[0]?.score, 1);
    assert.deepEqual(hits[0]?.reasons.slice(0, 1), ['defines `retryDelay`']);
    assert.equal(hits[0]?.text, retry);
    assert.equal(hits[0]?.signature, 'export function retryDelay(attempt: number): number');
    assert.deepEqual([generation, warnings], [7, []]);
  });

  it('finds a definition whose name is spoken in words, or written in another case', async () => {
    for (const question of ['how long is the retry delay', 'RETRY_DELAY', 'retrydelay()']) {
      const { hits } = await find(corpus, question);
      assert.ok(hits[0]?.reasons.includes('defines `retryDelay`'), question);
    }
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

  it('lists the code that uses a symbol, without comments and the definition', async () => {
    const { hits } = await find(corpus, 'retryDelay', { withUses: true });
    assert.equal(hits[0]?.usesTotal, 2);
    assert.deepEqual(hits[0]?.uses[0], {
      path: 'src/net/upload.ts',
      line: 5,
      symbol: 'Uploader',
      text: 'await sleep(retryDelay(attempt));',
    });
    assert.equal(hits[0]?.uses[1]?.path, 'test/net/retry.test.ts');
  });

  it('says that nothing is indexed, which is not the same as nothing found', async () => {
    const nothing = { view: viewOf([]), files: sourceOf({}) };
    assert.deepEqual((await find(nothing, 'retry')).warnings, ['Nothing is indexed yet.']);
    const none = await find(corpus, 'zygote');
    assert.deepEqual([none.hits, none.warnings], [[], []]);
  });

  it('stops when its signal says so', async () => {
    const request = { query: 'retry', limit: 10, offset: 0, withUses: false };
    const coverage = { filesIndexed: 3, filesTotal: 3 };
    const context = { coverage, generation: 1, signal: AbortSignal.abort(new Error('stopped')) };
    await assert.rejects(search(corpus.view, corpus.files, { request, context }), /stopped/);
  });
});

describe('search with odd questions', () => {
  for (const [what, question] of [
    ['nothing', ''],
    ['blanks and signs', ' ?! -> {}'],
    ['emoji', '🎉'],
  ] as const) {
    it(`says that there is no word in ${what}`, async () => {
      const { hits, warnings } = await find(corpus, question);
      assert.deepEqual([hits, warnings], [[], ['The question has no word to look for.']]);
    });
  }

  it('looks for stop words when there is nothing else', async () => {
    const { hits } = await find(corpus, 'for');
    assert.equal(hits[0]?.path, 'src/net/upload.ts');
  });

  it('answers 5,000 different words, and says that it looked for the rarest', async () => {
    const words = Array.from({ length: 5000 }, (_, i) => `word${i}`);
    const { hits, warnings } = await find(corpus, `${words.join(' ')} jitter`);
    assert.equal(hits[0]?.path, 'src/net/retry.ts');
    assert.deepEqual(warnings, ['The question has 5,001 different words; the 64 rarest were looked for.']);
  });

  it('answers 5,000 Korean words, and counts them without their translations', async () => {
    const words = Array.from({ length: 5000 }, (_, i) => `오류${String.fromCharCode(0xac00 + i)}`);
    const { hits, warnings } = await find(corpus, `${words.join(' ')} 기다리는 jitter`);
    assert.equal(hits[0]?.path, 'src/net/retry.ts');
    assert.match(
      warnings.join(),
      /^The question has [45],\d+ different words; the 64 rarest were looked for\.$/,
    );
  });

  it('takes regex characters for what stands between words', async () => {
    for (const question of [
      '^retryDelay\\(.*\\)$',
      '(?:retryDelay|[a-z]+)?',
      'retryDelay(((((((((((',
      '**/retryDelay',
    ]) {
      assert.equal((await find(corpus, question)).hits[0]?.path, 'src/net/retry.ts', question);
    }
  });

  it('finds code by code', async () => {
    const { hits } = await find(corpus, 'await sleep(retryDelay(attempt));');
    assert.deepEqual(
      new Set(hits.slice(0, 2).map(({ path }) => path)),
      new Set(['src/net/upload.ts', 'src/net/retry.ts']),
    );
  });

  it('looks for Korean words that only carry a question when there is nothing else', async () => {
    const { hits, warnings } = await find(corpus, '어디야?');
    assert.deepEqual([hits, warnings], [[], []]);
  });

  it('reads the place out of a stack trace', async () => {
    const trace = `TypeError: x is not a function\n    at Uploader.start (/home/me/app/src/net/upload.ts:5:13)`;
    const { hits } = await find(corpus, trace);
    assert.equal(hits[0]?.path, 'src/net/upload.ts');
    assert.equal(hits[0]?.reasons[0], 'holds line 5 of src/net/upload.ts');
  });

  it('finds a file by its path, its name and its folder', async () => {
    for (const question of ['src/net/upload.ts', 'upload.ts', 'net/upload.ts']) {
      assert.equal((await find(corpus, question)).hits[0]?.path, 'src/net/upload.ts', question);
    }
    const { hits } = await find(corpus, 'what is in src/net/');
    assert.ok(hits[0]?.reasons.includes('lies in src/net/'));
  });

  it('prefers the member of the container that is named', async () => {
    const twins = describeFiles({
      'a.ts': [{ text: 'open() {}', symbol: 'open', kind: 'method', container: ['Door'] }],
      'b.ts': [{ text: 'open() {}', symbol: 'open', kind: 'method', container: ['Store'] }],
    });
    assert.equal((await find(twins, 'Store.open')).hits[0]?.path, 'b.ts');
    assert.equal((await find(twins, 'Door::open')).hits[0]?.path, 'a.ts');
  });
});

describe('search among kinds of files', () => {
  const kinds = describeFiles({
    'src/cache.ts': [{ text: 'evict the cache when full' }],
    'test/cache.test.ts': [{ text: 'evict cache' }],
    'vendor/cache.ts': [{ text: 'evict cache' }],
    'docs/cache.md': [{ text: 'evict cache' }],
    'src/cache.d.ts': [{ text: 'evict cache' }],
    'examples/cache.ts': [{ text: 'evict cache' }],
    'src/cache.pb.ts': [{ text: '// Code generated by protoc. DO NOT EDIT.\nevict cache' }],
  });
  const first = async (question: string) => (await find(kinds, question)).hits[0]?.path;

  it('puts code proper before tests, generated, vendored, example and declaration files', async () => {
    const { hits } = await find(kinds, 'evict cache');
    assert.equal(hits[0]?.path, 'src/cache.ts');
    assert.deepEqual(
      new Set(hits.slice(-2).map(({ path }) => path)),
      new Set(['vendor/cache.ts', 'src/cache.pb.ts']),
    );
  });

  for (const [word, path] of [
    ['test', 'test/cache.test.ts'],
    ['example', 'examples/cache.ts'],
    ['documentation', 'docs/cache.md'],
    ['typings', 'src/cache.d.ts'],
    ['vendored', 'vendor/cache.ts'],
  ] as const) {
    it(`does not rank ${path} down when the question says "${word}"`, async () => {
      assert.equal(await first(`evict cache ${word}`), path);
    });
  }

  it('shows only what lies under the paths and is of the languages asked for', async () => {
    const paths = async (more: object) =>
      (await find(kinds, 'evict cache', more)).hits.map(({ path }) => path).sort();
    assert.deepEqual(await paths({ paths: ['vendor', 'docs/**'] }), ['docs/cache.md', 'vendor/cache.ts']);
    assert.deepEqual(await paths({ languages: ['Markdown'] }), ['docs/cache.md']);
    assert.deepEqual(await paths({ paths: ['nowhere'] }), []);
    assert.equal((await paths({ paths: [] })).length, 7);
  });

  it('gives page after page without a gap or a repetition', async () => {
    const all = (await find(kinds, 'evict cache')).hits.map(({ path }) => path);
    const pages = await Promise.all(
      [0, 3, 6, 9].map((offset) => find(kinds, 'evict cache', { offset, limit: 3 })),
    );
    assert.deepEqual(
      pages.flatMap(({ hits }) => hits.map(({ path }) => path)),
      all,
    );
  });

  it('does not let one file fill the page', async () => {
    const text = 'flush the buffer';
    const many = describeFiles({
      'a.ts': Array.from({ length: 6 }, () => ({ text })),
      'b.ts': [{ text: `${text} and wait` }],
    });
    const { hits } = await find(many, 'flush buffer');
    assert.ok(hits.slice(0, 4).some(({ path }) => path === 'b.ts'));
  });
});

describe('search in files that changed', () => {
  const texts = textsOf(sketches);
  const after = (path: string, text: string | undefined, unsaved: string[] = []) => {
    const { [path]: _before, ...others } = texts;
    return {
      view: corpus.view,
      files: sourceOf(text === undefined ? others : { ...others, [path]: text }, unsaved),
    };
  };
  const path = 'src/net/retry.ts';

  it('calls a file that is as indexed fresh', async () => {
    assert.equal((await find(corpus, 'retryDelay')).hits[0]?.freshness, 'fresh');
  });

  it('finds a chunk again that moved, and calls it stale', async () => {
    const { hits } = await find(after(path, `// one\n// two\n${retry}\n`), 'retryDelay');
    const { startLine, endLine, freshness, text } = hits[0] ?? {};
    assert.deepEqual([startLine, endLine, freshness, text], [3, 9, 'stale', retry]);
  });

  it('finds a chunk again whose body changed, by the line that begins it', async () => {
    const { hits } = await find(after(path, `// one\n${retry.replace('100', '250')}`), 'retryDelay');
    assert.deepEqual([hits[0]?.startLine, hits[0]?.freshness], [2, 'stale']);
    assert.match(hits[0]?.text ?? '', /250/);
  });

  it('finds a chunk again by its symbol where its first line is gone', async () => {
    const { hits } = await find(after(path, 'const a = 1;\nconst retryDelay = () => 5;\n'), 'retryDelay');
    const hit = hits.find((one) => one.path === path);
    assert.deepEqual([hit?.startLine, hit?.freshness], [2, 'stale']);
  });

  it('marks what an open editor holds as unsaved', async () => {
    assert.equal((await find(after(path, `\n${retry}`, [path]), 'retryDelay')).hits[0]?.freshness, 'unsaved');
  });

  it('drops a hit whose file or text is gone, and shows the next instead', async () => {
    for (const text of [undefined, 'nothing of it is left\n', '']) {
      const { hits } = await find(after(path, text), 'retryDelay', { limit: 1 });
      assert.deepEqual(
        hits.map((hit) => hit.path),
        ['src/net/upload.ts'],
        `${text}`,
      );
    }
  });

  it('shows lines without carriage returns, as they are numbered', async () => {
    const { hits } = await find(after(path, retry.replaceAll('\n', '\r\n')), 'retryDelay');
    assert.deepEqual([hits[0]?.startLine, hits[0]?.endLine, hits[0]?.text], [1, 7, retry]);
  });
});

describe('search in several roots', () => {
  it('puts the root’s name before each path, and filters by it', async () => {
    const segment = buildSegment(toFiles(sketches));
    const view = createView([
      { segment, rootName: 'app' },
      { segment, rootName: 'lib' },
    ]);
    const texts = Object.entries(textsOf(sketches)).flatMap(([path, text]) => [
      [`app/${path}`, text],
      [`lib/${path}`, text],
    ]);
    const both = { view, files: sourceOf(Object.fromEntries(texts) as Record<string, string>) };
    const { hits } = await find(both, 'backoff');
    assert.deepEqual(
      hits.map(({ path }) => path),
      ['app/src/net/retry.ts', 'lib/src/net/retry.ts'],
    );
    assert.equal((await find(both, 'backoff', { paths: ['lib/src'] })).hits.length, 1);
  });
});
