import assert from 'node:assert/strict';
import { mendSpelling } from '../../../src/engine/retrieval/mendSpelling.ts';
import { analyseQuery } from '../../../src/engine/retrieval/query.ts';
import { describeFiles, find } from '../../support/corpus.ts';

const corpus = describeFiles({
  'src/retry.ts': [
    {
      text: 'export function retryDelay(attempt) { return 2 ** attempt; }',
      symbol: 'retryDelay',
      kind: 'function',
    },
  ],
  'src/runner.ts': [
    { text: 'const taskRunner = new TaskRunner();', symbol: 'taskRunner' },
    { text: 'export class TaskRunner { }', symbol: 'TaskRunner', kind: 'class' },
  ],
  'src/login.ts': [{ text: 'export const authentication = sign(user);' }],
  'src/other.ts': [{ text: 'export const delay = 3;', symbol: 'delay' }],
});

const added = (question: string): string[] => {
  const query = analyseQuery(question);
  const mended = mendSpelling(corpus.view, query);
  return [
    ...mended.words.slice(query.words.length).map(({ text }) => text),
    ...mended.names.slice(query.names.length).map(({ text }) => `name ${text}`),
  ];
};

describe('mendSpelling', () => {
  for (const [slip, written] of [
    ['two letters swapped', 'retyrDelay'],
    ['a letter missing', 'retrDelay'],
    ['a letter too many', 'retryDelaay'],
    ['a wrong letter', 'retryDeley'],
    ['other case and underscores', 'rtery_delay'],
  ] as const) {
    it(`finds the definition that a name means with ${slip}`, async () => {
      const { hits } = await find(corpus, written);
      assert.equal(hits[0]?.path, 'src/retry.ts');
      assert.ok(hits[0]?.reasons.includes('defines `retryDelay`'));
    });
  }

  it('prefers of two names the one that begins like what is written', () => {
    assert.ok(added('TaksRunner').includes('name TaskRunner'));
    assert.ok(added('taksRunner').includes('name taskRunner'));
  });

  it('mends a word of a sentence, and the reason names both', async () => {
    const { hits } = await find(corpus, 'where does the authetication happen');
    assert.equal(hits[0]?.path, 'src/login.ts');
    assert.deepEqual(hits[0]?.reasons, ["matches 'authentication' (authetication)"]);
  });

  it('leaves alone what the index has, what is too short, and what is near nothing', () => {
    for (const question of ['retryDelay', 'delay', 'dleay', 'export attempt', 'zzzzqqqqxx', '업로두', '']) {
      const expected = question === 'dleay' ? ['delay', 'name delay'] : [];
      assert.deepEqual(added(question), expected, question);
    }
    assert.deepEqual(added('why is the dlay so long'), []);
  });
});
