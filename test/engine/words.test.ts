import assert from 'node:assert/strict';
import { evidenceAnswer } from '../../src/engine/evidenceAnswer.ts';
import { sessionJson, sessionMarkdown } from '../../src/engine/exportSession.ts';
import { searchQuery } from '../../src/engine/searchQuery.ts';
import { titleOf } from '../../src/engine/session/title.ts';
import { sessionSchema } from '../../src/engine/session/session.ts';
import type { Session } from '../../src/engine/session/session.ts';
import { aHit, aTurn, someEvidence } from '../support/evidence.ts';
import { checkGolden } from '../support/golden.ts';

describe('the search for a follow-up', () => {
  const before = 'How does the retry backoff work?';
  for (const question of [
    'Who calls it?',
    'And where is that tested?',
    'Why?',
    'show me more',
    'What does it return on errors?',
    '왜?',
    '그건 어디서 호출돼?',
    '거기서 오류가 나면 어떻게 되나요?',
    '코드 더 보여줘',
  ]) {
    it(`takes the words before it: ${question}`, () =>
      assert.equal(searchQuery(question, ['Older?', before]), `${question}\n${before}`));
  }
  for (const question of [
    'Where is the upload queue persisted on disk?',
    'What does retryDelay do?',
    'Explain `Uploader`',
    '업로드 대기열을 디스크에 저장하는 코드는 어디야?',
    'RetryPolicy는 어디에 있어?',
    'How is this different from exponential jitter in websocket reconnect handling?',
  ]) {
    it(`stands alone: ${question}`, () => assert.equal(searchQuery(question, [before]), question));
  }

  it('looks back over questions that lean too, up to three', () => {
    assert.equal(searchQuery('Why?', [before, 'Who calls it?']), `Why?\nWho calls it?\n${before}`);
    assert.equal(searchQuery('Why?', ['a?', 'b?', 'c?', 'd?']), 'Why?\nd?\nc?\nb?');
  });

  it('has nothing to add to a first question', () => assert.equal(searchQuery('Why?', []), 'Why?'));
});

describe('the title of a session', () => {
  for (const [question, title] of [
    ['How does it work?', 'How does it work?'],
    ['  two\t words \nand a second line', 'two words'],
    ['', 'New chat'],
    [`${'word '.repeat(20)}`, `${'word '.repeat(11).trim()}…`],
    ['x'.repeat(80), `${'x'.repeat(59)}…`],
  ] as const) {
    it(`is "${title}"`, () => assert.equal(titleOf(question), title));
  }
});

describe('an answer from the code alone', () => {
  it('reads as its golden file', () => {
    const hits = [
      aHit({
        doc: 'The delay before the next try.\nDoubles up to 5 s.',
        reasons: ['defines `retryDelay`', 'matches "backoff" in its doc comment'],
        uses: [
          { path: 'src/upload.ts', line: 88, symbol: 'uploadChunk', text: 'await wait(retryDelay(n));' },
        ],
        usesTotal: 7,
      }),
      aHit({
        path: 'docs/retry.md',
        symbol: 'Retries',
        signature: '# Retries',
        kind: 'section',
        language: 'markdown',
        text: '# Retries\n\n```ts\nx\n```',
        startLine: 1,
      }),
      aHit({
        container: ['Uploader'],
        symbol: 'send',
        kind: 'method',
        startLine: 100,
        text: '  async send(): Promise<void> {\n    const a = 1;\n    retry(a);\n    const b = 2;\n    done(b);\n  }',
        signature: 'async send(): Promise<void>',
        highlightLines: [102, 104],
        freshness: 'unsaved',
      }),
      aHit({
        path: 'Makefile',
        symbol: undefined as never,
        kind: undefined as never,
        signature: undefined as never,
        text: 'retry:\n\techo',
        startLine: 3,
        language: 'makefile',
        reasons: [],
      }),
    ];
    checkGolden('answers/evidence.md', evidenceAnswer(someEvidence(hits)));
  });

  it('tells "nothing found" from "not indexed yet" and from "could not look"', () => {
    assert.match(evidenceAnswer(someEvidence([])), /Nothing in it matches the question\. Try/);
    const partial = someEvidence([], { coverage: { filesIndexed: 1200, filesTotal: 4212 } });
    assert.match(evidenceAnswer(partial), /So far 1,200 of 4,212 files are searched/);
    assert.match(
      evidenceAnswer(someEvidence([], { warnings: ['It is paused.'] })),
      /could not be searched: It is paused\./,
    );
  });

  it('fences text that holds a fence', () => {
    assert.match(evidenceAnswer(someEvidence([aHit({ text: 'a\n````\nb' })])), /\n`````typescript\n/);
  });
});

describe('the export of a session', () => {
  const session: Session = {
    id: 's1',
    title: 'How does the backoff work?',
    createdAt: Date.UTC(2026, 0, 2, 3, 4),
    changedAt: Date.UTC(2026, 0, 2, 3, 9),
    turnCount: 3,
    forkedFrom: null,
    turns: [
      aTurn({
        askedAt: Date.UTC(2026, 0, 2, 3, 4),
        reasoning: 'Look at it.',
        usage: { inputTokens: 1200, outputTokens: 80, isEstimated: true },
        citations: [
          { path: 'src/net/retry.ts', startLine: 41, endLine: 43, isChecked: true },
          { path: 'src/nowhere.ts', startLine: 1, endLine: 1, isChecked: false },
        ],
      }),
      aTurn({
        id: 't2',
        askedAt: Date.UTC(2026, 0, 2, 3, 6),
        question: 'Why?\nTell me more.',
        model: null,
        modelLabel: null,
        answer: 'Half',
        evidence: someEvidence(),
        state: 'stopped',
      }),
      aTurn({
        id: 't3',
        askedAt: Date.UTC(2026, 0, 2, 3, 8),
        answer: '',
        state: 'failed',
        failure: {
          kind: 'model-unreachable',
          message: 'Nothing answers at http://localhost:1.',
          hint: 'Start the server.',
        },
      }),
    ],
  };

  it('reads as its golden file', () => checkGolden('answers/session.md', sessionMarkdown(session)));

  it('is complete as JSON', () => {
    const { format, version, ...rest } = JSON.parse(sessionJson(session)) as Record<string, unknown>;
    assert.deepEqual([format, version], ['sightline-session', 1]);
    assert.deepEqual(sessionSchema.parse(rest), session);
  });
});
