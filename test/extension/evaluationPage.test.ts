import assert from 'node:assert/strict';
import type { EvaluationReport } from '../../src/engine/evaluation/report.ts';
import { evaluationPage } from '../../src/extension/evaluationPage.ts';

const half = { mean: 0.5, low: 0.4, high: 0.6 };
const ranker = (name: string) => ({
  name,
  ndcg10: half,
  mrr10: half,
  recall1: half,
  recall5: half,
  recall10: half,
  overBaseline: { mean: -0.031, low: -0.06, high: 0.01 },
  linesInBudget: [{ tokens: 2000, recall: half }],
  latencyMs: { p50: 0.42, p95: 12.3 },
});
const report: EvaluationReport = {
  seed: 7,
  baseline: 'BM25F',
  tasks: [
    {
      kind: 'docs',
      questions: 1,
      files: 12,
      chunks: 340,
      notes: ['Searched: <the folder>.'],
      rankers: [ranker('Sightline'), ranker('BM25F')],
      misses: [
        {
          question: '<script>alert(1)</script>',
          expected: [{ path: 'src/"a".ts', startLine: 3 }],
          found: [{ path: 'b.ts' }],
          foundBy: 'BM25F',
        },
      ],
    },
    { kind: 'commits', questions: 0, files: 0, chunks: 0, notes: ['No history.'], rankers: [], misses: [] },
  ],
};
const page = evaluationPage({ report, nonce: 'n0nce', language: 'en' });

describe('the page of a measurement', () => {
  it('shows each measure as a chart that tells its numbers, and the rest as a table', () => {
    assert.equal(page.match(/<svg role="img" aria-label="[^"]*Sightline 50\.0, BM25F 50\.0"/g)?.length, 3);
    assert.match(page, /lines in 2k tokens/);
    assert.match(page, /−3\.1 \(−6\.0 to \+1\.0\)/);
    assert.match(page, /1 question, 12 files, 340 chunks/);
  });

  it('shows misses with places that can be clicked', () => {
    assert.match(page, /<a href="#" data-path="src\/&quot;a&quot;\.ts" data-line="3">/);
    assert.match(page, /data-path="b\.ts" data-line="1">b\.ts<\/a>/);
    assert.match(page, /Found by BM25F\./);
  });

  it('lets nothing of the repository be markup, and runs only its own script', () => {
    assert.match(page, /&lt;script&gt;alert\(1\)/);
    assert.equal(page.match(/<script/g)?.length, 1);
    assert.match(page, /<script nonce="n0nce">/);
    assert.match(page, /default-src 'none'; style-src 'nonce-n0nce'; script-src 'nonce-n0nce'/);
    assert.doesNotMatch(page, / style="/);
  });

  it('says why there is nothing to show for a kind of question', () => {
    assert.match(page, /Commit subject → changed files<\/h2>\s*<p class="quiet">0 questions.*No history\./);
  });
});
