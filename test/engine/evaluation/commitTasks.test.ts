import assert from 'node:assert/strict';
import { cochangeTasks, commitTasks, questionOf } from '../../../src/engine/evaluation/commitTasks.ts';
import type { ChangedFile, Commit } from '../../../src/engine/retrieval/commit.ts';

const modified = (...paths: string[]): ChangedFile[] => paths.map((path) => ({ path, change: 'modified' }));

let count = 0;
function commit(subject: string, files: readonly ChangedFile[]): Commit {
  const hash = (++count).toString(16).padStart(40, '0');
  return { hash, time: 1_700_000_000 + count, subject, body: '', files };
}

const paths = new Set([
  'src/a.ts',
  'src/b.ts',
  'src/c.ts',
  'src/d.ts',
  'src/e.ts',
  'src/f.ts',
  'test/a.test.ts',
]);
const none = { paths, older: [] };

describe('the question of a commit', () => {
  const cases: [string, string | null][] = [
    ['fix(core)!: keep the order of retries (#123)', 'keep the order of retries'],
    ['Fix: handle empty upload queues', 'handle empty upload queues'],
    ['promql: keep the order of retries', 'promql: keep the order of retries'],
    ['Keep the order of retries, fixes #12', 'Keep the order of retries'],
    ['See https://example.com/1 for why retries keep order', 'See for why retries keep order'],
    ['Fix typo in upload docs', null],
    ["Merge branch 'main' into uploads", null],
    ['Bump lodash from 1.0 to 2.0', null],
    ['Release version 2.0 of everything', null],
    ['v2.0.1 of the whole thing', null],
    ['Revert "keep the order of retries"', null],
    ['chore: update dependencies of the server', null],
    ['Fix it', null],
  ];
  for (const [subject, question] of cases) {
    it(`${question === null ? 'is none' : 'has its words alone'} in "${subject}"`, () => {
      assert.equal(questionOf(subject), question);
    });
  }
});

describe('tasks of commits', () => {
  it('ask for the code that was changed, not for its tests, docs or data', () => {
    const files = modified(
      'src/a.ts',
      'test/a.test.ts',
      'README.md',
      'package.json',
      '.gitignore',
      'app.csproj',
    );
    const [task] = commitTasks([commit('Keep the order of retries', files)], none);
    assert.deepEqual(task?.expected, [{ path: 'src/a.ts' }]);
  });

  it('ask by the name that a file had in the tree that is searched', () => {
    const files: ChangedFile[] = [{ path: 'src/new.ts', from: 'src/a.ts', change: 'renamed' }];
    const [task] = commitTasks([commit('Move the order of retries', files)], none);
    assert.deepEqual(task?.expected, [{ path: 'src/a.ts' }]);
  });

  it('ask nothing of files that the tree does not have, of new ones, and of more than five', () => {
    const changes = [
      modified('src/gone.ts'),
      [{ path: 'src/a.ts', change: 'added' } as const],
      modified('src/a.ts', 'src/b.ts', 'src/c.ts', 'src/d.ts', 'src/e.ts', 'src/f.ts'),
    ];
    const commits = changes.map((files, at) =>
      commit(`Keep the order of retries ${'x'.repeat(at + 2)}`, files),
    );
    assert.deepEqual(commitTasks(commits, none), []);
  });

  it('ask each question once', () => {
    const twice = [1, 2].map(() => commit('Keep the order of retries', modified('src/a.ts')));
    assert.equal(commitTasks(twice, none).length, 1);
  });

  it('leave out what an older commit says in the same words: history would hold the answer', () => {
    const asked = [commit('Keep the order of retries (#7)', modified('src/a.ts'))];
    const older = [commit('fix: keep the order of retries', modified('src/a.ts'))];
    assert.equal(commitTasks(asked, none).length, 1);
    assert.equal(commitTasks(asked, { paths, older }).length, 0);
  });
});

describe('tasks of files that change together', () => {
  const namesOf = (path: string): string[] => [`nameIn${path.at(-4)}`];

  it('ask with one file and its names for the others, and do not count the one', () => {
    const commits = [commit('Keep the order of retries', modified('src/a.ts', 'src/b.ts', 'test/a.test.ts'))];
    const [task] = cochangeTasks(commits, { ...none, namesOf, seed: 1 });
    const asked = task?.except?.[0] ?? '';
    const other = asked === 'src/a.ts' ? 'src/b.ts' : 'src/a.ts';
    assert.equal(task?.question, `${asked} nameIn${asked.at(-4)}`);
    assert.deepEqual(task.expected, [{ path: other }]);
  });

  it('ask the same for the same seed, and something else for another', () => {
    const commits = Array.from({ length: 20 }, () =>
      commit('Keep the order', modified('src/a.ts', 'src/b.ts', 'src/c.ts')),
    );
    const ask = (seed: number): string[] =>
      cochangeTasks(commits, { ...none, namesOf, seed }).map(({ question }) => question);
    assert.deepEqual(ask(1), ask(1));
    assert.ok([2, 3, 4, 5].some((seed) => ask(seed).join() !== ask(1).join()));
  });
});
