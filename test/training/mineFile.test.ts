import assert from 'node:assert/strict';
import { chunksOf, mineChunks } from '../../src/training/mineFile.ts';
import { mineNotes } from '../../src/training/mineNotes.ts';
import { minePatch } from '../../src/training/minePatch.ts';
import { parsePair, printPair, type Pair } from '../../src/training/pair.ts';

function mine(path: string, text: string): Pair[] {
  return mineChunks(chunksOf(path, text));
}

const script = `
/**
 * Close every connection that was idle for too long.
 */
export function sweepIdle(pool, limit) {
  for (const socket of pool.sockets) {
    const idle = clock.now() - socket.lastUse;

    // Busy sockets keep their place in the list.
    if (socket.isBusy) continue;
    if (idle > limit) socket.destroy();
  }
  return pool.sockets.length;
}
`;

describe('mining pairs from a file', () => {
  it('pairs the first sentence of a doc comment with the function below it, without the comment', () => {
    const [pair] = mine('src/net/pool.js', script).filter(({ kind }) => kind === 'doc');
    assert.ok(pair !== undefined);
    assert.ok(pair.question.includes('connect'));
    assert.ok(pair.body.has('socket') && !pair.body.has('connect'));
    assert.ok(pair.path.includes('net'));
  });

  it('keeps the name apart from the body', () => {
    const [pair] = mine('src/net/pool.js', script).filter(({ kind }) => kind === 'doc');
    assert.deepEqual(pair?.name, ['sweepidl', 'sweep', 'idl']);
    assert.equal(pair?.body.has('sweepidl'), false);
  });

  it('pairs a comment inside a function with the lines that follow it', () => {
    const [pair] = mine('src/net/pool.js', script).filter(({ kind }) => kind === 'comment');
    assert.ok(pair?.question.includes('busy'));
    assert.ok(pair?.body.has('destroy') && !pair.body.has('clock'));
  });

  it('takes no docstring into the body', () => {
    const text = [
      'def sweep(pool):',
      '    """Close every connection that was idle for too long."""',
      '    for socket in pool.sockets:',
      '        socket.close()',
      '    return len(pool.sockets)',
      '',
    ].join('\n');
    const [pair] = mine('net/pool.py', text);
    assert.ok(pair?.question.includes('connect'));
    assert.equal(pair?.body.has('connect'), false);
  });

  it('leaves licences, work left to do and other languages alone', () => {
    for (const doc of [
      'Licensed under the terms of the MIT license.',
      'TODO close the sockets later',
      '닫힌 연결을 모두 지운다',
    ]) {
      const pairs = mine('a.js', script.replace('Close every connection that was idle for too long.', doc));
      assert.deepEqual(
        pairs.filter(({ kind }) => kind === 'doc'),
        [],
      );
    }
  });

  it('reads back what it prints', () => {
    for (const pair of mine('src/net/pool.js', script)) assert.deepEqual(parsePair(printPair(pair)), pair);
  });
});

describe('mining pairs from what documents and patches say', () => {
  it('pairs the title of a patch with the largest change to each file, named by what it lies in', () => {
    const patch = [
      'From: A. Person <a@example.org>',
      'Subject: [PATCH] http: Refuse headers without a colon (#12)',
      '',
      '--- a/src/http.c',
      '+++ b/src/http.c',
      '@@ -10,4 +10,5 @@ parse_header(char *line)',
      ' char *colon = strchr(line, 58);',
      '+if (colon == NULL) return HTTP_MALFORMED;',
      ' return store(line, colon);',
      '',
    ].join('\n');
    const [pair] = minePatch(patch);
    assert.equal(pair?.kind, 'change');
    assert.ok(pair?.question.includes('refus') && pair.name.includes('header'));
    assert.ok(pair?.body.has('malform') && pair.path.includes('http'));
  });

  it('pairs an entry of a change log with the function that it names', () => {
    const definitions = chunksOf('src/net/pool.js', script);
    const [pair] = mineNotes(
      'CHANGELOG.md',
      '- Fix `sweepIdle` for pools that hold nothing yet\n',
      definitions,
    );
    assert.ok(pair?.question.includes('hold') && !pair.question.includes('sweepidl'));
    assert.ok(pair?.body.has('socket'));
  });

  it('takes a plain word for no name of code', () => {
    const definitions = chunksOf('src/run.js', script.replaceAll('sweepIdle', 'sweep'));
    assert.deepEqual(
      mineNotes('README.md', '## sweep\n\nHow to sweep the floor of a house.\n', definitions),
      [],
    );
  });
});
