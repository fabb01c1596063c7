import assert from 'node:assert/strict';
import type { ChangedFile, Commit } from '../../../src/engine/retrieval/commit.ts';
import { buildHistory, historyEvidence, mostFilesTold } from '../../../src/engine/retrieval/history.ts';
import { analyseQuery } from '../../../src/engine/retrieval/query.ts';
import { rank } from '../../../src/engine/retrieval/rank.ts';
import { buildSegment } from '../../../src/engine/retrieval/segmentBuilder.ts';
import { createView } from '../../../src/engine/retrieval/view.ts';
import { indexedFile } from '../evaluation/files.ts';

type Change = string | ChangedFile;

/** Commits, newest first, each a day older than the one before. */
function commits(...given: [string, Change[], string?][]): Commit[] {
  return given.map(([subject, files, body = ''], at) => ({
    hash: String(at).padStart(40, '0'),
    time: Date.UTC(2024, 2, 20 - at) / 1000,
    subject,
    body,
    files: files.map((file) => (typeof file === 'string' ? { path: file, change: 'modified' } : file)),
  }));
}

function evidence(question: string, all: readonly Commit[]) {
  return historyEvidence(buildHistory(all), analyseQuery(question));
}

function best(question: string, all: readonly Commit[]): string | undefined {
  return [...evidence(question, all)].sort(([, a], [, b]) => b.score - a.score)[0]?.[0];
}

const past = commits(
  ['Fix retry of failed uploads', ['src/queue.ts']],
  ['Keep colours of the editor', ['src/theme.ts']],
  ['Read settings once', ['src/settings.ts', 'src/theme.ts'], 'They were read for each keystroke.'],
);

describe('history', () => {
  it('tells of the file that a commit in these words changed, and says which commit', () => {
    const found = evidence('failed uploads are never retried', past);
    assert.equal(best('failed uploads are never retried', past), 'src/queue.ts');
    assert.equal(found.get('src/queue.ts')?.reason, "changed by 'Fix retry of failed uploads' (2024-03-20)");
    assert.equal(found.has('src/settings.ts'), false);
  });

  it('heeds the first line of the body', () => {
    assert.equal(best('slow at each keystroke', past), 'src/settings.ts');
  });

  it('tells nothing to a question that no commit has a word of, and of no commits', () => {
    assert.equal(evidence('xylophone', past).size, 0);
    assert.equal(evidence('retry', []).size, 0);
    assert.equal(evidence('', past).size, 0);
  });

  it('tells less of each file the more of them a commit changed, and of none where they are very many', () => {
    const score = (count: number): number => {
      const files = Array.from({ length: count }, (_, at) => `f${at}.ts`);
      return (
        evidence('retry uploads', commits(['Retry uploads', files], ['Other', ['x.ts']])).get('f0.ts')
          ?.score ?? 0
      );
    };
    assert.ok(score(1) > score(5) && score(5) > score(mostFilesTold));
    assert.equal(score(mostFilesTold + 1), 0);
  });

  it('tells less where even the best commit says little of the question', () => {
    const little = evidence('retry the parser when a colour of the grammar is missing', past);
    const all = evidence('fix retry of failed uploads', past);
    assert.ok((little.get('src/queue.ts')?.score ?? 0) < 0.3 * (all.get('src/queue.ts')?.score ?? 0));
    assert.equal(little.get('src/queue.ts')?.reason, null);
  });

  it('counts more for a question that asks for a change', () => {
    const score = (question: string): number => evidence(question, past).get('src/theme.ts')?.score ?? 0;
    assert.ok(score('Change colours of the editor') > 1.5 * score('changed colours of the editor'));
  });

  it('follows a file through its renames, also of a folder that moved as a whole', () => {
    const moved: ChangedFile[] = Array.from({ length: 200 }, (_, at) => ({
      path: `lib/f${at}.ts`,
      from: `src/f${at}.ts`,
      change: 'renamed',
    }));
    const all = commits(
      ['Rename it', [{ path: 'lib/new.ts', from: 'lib/f7.ts', change: 'renamed' }]],
      ['Move everything', moved],
      ['Retry uploads', ['src/f7.ts']],
    );
    assert.equal(best('retry of uploads', all), 'lib/new.ts');
  });

  it('hides no characters in a reason', () => {
    const subject = `Retry\u001b[2J \u202euploads${' and more'.repeat(20)}`;
    const reason = evidence('retry uploads', commits([subject, ['a.ts']])).get('a.ts')?.reason ?? '';
    assert.match(reason, /^changed by 'Retry \[2J uploads and more.*…' \(2024-03-20\)$/);
  });
});

describe('ranking with history', () => {
  const files = [
    indexedFile(
      'src/queue.ts',
      'export function push() {}\n\nexport function later() {\n  return wait;\n}\n',
    ),
    indexedFile('src/upload.ts', 'export function retryUpload() {\n  // retry of a failed upload\n}\n'),
    indexedFile('test/queue.test.ts', 'push();\n'),
  ];
  const view = createView([{ segment: buildSegment(files) }]);

  function ranked(question: string, all: readonly Commit[], rootName = '') {
    const query = analyseQuery(question);
    const told = new Map([[rootName, historyEvidence(buildHistory(all), query)]]);
    return rank(view, query, { depth: 10, evidence: told }).ranked;
  }

  it('finds a file that has no word of the question', () => {
    const all = commits(['Stop losing messages at midnight', ['src/queue.ts']]);
    assert.deepEqual(rank(view, analyseQuery('messages at midnight'), { depth: 10 }).ranked, []);
    assert.equal(ranked('messages at midnight', all)[0]?.path, 'src/queue.ts');
  });

  it('lifts a file against another that has the words, and keeps the order within it', () => {
    const others = Array.from({ length: 20 }, (_, at): [string, string[]] => [`Number ${at}`, ['other.ts']]);
    const all = commits(['Wait for messages that arrive at midnight', ['src/queue.ts']], ...others);
    const question = 'Make messages of a failed upload wait that arrive at midnight';
    const before = rank(view, analyseQuery(question), { depth: 10 }).ranked;
    assert.equal(before[0]?.path, 'src/upload.ts');
    const order = ranked(question, all);
    const gap = (list: typeof before): number => {
      const [queue, upload] = ['src/queue.ts', 'src/upload.ts'].map((file) =>
        list.find(({ path }) => path === file),
      );
      return (queue?.score ?? 0) / (upload?.score ?? 1);
    };
    assert.ok(gap(order) > 1.5 * gap(before), `${gap(before)} → ${gap(order)}`);
    const inFile = (list: typeof before) =>
      list.filter(({ path }) => path === 'src/queue.ts').map(({ startLine }) => startLine);
    assert.deepEqual(inFile(order), inFile(before));
  });

  it('does not lift tests over code, nor files of another root or that are gone', () => {
    const both = commits(['Messages at midnight', ['src/queue.ts', 'test/queue.test.ts', 'gone.ts']]);
    assert.deepEqual(
      ranked('messages at midnight', both).map(({ path }) => path),
      ['src/queue.ts', 'test/queue.test.ts'],
    );
    assert.deepEqual(ranked('messages at midnight', both, 'other'), []);
  });
});
