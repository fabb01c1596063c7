import assert from 'node:assert/strict';
import { evidenceOfHistory } from '../../../src/engine/retrieval/changedTogether.ts';
import type { Commit } from '../../../src/engine/retrieval/commit.ts';
import { buildHistory } from '../../../src/engine/retrieval/history.ts';
import { analyseQuery } from '../../../src/engine/retrieval/query.ts';

/** Commits in words that no question here has. */
function commits(...files: string[][]): Commit[] {
  return files.map((paths, at) => ({
    hash: String(at).padStart(40, '0'),
    time: 1_700_000_000 - at,
    subject: 'Unrelated words',
    body: '',
    files: paths.map((path) => ({ path, change: 'modified' })),
  }));
}

function told(question: string, all: readonly Commit[]): [string, string | null][] {
  const found = [...evidenceOfHistory(buildHistory(all), analyseQuery(question))];
  return found.sort(([, a], [, b]) => b.score - a.score).map(([path, { reason }]) => [path, reason]);
}

const past = commits(
  ['src/retry.ts', 'src/upload.ts'],
  ['src/retry.ts', 'src/upload.ts'],
  ['src/retry.ts', 'src/upload.ts', 'src/queue.ts'],
  ['src/retry.ts', 'src/queue.ts', 'src/once.ts'],
  ['src/theme.ts'],
);

describe('files that changed together', () => {
  it('are told of a file that the question names, those that did so most often first', () => {
    assert.deepEqual(told('what belongs to src/retry.ts', past), [
      ['src/upload.ts', 'changed together with src/retry.ts in 3 commits'],
      ['src/queue.ts', 'changed together with src/retry.ts in 2 commits'],
    ]);
  });

  it('are not told where no file is named, a line is, or the name fits many', () => {
    assert.deepEqual(told('what belongs to retrying', past), []);
    assert.deepEqual(told('Error at src/retry.ts:12:3', past), []);
    const many = commits(...['a', 'b', 'c', 'd'].map((name) => [`${name}/index.ts`, 'x.ts']));
    assert.deepEqual(told('what belongs to index.ts', [...many, ...many]), []);
  });

  it('count less the more files their commits changed', () => {
    const wide = Array.from({ length: 20 }, (_, at) => `wide${at}.ts`);
    const all = commits(['a.ts', 'near.ts'], ['a.ts', 'near.ts'], ['a.ts', ...wide], ['a.ts', ...wide]);
    assert.equal(told('what belongs to a.ts', all)[0]?.[0], 'near.ts');
  });

  it('add to what commits in the words of the question tell, with the reason that tells more', () => {
    const said = commits(['src/queue.ts']).map((each) => ({ ...each, subject: 'Belongs to things' }));
    const score = (all: readonly Commit[]): number =>
      evidenceOfHistory(buildHistory(all), analyseQuery('what belongs to src/retry.ts')).get('src/queue.ts')
        ?.score ?? 0;
    const alone = score([...said, ...commits(['x.ts'], ['x.ts'], ['x.ts'], ['x.ts'], ['x.ts'])]);
    assert.ok(alone > 0);
    assert.ok(score([...said, ...past]) > Math.max(alone, score(past)));
  });
});
