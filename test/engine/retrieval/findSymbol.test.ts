import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findSymbol } from '../../../src/engine/retrieval/findSymbol.ts';
import type { FoundSymbol, SymbolRequest } from '../../../src/engine/retrieval/foundSymbol.ts';
import { slipsBetween } from '../../../src/engine/retrieval/spelling.ts';
import { describeFiles, sourceOf, textsOf, type Sketches } from '../../support/corpus.ts';

const sketches: Sketches = {
  'src/net/retry.ts': [
    {
      text: '/** Waits: retryDelay. */\nexport function retryDelay(attempt: number): number {\n  return 2 ** attempt;\n}',
      symbol: 'retryDelay',
      kind: 'function',
      signature: 'export function retryDelay(attempt: number): number',
      doc: 'Waits: retryDelay.',
    },
  ],
  'src/upload.ts': [
    {
      text: 'export class Uploader {\n  readonly retries = 3;\n  #name = "";',
      symbol: 'Uploader',
      kind: 'class',
      signature: 'export class Uploader',
      alsoDefines: ['retries'],
    },
    {
      text: '  start() {\n    // retryDelay grows\n    return retryDelay(1) + retryDelay(2);\n  }\n}',
      symbol: 'start',
      kind: 'method',
      container: ['Uploader'],
      signature: 'start()',
    },
  ],
  'src/other.ts': [
    {
      text: 'const RETRY_DELAY = retryDelay(0);',
      symbol: 'RETRY_DELAY',
      kind: 'constant',
      signature: 'const RETRY_DELAY = retryDelay(0)',
    },
    {
      text: 'export function start() {}',
      symbol: 'start',
      kind: 'function',
      signature: 'export function start()',
    },
  ],
  'test/retry.test.ts': [{ text: 'it("waits", () => retryDelay(1));' }],
};
const corpus = describeFiles(sketches);

function find(name: string, more: Partial<SymbolRequest> = {}): Promise<FoundSymbol> {
  const context = { coverage: { filesIndexed: 4, filesTotal: 4 }, generation: 1 };
  return findSymbol(corpus.view, corpus.files, { request: { name, limit: 10, ...more }, context });
}

async function namesOf(name: string, more: Partial<SymbolRequest> = {}): Promise<string[]> {
  const { definitions } = await find(name, more);
  return definitions.map(
    ({ path, line, container, name: found, match }) =>
      `${match} ${path}:${line} ${[...container, found].join('.')}`,
  );
}

describe('find symbol', () => {
  it('puts the exact case first, then any case', async () => {
    assert.deepEqual(await namesOf('retryDelay'), [
      'exact src/net/retry.ts:2 retryDelay',
      'any-case src/other.ts:1 RETRY_DELAY',
    ]);
    assert.deepEqual((await namesOf('RETRY_DELAY'))[0], 'exact src/other.ts:1 RETRY_DELAY');
  });

  it('gives place, kind, signature and doc comment', async () => {
    const { definitions } = await find('retryDelay', { limit: 1 });
    assert.deepEqual(definitions[0], {
      path: 'src/net/retry.ts',
      startLine: 1,
      endLine: 4,
      line: 2,
      name: 'retryDelay',
      kind: 'function',
      container: [],
      signature: 'export function retryDelay(attempt: number): number',
      doc: 'Waits: retryDelay.',
      match: 'exact',
      freshness: 'fresh',
    });
  });

  it('heeds what a member is of, a file as well as a class, and says where there is none of it', async () => {
    assert.deepEqual(await namesOf('Uploader.start()'), ['exact src/upload.ts:4 Uploader.start']);
    assert.deepEqual(await namesOf('other::start'), ['exact src/other.ts:2 start']);
    const { definitions, warnings } = await find('Nowhere.start');
    assert.equal(definitions.length, 2);
    assert.deepEqual(warnings, ['No `start` is known to be in `Nowhere`: these have the name alone.']);
  });

  it('finds a small member within its class, at its own line', async () => {
    assert.deepEqual(await namesOf('retries'), ['exact src/upload.ts:2 Uploader.retries']);
  });

  it('heeds the kind, and says where only others have the name', async () => {
    assert.deepEqual(await namesOf('start', { kind: 'method' }), ['exact src/upload.ts:4 Uploader.start']);
    const { definitions, warnings } = await find('start', { kind: 'class' });
    assert.deepEqual([definitions.length, warnings], [2, ['`start` is no class, but something else.']]);
  });

  const alike: [string, string, string][] = [
    ['a slip', 'retyrDelay', 'retryDelay'],
    ['a letter too few', 'Uplader', 'Uploader'],
    ['a beginning', 'retryDel', 'retryDelay'],
    ['its words in another order', 'delay_retry', 'retryDelay'],
  ];
  for (const [what, asked, name] of alike) {
    it(`finds a name by ${what}, and says that it is spelt otherwise`, async () => {
      const { definitions, warnings } = await find(asked);
      assert.deepEqual(
        [definitions[0]?.match, definitions.some((one) => one.name === name)],
        ['alike', true],
      );
      assert.match(warnings.join(), /^Nothing is named `\w+`: these are spelt alike\.$/);
    });
  }

  it('says that nothing is named so', async () => {
    const { definitions, warnings } = await find('zzqqxx');
    assert.deepEqual([definitions, warnings], [[], ['Nothing is named `zzqqxx`, or like it.']]);
  });

  it('lists the lines that use a name by file, code before tests, without comments and the definition', async () => {
    const { references, referenceFiles } = await find('retryDelay', { references: { offset: 0, limit: 10 } });
    assert.deepEqual(references, [
      {
        path: 'src/other.ts',
        count: 1,
        lines: [{ line: 1, text: 'const RETRY_DELAY = retryDelay(0);', symbol: 'RETRY_DELAY' }],
      },
      {
        path: 'src/upload.ts',
        count: 1,
        lines: [{ line: 6, text: 'return retryDelay(1) + retryDelay(2);', symbol: 'start' }],
      },
      {
        path: 'test/retry.test.ts',
        count: 1,
        lines: [{ line: 1, text: 'it("waits", () => retryDelay(1));' }],
      },
    ]);
    assert.equal(referenceFiles, 4);
    const next = await find('retryDelay', { references: { offset: 2, limit: 1 } });
    assert.equal(next.references.length + next.referenceFiles, 5);
  });

  it('goes on where the file changed since, and marks it', async () => {
    const changed = sourceOf({
      ...textsOf(sketches),
      'src/net/retry.ts': '\n\nexport function retryDelay() {}',
    });
    const context = { coverage: { filesIndexed: 4, filesTotal: 4 }, generation: 1 };
    const { definitions } = await findSymbol(corpus.view, changed, {
      request: { name: 'retryDelay', limit: 1 },
      context,
    });
    assert.deepEqual([definitions[0]?.line, definitions[0]?.freshness], [3, 'stale']);
  });

  it('takes a name of any length and content', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 80 }), async (name) => {
        const { definitions } = await find(name, { references: { offset: 0, limit: 3 } });
        assert.ok(definitions.every(({ startLine, line, endLine }) => startLine <= line && line <= endLine));
      }),
    );
  });
});

describe('slips of the keys', () => {
  const cases: [string, string, number][] = [
    ['abc', 'abc', 0],
    ['abc', 'acb', 1],
    ['abc', 'abcd', 1],
    ['abc', 'xbc', 1],
    ['abcdef', 'badcef', 2],
    ['abc', 'xyz', 3],
    ['', 'abcd', 3],
  ];
  for (const [a, b, expected] of cases) {
    it(`are ${expected} from "${a}" to "${b}"`, () => assert.equal(slipsBetween(a, b), expected));
  }
});
