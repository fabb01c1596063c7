import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stem } from '../../../src/engine/retrieval/stem.ts';
import {
  createWordList,
  exactTerm,
  foldedTerm,
  foldWord,
  nameTerm,
  scanWords,
} from '../../../src/engine/retrieval/tokenise.ts';

function wordsOf(text: string): string[] {
  const list = createWordList();
  scanWords(text, list);
  return Array.from({ length: list.count }, (_, i) => text.slice(list.starts[i], list.ends[i]));
}

/** Each word as its parts, the whole in front with `=` where there is one. */
function folded(text: string): string {
  const list = createWordList();
  scanWords(text, list);
  return Array.from({ length: list.count }, (_, i) => {
    const { whole, parts } = foldWord(text.slice(list.starts[i], list.ends[i]), list.shapes[i] ?? 0);
    return [...(whole === undefined ? [] : [`${whole}=`]), ...parts].join(' ');
  }).join(' | ');
}

const table: readonly (readonly [what: string, text: string, expected: string])[] = [
  ['camel case', 'retryDelay', 'retrydelay= retry delay'],
  ['Pascal case', 'HttpServer', 'httpserver= http server'],
  ['an acronym before a word', 'HTTPServer', 'httpserver= http server'],
  ['an acronym in the plural', 'parseURLs', 'parseurl= pars url'],
  ['snake case', 'retry_delay_ms', 'retrydelayms= retry delay ms'],
  ['screaming snake case', 'MAX_RETRY', 'maxretry= max retry'],
  ['underscores around', '__init__', 'init'],
  ['digits inside', 'utf8Decode', 'utf8decod= utf decod'],
  ['digits at the end', 'sha256', 'sha256= sha 256'],
  ['kebab case, whose parts are words', 'retry-delay', 'retry | delay'],
  ['inflections', 'retries retried retrying retry', 'retry | retry | retry | retry'],
  ['operators and quotes', 'a?.b!["key"] += `x${y}`', 'a | b | key | x | y'],
  ['characters of regular expressions', '^(foo|bar)*.?$[a-z]', 'foo | bar | a | z'],
  ['letters outside ASCII', 'größeBerechnen', 'größeberechnen= größe berechnen'],
  ['Cyrillic', 'ПолучитьДанные', 'получитьданные= получить данные'],
  ['a Korean run, as its pairs', '데이터베이스', '데이터베이스= 데이 이터 터베 베이 이스'],
  ['a Korean word with a particle', '함수를', '함수를= 함수 수를'],
  ['Chinese between Latin words', 'get用户list', 'get | 用户 | list'],
  ['Japanese with a long vowel mark', 'ユーザー', 'ユーザー= ユー ーザ ザー'],
  ['emoji, which is no word', 'run 🎉🚀 ok', 'run | ok'],
  ['letters outside the first plane', '𠮷野家 x', '𠮷野家= 𠮷野 野家 | x'],
  ['numbers up to six digits', '404 1234567', '404'],
];

describe('tokenise', () => {
  for (const [what, text, expected] of table) {
    it(`folds ${what}`, () => assert.equal(folded(text), expected));
  }

  it('leaves out words of more than 64 characters, which are data', () => {
    assert.deepEqual(wordsOf(`a ${'x'.repeat(64)} ${'y'.repeat(65)}`), ['a', 'x'.repeat(64)]);
  });

  it('gives a word the same terms in ASCII text and beside other characters', () => {
    const list = createWordList();
    scanWords('retryDelay', list);
    const alone = list.terms[0];
    scanWords('é retryDelay', list);
    assert.equal(list.terms[1], alone);
    assert.equal(alone, exactTerm('retryDelay'));
  });

  it('keeps exact, folded and defined names apart, and joins a name’s spellings', () => {
    const terms = [exactTerm('delay'), foldedTerm('delay'), nameTerm('delay'), exactTerm('Delay')];
    assert.equal(new Set(terms).size, 4);
    assert.equal(nameTerm('retry_delay'), nameTerm('RetryDelay'));
  });

  it('finds words at ascending places that hold nothing but word characters, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const list = createWordList();
        scanWords(text, list);
        let last = 0;
        for (let i = 0; i < list.count; i++) {
          const [start = 0, end = 0] = [list.starts[i], list.ends[i]];
          assert.ok(start >= last && end > start && end <= text.length);
          assert.match(text.slice(start, end), /^[\p{L}\p{M}\p{N}_]+$/u);
          assert.ok(Number.isSafeInteger(list.terms[i]));
          foldWord(text.slice(start, end), list.shapes[i] ?? 0);
          last = end;
        }
      }),
    );
  });
});

describe('stem', () => {
  const groups: readonly (readonly string[])[] = [
    ['cache', 'caches', 'cached', 'caching'],
    ['connect', 'connected', 'connecting', 'connection', 'connections'],
    ['delete', 'deleted', 'deletes', 'deletion'],
    ['run', 'runs', 'running'],
    ['query', 'queries'],
    ['match', 'matches', 'matching'],
  ];
  for (const group of groups) {
    it(`joins ${group.join(', ')}`, () => assert.equal(new Set(group.map(stem)).size, 1));
  }

  it('keeps apart what a search for code wants apart', () => {
    for (const [one, other] of [
      ['parser', 'parse'],
      ['string', 'str'],
      ['class', 'clas'],
      ['status', 'stat'],
      ['user', 'use'],
    ] as const) {
      assert.notEqual(stem(one), stem(other), `${one} and ${other}`);
    }
  });
});
