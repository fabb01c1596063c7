import assert from 'node:assert/strict';
import type { Found, Ranker } from '../../../src/engine/evaluation/ranker.ts';
import { shuffleKey, type Task } from '../../../src/engine/evaluation/task.ts';
import { tune, type TuneReport } from '../../../src/engine/evaluation/tune.ts';
import { defaultWeights, type RankWeights } from '../../../src/engine/retrieval/weights.ts';

const seed = 3;
const right: Found = { path: 'right.ts', startLine: 1, endLine: 9, text: '' };
const wrong: Found = { path: 'wrong.ts', startLine: 1, endLine: 9, text: '' };

function tasks(count: number): Task[] {
  return Array.from({ length: count }, (_, at) => ({
    question: `question ${at}`,
    expected: [{ path: 'right.ts' }],
  }));
}

/** The right file comes first where this says so, else second. */
function run(
  isFirst: (question: string, weights: RankWeights) => boolean,
  count = 120,
): Promise<TuneReport | null> {
  const rankerOf = (weights: RankWeights): Ranker => ({
    name: 'ours',
    rank: (question) => (isFirst(question, weights) ? [right, wrong] : [wrong, right]),
  });
  return tune([{ kind: 'commits', tasks: tasks(count), rankerOf }], { seed, between: async () => undefined });
}

const isFitted = (question: string): boolean => shuffleKey(question, seed + 1) % 2 === 0;

describe('weights fitted to a repository', () => {
  it('change where that finds more, and the gain is told on the other half', async () => {
    const report = await run((_, { docs }) => docs > 0.9);
    assert.deepEqual(report?.changed, [{ name: 'docs', from: 0.7, to: 1 }]);
    const [kind] = report.kinds;
    assert.deepEqual([kind?.before.mean, kind?.after.mean, report.isBetter], [0.5, 1, true]);
    assert.equal((kind?.fittedOn ?? 0) + (kind?.reportedOn ?? 0), 120);
  });

  it('stay as they are where nothing finds more', async () => {
    const report = await run(() => true);
    assert.deepEqual([report?.changed, report?.weights, report?.isBetter], [[], defaultWeights, false]);
  });

  it('are not called better where the other half finds less', async () => {
    const report = await run((question, { symbol }) => (isFitted(question) ? symbol > 1.5 : symbol < 1.5));
    assert.deepEqual(report?.changed, [{ name: 'symbol', from: 1.2, to: 1.8 }]);
    assert.equal(report.isBetter, false);
  });

  it('do not follow a single answer', async () => {
    const report = await run((question, { path }) => question !== 'question 7' || path > 0.6);
    assert.deepEqual(report?.changed, []);
  });

  it('are not fitted on a handful of questions', async () => assert.equal(await run(() => false, 30), null));

  it('stop at once where nobody waits any more', async () => {
    const rankerOf = (): Ranker => ({ name: 'ours', rank: () => [] });
    const between = () => Promise.reject(new Error('stopped'));
    await assert.rejects(tune([{ kind: 'docs', tasks: tasks(100), rankerOf }], { seed, between }), /stopped/);
  });
});
