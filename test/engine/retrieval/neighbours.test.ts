import assert from 'node:assert/strict';
import { packContext } from '../../../src/engine/retrieval/packContext.ts';
import type { Packed } from '../../../src/engine/retrieval/packed.ts';
import { usedNames } from '../../../src/engine/retrieval/usedNames.ts';
import { describeFiles, find, type Sketches } from '../../support/corpus.ts';

const sketches: Sketches = {
  'src/net/retry.ts': [
    { text: "import type { Attempt } from './attempt.ts';\nimport { scaleOf } from './scale.ts';" },
    {
      text: 'export function retryDelay(\n  attempt: Attempt,\n): number {\n  return scaleOf(attempt) * map.get(attempt.count);\n}',
      symbol: 'retryDelay',
      kind: 'function',
      signature: 'export function retryDelay( attempt: Attempt, ): number',
    },
  ],
  'src/net/scale.ts': [
    {
      text: '/** Doubles. */\nexport function scaleOf(\n  attempt: Attempt,\n): number {\n  const base = 2;\n  return base ** attempt.count;\n}',
      symbol: 'scaleOf',
      kind: 'function',
      signature: 'export function scaleOf( attempt: Attempt, ): number',
      doc: 'Doubles.',
    },
  ],
  'src/net/attempt.ts': [
    {
      text: 'export interface Attempt {\n  readonly count: number;\n}',
      symbol: 'Attempt',
      kind: 'interface',
      signature: 'export interface Attempt',
    },
  ],
  'src/store.ts': [
    { text: 'export class Store {', symbol: 'Store', kind: 'class', signature: 'export class Store' },
    {
      text: '  get(key: number) {\n    return key;\n  }\n}',
      symbol: 'get',
      kind: 'method',
      container: ['Store'],
      signature: 'get(key: number)',
    },
  ],
  'src/upload.ts': [
    {
      text: 'export function upload(file: string) {\n  open(file);\n  sleep(retryDelay(first));\n}',
      symbol: 'upload',
      kind: 'function',
      signature: 'export function upload(file: string)',
    },
  ],
  'test/net/retry.test.ts': [
    { text: "it('waits longer each time', () => {\n  assert(retryDelay(second) > retryDelay(first));\n});" },
  ],
};
const corpus = describeFiles(sketches);

async function pack(budgetTokens: number): Promise<Packed> {
  const { hits } = await find(corpus, 'retryDelay', { paths: ['src/net/retry.ts'] });
  return packContext(corpus.view, corpus.files, { request: { hits, budgetTokens }, context: {} });
}

describe('neighbours in the symbol graph', () => {
  it('are the caller, the test, and the heads of what is called and used, each with its reason', async () => {
    const { parts } = await pack(1000);
    const told = parts.slice(1).map(({ kind, source, reasons }) => [kind, source, reasons.join()]);
    assert.deepEqual(parts[0]?.source, 'src/net/retry.ts:1-7');
    assert.deepEqual(told, [
      ['caller', 'src/upload.ts:1,3', 'calls `retryDelay` (src/net/retry.ts:3)'],
      ['test', 'test/net/retry.test.ts:2', 'tests `retryDelay` (src/net/retry.ts:3)'],
      ['definition', 'src/net/attempt.ts:1-3', 'used by `retryDelay` (src/net/retry.ts:4)'],
      ['definition', 'src/net/scale.ts:2-4', 'called by `retryDelay` (src/net/retry.ts:6)'],
    ]);
  });

  it('show the head of a function, not its body', async () => {
    const { parts } = await pack(1000);
    const scale = parts.find(({ path }) => path === 'src/net/scale.ts');
    assert.equal(scale?.text, 'export function scaleOf(\n  attempt: Attempt,\n): number {');
  });

  it('are none where any value could have the name', async () => {
    const { parts } = await pack(1000);
    assert.ok(parts.every(({ path }) => path !== 'src/store.ts'));
  });

  it('are none where the file does not import the name, though another one defines it', async () => {
    const other = describeFiles({
      ...sketches,
      'src/net/retry.ts': [sketches['src/net/retry.ts']?.[1] ?? { text: '' }],
    });
    const { hits } = await find(other, 'retryDelay', { paths: ['src/net/retry.ts'] });
    const request = { hits, budgetTokens: 1000 };
    const { parts } = await packContext(other.view, other.files, { request, context: {} });
    assert.deepEqual(
      parts.map(({ kind }) => kind),
      ['code', 'caller', 'test'],
    );
  });

  it('come from the file that the import names, where several define it', async () => {
    const twice = describeFiles({
      'src/a/other.ts': sketches['src/net/scale.ts'] ?? [],
      ...sketches,
    });
    const { hits } = await find(twice, 'retryDelay', { paths: ['src/net/retry.ts'] });
    const request = { hits, budgetTokens: 1000 };
    const { parts } = await packContext(twice.view, twice.files, { request, context: {} });
    assert.deepEqual(
      parts.flatMap(({ kind, path }) => (kind === 'definition' ? [path] : [])),
      ['src/net/attempt.ts', 'src/net/scale.ts'],
    );
  });

  it('give way where the budget ends', async () => {
    const { parts, tokens } = await pack(190);
    assert.ok(tokens <= 190 && parts.length < 4);
    assert.equal(parts[0]?.path, 'src/net/retry.ts');
  });
});

describe('the names that lines use', () => {
  it('are calls and types, without those in comments and strings', () => {
    const text = 'const a: Attempt = make("Nothing(x)", map.get(1)); // fine\n// Comment()\nstd::sort(v)';
    const lines = text.split('\n').map((row, at) => ({ line: at + 1, text: row }));
    assert.deepEqual(
      usedNames(lines).map(({ name, isCalled, isMember, line }) => [name, isCalled, isMember, line]),
      [
        ['Attempt', false, false, 1],
        ['make', true, false, 1],
        ['get', true, true, 1],
        ['sort', true, false, 3],
      ],
    );
  });
});
