import assert from 'node:assert/strict';
import { budgets, evaluate, judge, linesWithin } from '../../../src/engine/evaluation/evaluate.ts';
import { grepRanker, keywordsOf } from '../../../src/engine/evaluation/grepRanker.ts';
import {
  documentsOf,
  ownRankers,
  plainBm25f,
  rawBm25,
  type Found,
  type Ranker,
} from '../../../src/engine/evaluation/ranker.ts';
import { repoMap } from '../../../src/engine/evaluation/repoMap.ts';
import { evaluationReportSchema, reportOf } from '../../../src/engine/evaluation/report.ts';
import { estimateTokens } from '../../../src/engine/tokens.ts';
import { indexedFile } from './files.ts';

const found = (path: string, startLine = 1, endLine = startLine): Found => ({
  path,
  startLine,
  endLine,
  text: 'x '.repeat(100),
});

describe('judging', () => {
  it('counts a file once, wherever in it was found', () => {
    const { quality, first } = judge([found('x'), found('x', 9), found('a')], {
      question: '',
      expected: [{ path: 'a' }],
    });
    assert.equal(quality.mrr10, 1 / 2);
    assert.deepEqual(
      first.map(({ path }) => path),
      ['x', 'a'],
    );
  });

  it('counts places by their lines, and each expected one by itself', () => {
    const task = {
      question: '',
      expected: [
        { path: 'a', startLine: 1, endLine: 3 },
        { path: 'a', startLine: 20, endLine: 30 },
      ],
    };
    const { quality } = judge([found('a', 10), found('a', 3, 5), found('a', 20)], task);
    assert.deepEqual([quality.mrr10, quality.recall1, quality.recall5], [1 / 2, 0, 1]);
    assert.equal(judge([found('a', 10)], task).quality.recall10, 0);
  });

  it('tells the lines that fit a budget: whole places in order, what is too long passed over', () => {
    const expected = [{ path: 'a', startLine: 1, endLine: 10 }];
    const tokens = estimateTokens(found('a').text);
    const ranked = [found('b'), { ...found('a', 6, 10), text: 'x '.repeat(400) }, found('a', 1, 5)];
    assert.equal(linesWithin(ranked, expected, tokens - 1), 0);
    assert.equal(linesWithin(ranked, expected, tokens * 2), 0.5);
    assert.equal(linesWithin(ranked, expected, tokens * 10), 1);
  });
});

describe('an evaluation', () => {
  const right: Ranker = { name: 'right', rank: () => [found('b', 1), found('a', 1)] };
  const wrong: Ranker = { name: 'BM25F', rank: () => [found('c'), found('d')] };
  const tasks = [
    { question: 'one', expected: [{ path: 'a' }], except: ['b'] },
    { question: 'two', expected: [{ path: 'a' }, { path: 'z' }], origin: 'here' },
  ];

  async function report() {
    let clock = 0;
    const rankers = [right, wrong];
    const results = await evaluate(tasks, rankers, { now: () => (clock += 5) });
    return reportOf({
      kind: 'file',
      tasks,
      files: 4,
      chunks: 4,
      notes: [],
      rankers: rankers.map(({ name }, at) => ({ name, results: results[at] ?? [] })),
      own: 'BM25F',
      seed: 1,
    });
  }

  it('tells what is right by hand for two questions', async () => {
    const { rankers, questions } = await report();
    const [first, second] = rankers;
    assert.equal(questions, 2);
    // One: b does not count, a is first. Two: a is second of two expected.
    assert.equal(first?.mrr10.mean, (1 + 1 / 2) / 2);
    assert.equal(first.recall10.mean, (1 + 1 / 2) / 2);
    assert.equal(first.recall1.mean, 1 / 2);
    const gain = 1 / Math.log2(3);
    assert.equal(first.ndcg10.mean, (1 + gain / (1 + gain)) / 2);
    assert.equal(first.overBaseline.mean, first.mrr10.mean);
    assert.deepEqual([second?.mrr10.mean, second?.overBaseline], [0, { mean: 0, low: 0, high: 0 }]);
    assert.deepEqual(first.latencyMs, { p50: 5, p95: 5 });
    assert.deepEqual(first.linesInBudget, []);
  });

  it('shows the misses that another ranker found, with what came first', async () => {
    const { misses } = await report();
    assert.deepEqual(misses[0], {
      question: 'one',
      expected: [{ path: 'a' }],
      found: [
        { path: 'c', startLine: 1, endLine: 1 },
        { path: 'd', startLine: 1, endLine: 1 },
      ],
      foundBy: 'right',
    });
    assert.equal(misses[1]?.origin, 'here');
  });

  it('is of the form that its schema promises', async () => {
    const whole = { seed: 1, baseline: 'BM25F', tasks: [await report()] };
    assert.deepEqual(evaluationReportSchema.parse(whole), whole);
  });

  it('tells lines within budgets where all lines are known', async () => {
    const known = [{ question: 'one', expected: [{ path: 'a', startLine: 1, endLine: 1 }] }];
    const [[result] = []] = await evaluate(known, [right], { now: () => 0 });
    assert.deepEqual(
      result?.linesInBudget,
      budgets.map(() => 1),
    );
  });
});

describe('the rankers beside ours', () => {
  const files = [
    indexedFile('src/retry.ts', 'export function retryDelay() {\n  return attempt * 2;\n}\n'),
    indexedFile(
      'src/upload.ts',
      'import { retryDelay } from "./retry";\nexport const u = retryDelay() + retryDelay();\n',
    ),
    indexedFile('docs/notes.md', '# Notes\nattempt attempt attempt\n'),
  ];
  const paths = (ranker: Ranker, question: string): string[] => [
    ...new Set(ranker.rank(question).map(({ path }) => path)),
  ];

  it('are raw BM25 and BM25F over chunks, the second heeding names and paths', () => {
    const documents = documentsOf(files);
    assert.equal(paths(rawBm25(documents), 'attempt')[0], 'docs/notes.md');
    assert.equal(paths(plainBm25f(documents), 'retry delay')[0], 'src/retry.ts');
  });

  it('are a search for single words: files with the most different ones, then the most often', () => {
    const ranker = grepRanker(files);
    assert.deepEqual(paths(ranker, 'What is the delay of an attempt?'), [
      'src/retry.ts',
      'docs/notes.md',
      'src/upload.ts',
    ]);
    assert.deepEqual(ranker.rank('nothing of this'), []);
    assert.deepEqual(keywordsOf('What is the retry_delay of an x?'), ['retry_delay']);
  });

  it('are a repo map: what files that use the named things point to comes first', () => {
    assert.equal(paths(repoMap(files), 'retryDelay')[0], 'src/retry.ts');
    assert.equal(repoMap(files).rank('retryDelay')[0]?.startLine, 1);
    assert.equal(repoMap([]).rank('x').length, 0);
  });

  it('and ours is the ranking of a search', () => {
    const [ours] = ownRankers(files, [{ name: 'ours', vectors: null }]);
    assert.ok(ours !== undefined);
    assert.equal(paths(ours, 'retryDelay')[0], 'src/retry.ts');
  });
});
