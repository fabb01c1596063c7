import assert from 'node:assert/strict';
import { plainWords } from '../../../src/engine/retrieval/plainWords.ts';
import { analyseQuery } from '../../../src/engine/retrieval/query.ts';
import { relatedWords } from '../../../src/engine/retrieval/relatedWords.ts';
import { describeFiles, find } from '../../support/corpus.ts';

const related = (question: string): string[] =>
  relatedWords(question.split(' ')).map(({ from, words }) => `${from}: ${words.slice(0, 2).join(' ')}`);

const corpus = describeFiles({
  'src/cache.ts': [{ text: 'export function evictOldest() { entries.shift(); }', symbol: 'evictOldest' }],
  'src/text.ts': [{ text: 'export const full = "memory";', symbol: 'full' }],
});

describe('plain words', () => {
  it('are answered by what programmers call it, and the reason names both', async () => {
    const { hits } = await find(corpus, 'throw away things when there is no room left');
    assert.equal(hits[0]?.path, 'src/cache.ts');
    assert.deepEqual(hits[0]?.reasons, ["name `evictOldest` matches 'evict' (throw away)"]);
  });

  it('are found in other forms, and phrases before their words', () => {
    assert.deepEqual(related('it tried again'), ['tried again: retry backoff']);
    assert.deepEqual(related('Throwing away pictures'), ['Throwing away: evict discard', 'pictures: image']);
    assert.deepEqual(related('password prompts'), ['password: credential auth']);
  });

  it('mean what they say in a short question', () => {
    const texts = analyseQuery('erase picture').words.map(({ text }) => text);
    assert.deepEqual(texts, ['erase', 'picture']);
  });

  it('weigh less than the words of the question', () => {
    const { words } = analyseQuery('where do we throw away old pictures');
    const isOther = ({ folded }: (typeof words)[number]): boolean => folded[0]?.from !== undefined;
    const [told, other] = [words.filter((word) => !isOther(word)), words.filter(isOther)];
    assert.equal(told.length, 4);
    assert.ok(Math.max(...other.map(({ weight }) => weight)) < Math.min(...told.map(({ weight }) => weight)));
  });

  it('have other words in small letters, and each phrase stands once', () => {
    const entries = plainWords.split(';').filter((entry) => entry.trim() !== '');
    const heads = entries.flatMap((entry) =>
      (entry.split('>')[0] ?? '').split(',').map((head) => head.trim()),
    );
    assert.equal(new Set(heads).size, heads.length);
    for (const entry of entries) assert.match(entry, /^\s*[a-z', -]+ > [a-z0-9 ]+$/);
  });
});
