import assert from 'node:assert/strict';
import type { EvaluateRequest } from '../../src/compose.ts';
import { EngineError } from '../../src/engine/errors.ts';
import type { EvaluationReport, RankerReport, TaskReport } from '../../src/engine/evaluation/report.ts';
import { makeTree } from '../files/tree.ts';
import { runCommand } from './fakeProgram.ts';

const exactly = (mean: number) => ({ mean, low: mean - 0.05, high: mean + 0.05 });

function ranker(name: string, mrr10: number, over: number): RankerReport {
  return {
    name,
    ndcg10: exactly(mrr10),
    mrr10: exactly(mrr10),
    recall1: exactly(0.25),
    recall5: exactly(0.5),
    recall10: exactly(0.75),
    overBaseline: exactly(over),
    linesInBudget: [{ tokens: 1000, recall: exactly(0.4) }],
    latencyMs: { p50: 1.25, p95: 20 },
  };
}

const task: TaskReport = {
  kind: 'commits',
  questions: 1200,
  files: 10,
  chunks: 100,
  notes: ['Searched: a tree.'],
  rankers: [ranker('Sightline', 0.55, 0.1), ranker('BM25F', 0.45, 0)],
  misses: [
    {
      question: 'why \u001b[2J',
      origin: 'abc of 2024-01-01',
      expected: [{ path: 'a.ts' }],
      found: [{ path: 'b.ts', startLine: 3, endLine: 4 }],
      foundBy: 'BM25F',
    },
  ],
};

function run(line: readonly string[], tasks: readonly TaskReport[] = [task]) {
  const asked: { directory: string; request: EvaluateRequest }[] = [];
  const evaluateFolder = async (directory: string, request: EvaluateRequest): Promise<EvaluationReport> => {
    asked.push({ directory, request });
    return { seed: request.seed, baseline: 'BM25F', tasks: [...tasks] };
  };
  return runCommand(['eval', ...line], { parts: { evaluateFolder } }).then((done) => ({
    ...done,
    asked: asked[0],
  }));
}

describe('eval', () => {
  it('asks of commits and doc comments, 200 each, unless told otherwise', async () => {
    const { asked, code } = await run([]);
    assert.equal(code, 0);
    assert.deepEqual(
      [asked?.request.kinds, asked?.request.limit, asked?.request.seed],
      [['commits', 'docs'], 200, 1],
    );
    const other = (await run(['--task', 'tests', '--limit', '7', '--seed', '3'])).asked?.request;
    assert.deepEqual([other?.kinds, other?.limit, other?.seed], [['tests'], 7, 3]);
  });

  it('prints quality, intervals, differences, budgets, and misses that cannot speak to the terminal', async () => {
    const { out } = await run([]);
    assert.match(out, /^Commit subject → changed files {2}1,200 questions, 10 files, 100 chunks$/m);
    assert.match(
      out,
      /^ {2}Sightline +55\.0 \(50–60\) +55\.0 \(50–60\) +\+10\.0 \(\+5\.0 to \+15\.0\) +25\.0 +50\.0 +75\.0 +1\.3 +20$/m,
    );
    assert.match(out, /^ {2}BM25F +45\.0 \(40–50\) +45\.0 \(40–50\) +25\.0/m);
    assert.match(out, /^ {2}needed lines within +1k tokens$/m);
    assert.match(
      out,
      /- why \ufffd\[2J \(abc of 2024-01-01\)\n {4}expected: a\.ts\n {4}came first: b\.ts:3; found by BM25F/,
    );
    assert.match(out, /95 % intervals .* Seed 1\.$/m);
  });

  it('prints one JSON value, or Markdown tables', async () => {
    const { out } = await run(['--json']);
    assert.deepEqual(JSON.parse(out), { seed: 1, baseline: 'BM25F', tasks: [task] });
    const markdown = (await run(['--markdown'])).out;
    assert.match(markdown, /^# Retrieval, measured\n\n## Commit subject/);
    assert.match(markdown, /^\| Sightline \| 55\.0 \(50–60\) \|/m);
  });

  it('ends with 1 where nothing could be asked', async () => {
    const { code, err } = await run([], [{ ...task, questions: 0, rankers: [], misses: [] }]);
    assert.equal(code, 1);
    assert.match(err, /No questions could be made of this folder\.\n$/);
  });

  it('ends with 1 and says so without history', async () => {
    const evaluateFolder = () => {
      throw new EngineError('history-missing', 'There is no Git history to ask about in /x.', {
        hint: 'Name one.',
      });
    };
    const { code, err } = await runCommand(['eval'], { parts: { evaluateFolder } });
    assert.deepEqual([code, err], [1, 'sightline: There is no Git history to ask about in /x.\nName one.\n']);
  });

  it('takes a file of questions, and ends with 2 where there is none', async () => {
    await using tree = makeTree({ 'q.jsonl': '{}\n' });
    const file = tree.at('q.jsonl');
    const { asked } = await run(['--task', file]);
    assert.deepEqual([asked?.request.file, asked?.request.kinds], [{ name: file, text: '{}\n' }, []]);
    const { code, err } = await run(['--task', 'comits']);
    assert.equal(code, 2);
    assert.match(err, /no kind of question and no file named "comits"/);
  });

  const wrong: [string[], RegExp][] = [
    [['--json', '--markdown'], /exclude each other/],
    [['--limit', '0'], /at least 1/],
    [['--workspace', '.', '--workspace', '/'], /takes one folder/],
  ];
  for (const [line, words] of wrong) {
    it(`ends with 2 on ${line.join(' ')}`, async () => {
      const { code, err } = await run(line);
      assert.equal(code, 2);
      assert.match(err, words);
    });
  }
});
