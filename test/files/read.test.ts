import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import { Worker } from 'node:worker_threads';
import { readText, textOf } from '../../src/files/read.ts';
import { sizeInWords } from '../../src/files/skip.ts';
import { makeTree } from './tree.ts';

async function read(content: string | Uint8Array, maxBytes?: number) {
  await using tree = makeTree({ 'a.ts': content });
  const found = readText(tree.at('a.ts'), maxBytes === undefined ? {} : { maxBytes });
  if (found.kind === 'text') return found.text;
  return found.kind === 'skip' ? found.skip : found.kind;
}

describe('read', () => {
  it('gives text, hash, size and time', async () => {
    await using tree = makeTree({ 'a.ts': 'é\r\n' });
    fs.utimesSync(tree.at('a.ts'), 1, 2);
    assert.deepEqual(readText(tree.at('a.ts')), {
      kind: 'text',
      text: 'é\r\n',
      hash: createHash('sha256').update('é\r\n').digest('hex').slice(0, 32),
      size: 4,
      mtimeMs: 2000,
    });
  });

  const cases: [string, string | Uint8Array, unknown][] = [
    ['reads an empty file', '', ''],
    ['drops a byte order mark', '\ufeffa', 'a'],
    ['reads UTF-16, little end first', Buffer.from('\ufeffhé', 'utf16le'), 'hé'],
    ['reads UTF-16, big end first', Buffer.from('\ufeffhé', 'utf16le').swap16(), 'hé'],
    [
      'keeps a file with a few bytes that are no UTF-8',
      Buffer.from('caf\xe9 und Tee', 'latin1'),
      'caf\ufffd und Tee',
    ],
    [
      'refuses a file that is mostly no UTF-8',
      Buffer.alloc(100, 0xf0),
      { reason: 'not-text', detail: '100 % of it is not valid UTF-8' },
    ],
    [
      'refuses a program whatever its name says',
      Buffer.from('MZ\0\0\0'),
      { reason: 'binary', detail: 'has zero bytes, as programs and pictures do' },
    ],
  ];
  for (const [name, content, expected] of cases) {
    it(name, async () => assert.deepEqual(await read(content), expected));
  }

  it('refuses a file over the limit without reading it', async () => {
    await using tree = makeTree({ 'a.ts': '' });
    fs.truncateSync(tree.at('a.ts'), 2_000_000_000);
    assert.deepEqual(readText(tree.at('a.ts')), {
      kind: 'skip',
      skip: { reason: 'too-large', detail: '2 GB, over the limit of 2 MB' },
    });
  });

  it('does not hang on a pipe that took the place of a file', async function () {
    if (process.platform === 'win32') this.skip();
    await using tree = makeTree();
    execFileSync('mkfifo', [tree.at('a.ts')]);
    assert.deepEqual(readText(tree.at('a.ts')), {
      kind: 'skip',
      skip: { reason: 'not-a-file', detail: 'a named pipe' },
    });
  });

  it('follows no link that took the place of a file', async function () {
    if (process.platform === 'win32') this.skip();
    await using tree = makeTree({ 'b.ts': 'secret' });
    fs.symlinkSync('b.ts', tree.at('a.ts'));
    const found = readText(tree.at('a.ts'));
    assert.equal(found.kind, 'skip');
  });

  it('says that a file is gone', async () => {
    await using tree = makeTree();
    assert.deepEqual(readText(tree.at('a.ts')), { kind: 'gone' });
  });

  it('never mixes size and time of one state with bytes of another while a file grows', async () => {
    await using tree = makeTree({ 'a.log.ts': 'x'.repeat(300_000) });
    const file = tree.at('a.log.ts');
    // Reading blocks this thread, so another one writes.
    const writer = new Worker(
      `const { appendFileSync } = require('node:fs');
       const { parentPort, workerData } = require('node:worker_threads');
       parentPort.postMessage('started');
       for (;;) appendFileSync(workerData, 'line\\n');`,
      { eval: true, workerData: file },
    );
    await once(writer, 'message');
    const sizes = new Set<number>();
    for (let round = 0; round < 200; round++) {
      const found = readText(file);
      assert.ok(found.kind === 'text');
      assert.equal(found.text.length, found.size);
      sizes.add(found.size);
    }
    await writer.terminate();
    assert.ok(sizes.size > 1, 'the file did not grow while it was read');
  });

  it('tells a half character at the cut as one replacement, not as a failure', () => {
    assert.equal(textOf(Buffer.from('some é').subarray(0, 6)), 'some \ufffd');
  });
});

describe('skip', () => {
  it('says sizes in words', () => {
    const sizes = [1, 999, 1000, 1_449_000, 9_990_000, 4_123_000_000].map(sizeInWords);
    assert.deepEqual(sizes, ['1 byte', '999 bytes', '1 kB', '1.4 MB', '10 MB', '4.1 GB']);
  });
});
