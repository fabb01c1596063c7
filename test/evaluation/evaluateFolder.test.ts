import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { EngineError } from '../../src/engine/errors.ts';
import {
  evaluateFolder,
  ownName,
  withoutHistoryName,
  type EvaluateFolderOptions,
} from '../../src/evaluation/evaluateFolder.ts';
import { mineCommits } from '../../src/evaluation/minedCommits.ts';
import { makeTree, type Tree } from '../files/tree.ts';

const subjects = [
  'Be patient before trying anew',
  'Send smaller pieces every time',
  'Show megabytes instead of kilobytes',
  'Lose passwords when people leave',
];

/** Five old commits, then four questions: of their words the code says nothing before them, and all of them after. */
function repository(): Tree {
  const tree = makeTree();
  tree.git('init', '-q', '-b', 'main');
  const commit = (message: string): void => {
    tree.git('add', '-A');
    tree.git('commit', '-q', '-m', message);
  };
  const file = (name: string, version: number): Record<string, string> => ({
    [`src/${name}.ts`]: `/** Does the ${name} of things, carefully. */\nexport function ${name}Thing() {\n  start();\n  return ${version};\n}\n`,
  });
  const names = ['retry', 'upload', 'count', 'forget'];
  tree.write(Object.assign({}, ...names.map((name) => file(name, 0))) as Record<string, string>);
  tree.write({ 'test/retry.test.ts': 'retryThing();\n' });
  commit('Begin with all of it');
  for (let version = 1; version < 5; version++) {
    tree.write({ 'notes.md': `version ${version}\n` });
    commit(`Write down note number ${version}`);
  }
  names.forEach((name, at) => {
    tree.write({ ...file('retry', at + 10), ...file(name, 9) });
    tree.write({
      [`src/${name}.ts`]: `// ${subjects[at] ?? ''}\n${fs.readFileSync(tree.at(`src/${name}.ts`), 'utf8')}`,
    });
    commit(`${subjects[at] ?? ''} (#${at + 1})`);
  });
  return tree;
}

const options: Omit<EvaluateFolderOptions, 'kinds'> = {
  limit: 50,
  seed: 1,
  now: () => 0,
  vectors: null,
  signal: new AbortController().signal,
  onStep: () => undefined,
  onProgress: () => undefined,
  parser: { outline: async () => null },
};

describe('evaluating a folder', () => {
  it('asks commits of the tree before them, and history is strictly older', async () => {
    await using tree = repository();
    const mined = await mineCommits(tree.directory, 4, options.signal);
    const asked = new Set(mined.newer.map(({ hash }) => hash));
    assert.ok(mined.older.every(({ hash }) => !asked.has(hash)));
    assert.ok(!mined.older.some(({ subject }) => subjects.some((words) => subject.includes(words))));
    const { tasks } = await evaluateFolder(tree.directory, { ...options, kinds: ['commits', 'cochange'] });
    const [commits, cochange] = tasks;
    assert.equal(commits?.questions, 4);
    assert.match(
      commits.notes[0] ?? '',
      new RegExp(`Searched: the files of commit ${mined.cut.slice(0, 10)}\\.`),
    );
    const found = (name: string) => commits.rankers.find((ranker) => ranker.name === name)?.recall10.mean;
    // The words of a question are in the code that its commit wrote, and in its subject: neither may be searched.
    assert.equal(found('raw BM25'), 0);
    assert.equal(found(ownName), found(withoutHistoryName));
    // Three of the four changed two files.
    assert.equal(cochange?.questions, 3);
  });

  it('asks doc comments and tests of the folder as it is', async () => {
    await using tree = repository();
    const { tasks } = await evaluateFolder(tree.directory, { ...options, kinds: ['docs', 'tests'] });
    const [docs, tests] = tasks;
    assert.deepEqual([docs?.questions, tests?.questions], [4, 1]);
    // With the comments gone, only the names are left to find them by.
    assert.equal(docs?.rankers[0]?.recall10.mean, 1);
    assert.equal(tests?.rankers[0]?.mrr10.mean, 1);
  });

  it('asks what a file says, and tells of places that are not there', async () => {
    await using tree = repository();
    const text =
      '{"question": "retryThing", "expected": [{"path": "src/retry.ts", "startLine": 2, "endLine": 5}]}\n' +
      '{"question": "nothing", "expected": [{"path": "src/none.ts"}]}\n';
    const { tasks } = await evaluateFolder(tree.directory, {
      ...options,
      kinds: [],
      file: { name: 'q', text },
    });
    const [own] = tasks[0]?.rankers ?? [];
    assert.equal(own?.recall1.mean, 0.5);
    assert.equal(own.linesInBudget[0]?.recall.mean, 1);
    assert.match(tasks[0]?.notes.join() ?? '', /not among the files: src\/none\.ts/);
    assert.equal(tasks[0]?.misses[0]?.question, 'nothing');
  });

  it('gives the same report for the same seed', async () => {
    await using tree = repository();
    const run = () => evaluateFolder(tree.directory, { ...options, kinds: ['commits', 'docs'], limit: 2 });
    assert.deepEqual(await run(), await run());
  });

  it('says so where there is no history to ask about', async () => {
    await using tree = makeTree({ 'a.ts': 'a\n' });
    const run = evaluateFolder(tree.directory, { ...options, kinds: ['commits'] });
    await assert.rejects(run, (error: EngineError) => {
      return error.kind === 'history-missing' && /no Git history/.test(error.message);
    });
  });

  it('ends when it is stopped', async () => {
    await using tree = repository();
    const signal = AbortSignal.abort(new Error('enough'));
    await assert.rejects(evaluateFolder(tree.directory, { ...options, kinds: ['docs'], signal }), /enough/);
  });
});
