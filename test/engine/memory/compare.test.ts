import assert from 'node:assert/strict';
import { compare } from '../../../src/engine/memory/compare.ts';
import { memoryTerms } from '../../../src/engine/memoryWords.ts';

const say = (text: string) => ({ text, terms: memoryTerms(text) });
const kindOf = (a: string, b: string) => compare(say(a), say(b), () => 1).kind;

describe('two statements', () => {
  const pairs: readonly (readonly [string, string, string])[] = [
    ['duplicate', 'We use tabs for indentation.', 'we use TABS for indentations'],
    ['duplicate', 'Retries are capped at 5 attempts', 'Capped at 5 attempts: the retries.'],
    ['contradiction', 'Retries are capped at 5 attempts', 'Retries are capped at 8 attempts'],
    ['contradiction', 'Indent the code with tabs', 'Indent the code with spaces'],
    ['contradiction', 'Always rebase feature branches', 'Never rebase feature branches'],
    ['contradiction', 'The cache is shared between tenants', 'The cache is not shared between tenants'],
    ['contradiction', 'Uploads are stored in S3', 'Uploads are no longer stored in S3'],
    ['similar', 'The upload queue retries failed jobs', 'The upload queue drops failed jobs silently'],
    ['different', 'The upload queue retries failed jobs', 'Dates are kept in UTC everywhere'],
    ['different', '', ''],
  ];
  for (const [kind, a, b] of pairs) {
    it(`are ${kind}: "${a}" and "${b}"`, () => {
      assert.equal(kindOf(a, b), kind);
      assert.equal(kindOf(b, a), kind, 'the other way round');
    });
  }

  it('say where they differ', () => {
    assert.equal(
      compare(say('Indent with tabs'), say('Indent with spaces'), () => 1).why,
      'one says "tabs", the other "spaces"',
    );
  });
});
