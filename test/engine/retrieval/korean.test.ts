import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasHangul, readKorean } from '../../../src/engine/retrieval/korean.ts';
import { koreanNouns } from '../../../src/engine/retrieval/koreanNouns.ts';
import { koreanVerbs } from '../../../src/engine/retrieval/koreanVerbs.ts';
import { analyseQuery } from '../../../src/engine/retrieval/query.ts';
import { describeFiles, find } from '../../support/corpus.ts';

/** Runs of Hangul, and the words in them: what is known with its likeliest English word, fillers in brackets. */
const runs: Readonly<Record<string, string>> = {
  업로드: '업로드=upload',
  서버에서만: '서버=server',
  파일업로드를: '파일=file 업로드=upload',
  데이터베이스연결: '데이터베이스=database 연결=connection',
  삭제했습니다: '삭제=delete',
  초기화되는: '초기화=initialize',
  캐쉬를: '캐쉬=cache',
  메세지마다: '메세지=message',
  디렉토리까지: '디렉토리=directory',
  지우는: '지우는=delete',
  지운다: '지운다=delete',
  지웠습니다: '지웠습니다=delete',
  지워서: '지워서=delete',
  찾아야: '찾아야=find',
  만든: '만든=create',
  키를: '키=key',
  줄이: '줄=line',
  표시자를: '표시=display',
  어디에서: '(어디에)',
  알려주세요: '(알려주세요)',
  키르케고르: '키르케고르',
  뷁뷁을: '뷁뷁을',
};

const shown = (run: string): string =>
  readKorean(run)
    .map(({ text, english, isFiller }) => (isFiller ? `(${text})` : [text, ...english.slice(0, 1)].join('=')))
    .join(' ');

const corpus = describeFiles({
  'src/upload.ts': [{ text: 'export function uploadChunks(parts) { send(parts); }', symbol: 'uploadChunks' }],
  'src/evict.ts': [{ text: '// 메모리가 가득 차면 오래된 항목을 버린다\nconst limit = 3;' }],
  'src/policy.ts': [
    { text: 'export class RetryPolicy { limit = 3; }', symbol: 'RetryPolicy', kind: 'class' },
  ],
  'src/other.ts': [{ text: 'export const nothing = 0;', symbol: 'nothing' }],
});

describe('Korean questions', () => {
  it('are divided into words without particles, endings and spelling variants', () => {
    assert.deepEqual(Object.fromEntries(Object.keys(runs).map((run) => [run, shown(run)])), runs);
  });

  it('find English code, and the reason names both words', async () => {
    const { hits } = await find(corpus, '파일을 업로드하는 코드는 어디에 있나요?');
    assert.equal(hits[0]?.path, 'src/upload.ts');
    assert.deepEqual(hits[0]?.reasons, [
      "name `uploadChunks` matches 'upload' (업로드)",
      "file name matches 'upload' (업로드)",
    ]);
  });

  it('find Korean comments', async () => {
    const { hits } = await find(corpus, '오래된 항목은 어떻게 버려?');
    assert.equal(hits[0]?.path, 'src/evict.ts');
    assert.match(hits[0]?.reasons.join(), /matches '오래된'/);
  });

  it('keep an identifier whole when a particle is glued to it', async () => {
    const { words, names } = analyseQuery('RetryPolicy는 어디서 정의됐어?');
    assert.deepEqual(
      words.map(({ text }) => text),
      ['RetryPolicy'],
    );
    assert.equal(names[0]?.strength, 1);
    const { hits } = await find(corpus, 'RetryPolicy는 어디서 정의됐어?');
    assert.equal(hits[0]?.path, 'src/policy.ts');
  });

  it('find a word that is written with a space inside', () => {
    const english = (question: string) => analyseQuery(question).words.map(({ text }) => text);
    assert.ok(english('교착 상태를 감지').includes('deadlock'));
    assert.ok(english('교착상태를 감지').includes('deadlock'));
    assert.ok(!english('교착 안의 상태').includes('deadlock'));
  });

  it('give each Korean word about the weight of one English word', () => {
    const { words } = analyseQuery('설정을 업로드');
    const sums = new Map<string, number>();
    for (const { folded, weight } of words) {
      const from = folded[0]?.from;
      if (from !== undefined) sums.set(from, (sums.get(from) ?? 0) + weight);
    }
    for (const [from, sum] of sums) assert.ok(Math.abs(sum - 1) < 0.01, `${from}: ${sum}`);
    assert.deepEqual([...sums.keys()], ['설정', '업로드']);
  });

  it('may be any text: pieces lie in order within what was written', () => {
    const syllables = fc.string({
      unit: fc.integer({ min: 0xac00, max: 0xd7a3 }).map((code) => String.fromCharCode(code)),
    });
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      syllables,
      fc.constantFrom(...Object.keys(runs)),
    );
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 4 }), fc.boolean(), (parts, isGlued) => {
        const run = parts.join('');
        let end = 0;
        for (const { text, at } of readKorean(run, isGlued)) {
          assert.ok(at >= end && text !== '' && run.startsWith(text, at));
          end = at + text.length;
        }
        analyseQuery(run);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the table of Korean words', () => {
  const entries = [koreanNouns, koreanVerbs].flatMap((table) =>
    table.split(';').flatMap((line) => {
      const [heads = '', ...english] = line.trim().split(/\s+/);
      return heads === '' ? [] : heads.split(',').map((head) => ({ head, english }));
    }),
  );

  it('has 1,500 Korean words or more, each once', () => {
    const nouns = new Set(entries.map(({ head }) => head));
    assert.ok(nouns.size >= 1500, `${nouns.size}`);
  });

  it('gives each at least one English word in small letters', () => {
    const wrong = entries.filter(
      ({ head, english }) =>
        !/^[가-힣]{1,8}$/.test(head) ||
        english.length === 0 ||
        !english.every((word) => /^[a-z0-9]+$/.test(word)),
    );
    assert.deepEqual(wrong, []);
  });

  it('is asked only about Hangul', () => {
    assert.equal(hasHangul('retryDelay 再試行 リトライ'), false);
  });
});
