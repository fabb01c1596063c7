import assert from 'node:assert/strict';
import type { IndexStatus } from '../../src/engine/retrieval/status.ts';
import { errorKinds } from '../../src/engine/errors.ts';
import { endingOf } from '../../src/webview/chat/ending.ts';
import { foundWords, progressWords } from '../../src/webview/chat/indexWords.ts';
import { turn } from './fixtures.ts';

function labels(...args: Parameters<typeof endingOf>): readonly string[] | undefined {
  return endingOf(...args)?.remedies.map(({ label }) => label);
}

describe('an answer that did not end well', () => {
  it('offers something to do for every kind of failure', () => {
    for (const kind of [...errorKinds, 'bug'] as const) {
      const failed = turn('a', { state: 'failed', failure: { kind, message: 'It failed.' } });
      assert.ok((labels(failed)?.length ?? 0) > 0, kind);
    }
  });

  it('keeps a half answer and offers to go on first', () => {
    const failure = { kind: 'model-cut', message: 'The connection was cut.' } as const;
    const cut = turn('a', { state: 'failed', answer: 'It doub', model: 'm', failure });
    assert.deepEqual(labels(cut), ['Continue', 'Try Again']);
    assert.equal(endingOf(cut)?.hint, 'What had arrived was kept.');
  });

  it('is no error where the person stopped it', () => {
    assert.equal(endingOf(turn('a', { state: 'stopped' }))?.severity, 'info');
    assert.deepEqual(labels(turn('a', { state: 'stopped' })), ['Try Again']);
  });

  it('says that a question outlived its process', () => {
    assert.match(endingOf(turn('a', { state: 'interrupted' }))?.text ?? '', /question was kept/);
  });

  it('is silent about one that simply ended', () => {
    assert.equal(endingOf(turn('a')), null);
    assert.deepEqual(labels(turn('a', { answer: 'x', model: 'm', endReason: 'length' })), ['Continue']);
  });
});

describe('the index in words', () => {
  const status: IndexStatus = {
    state: 'ready',
    phase: 'idle',
    isPaused: false,
    role: 'writer',
    filesIndexed: 4212,
    filesTotal: 4212,
    filesParsed: 0,
    chunks: 0,
    generation: 1,
    skipped: {},
    languages: { typescript: 3000, go: 900, css: 312 },
    indexBytes: 0,
    warnings: [],
  };

  it('says what was found, and which languages make the most of it', () => {
    assert.equal(foundWords(status), '4,212 files, mostly TypeScript and Go');
    assert.equal(foundWords({ ...status, filesIndexed: 1, languages: { rust: 1 } }), '1 file, mostly Rust');
    assert.equal(foundWords({ ...status, filesIndexed: 0 }), 'No files to index in this folder.');
  });

  it('says how far it is, and that a question can be asked already', () => {
    assert.equal(
      progressWords({ ...status, filesIndexed: 1204 }),
      'Indexing: 1,204 of 4,212 files. You can ask already.',
    );
    assert.equal(progressWords({ ...status, filesTotal: 0 }), 'Looking for files…');
  });
});
