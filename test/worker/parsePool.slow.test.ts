import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { ParserApart } from '../../src/parsing/apart.ts';
import { ParsePool } from '../../src/worker/parsePool.ts';
import { openTestIndex, workerSource } from '../support/testIndex.ts';
import { makeFolder, removeFolder } from '../support/workspace.ts';

const sample = fs.readFileSync(path.join(import.meta.dirname, '..', 'golden', 'outline', 'cpp.txt'), 'utf8');
const cpp = sample.slice(sample.indexOf('\n=== source\n') + 12).split('\n=== ')[0] ?? '';

describe('the parse workers', function () {
  this.timeout(60_000);
  let folder: string;
  let home: string;

  beforeEach(() => {
    folder = makeFolder({ 'a.ts': 'export function a() {}\n', 'upload.cc': cpp });
    home = makeFolder({});
  });
  afterEach(() => {
    removeFolder(folder);
    removeFolder(home);
  });

  function pool(apart: ParserApart, idleMs: number): ParsePool {
    return new ParsePool({
      workerFile: workerSource,
      grammarDirectory: null,
      size: 2,
      apart,
      idleMs,
      log: (line) => assert.fail(line),
    });
  }

  const build = (files: readonly string[]) =>
    ({
      kind: 'build',
      directory: folder,
      phase: 2,
      files: files.map((file) => ({ path: file, knownHash: null })),
      maxFileBytes: 1_000_000,
    }) as const;

  it('rest when idle, and wake for the next job', async () => {
    const workers = pool(unused, 100);
    try {
      assert.equal(workers.awake, 0);
      const both = Promise.all([workers.build(build(['a.ts'])), workers.build(build(['a.ts']))]);
      assert.equal(workers.awake, 2);
      await both;
      for (const start = performance.now(); workers.awake > 0;) {
        assert.ok(performance.now() - start < 5000, 'at rest within 5 s');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      assert.equal((await workers.build(build(['a.ts']))).files.length, 1);
    } finally {
      await workers.close();
    }
  });

  it('hand files of heavy grammars to one parser for all, and close it with themselves', async () => {
    const asked: string[] = [];
    let isClosed = false;
    const apart: ParserApart = {
      processId: null,
      outline: (language, text) => {
        asked.push(`${language} ${text.length}`);
        return Promise.resolve(null);
      },
      close: () => (isClosed = true),
    };
    const workers = pool(apart, 5000);
    try {
      const results = await Promise.all([
        workers.build(build(['a.ts', 'upload.cc'])),
        workers.build(build(['upload.cc'])),
      ]);
      assert.deepEqual(asked, [`cpp ${cpp.length}`, `cpp ${cpp.length}`]);
      assert.deepEqual(
        results.map(({ files }) => files.map(({ path: file, phase }) => `${file} ${phase}`)),
        [['a.ts 2', 'upload.cc 2'], ['upload.cc 2']],
      );
    } finally {
      await workers.close();
    }
    assert.ok(isClosed);
  });

  it('index C++ by its syntax tree, as the whole index is run', async () => {
    const lines: string[] = [];
    const index = openTestIndex([folder], home, { log: (line) => lines.push(line) });
    try {
      await index.whenReady('ready');
      const request = { query: 'Uploader Send', limit: 5, offset: 0, withUses: false };
      const { hits } = await index.search(request);
      const send = hits.find(({ symbol }) => symbol === 'Send');
      // The line scan knows nothing of the namespace around the class.
      assert.deepEqual(send?.container, ['acme', 'upload', 'Uploader']);
      assert.deepEqual(lines, []);
    } finally {
      await index.close();
    }
  });
});

const unused: ParserApart = {
  processId: null,
  outline: () => assert.fail('nothing here is parsed apart'),
  close: () => undefined,
};
