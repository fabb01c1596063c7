import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ParserApart } from '../../src/parsing/apart.ts';
import { ParsePool, type ParsePoolOptions } from '../../src/worker/parsePool.ts';
import { isAlive } from '../host/process.ts';
import { sourceIn } from '../support/outlineGolden.ts';
import { openTestIndex, workerSource } from '../support/testIndex.ts';
import { makeFolder, removeFolder } from '../support/workspace.ts';

const sample = fs.readFileSync(path.join(import.meta.dirname, '..', 'golden', 'outline', 'cpp.txt'), 'utf8');
const cpp = sourceIn(sample);

const poolSource = path.join(import.meta.dirname, '../../src/worker/parsePool.ts');

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

  const lines: string[] = [];
  afterEach(() => assert.deepEqual(lines.splice(0), [], 'lines that no test expected'));

  function pool(apart: ParserApart, idleMs: number, more: Partial<ParsePoolOptions> = {}): ParsePool {
    return new ParsePool({
      workerFile: workerSource,
      data: { grammarDirectory: null, wordTable: null },
      size: 2,
      apart,
      idleMs,
      log: (line) => lines.push(line),
      ...more,
    });
  }

  /** Process ids of the workers that this process has started and that still run. */
  const processes = (): number[] =>
    execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
      .filter((found) => Number(found?.[2]) === process.pid && found?.[3]?.includes('worker/main.ts parse'))
      .map((found) => Number(found?.[1]));

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

  it('fail a job whose process is killed, and take the next in a fresh one', async function () {
    if (process.platform === 'win32') this.skip();
    const workers = pool(unused, 30_000);
    try {
      await workers.build(build(['a.ts']));
      assert.equal(processes().length, 1);
      const job = workers.build(build(Array.from({ length: 2000 }, () => 'a.ts')));
      for (const id of processes()) process.kill(id, 'SIGKILL');
      await assert.rejects(job, /A parse worker ended unexpectedly/);
      assert.deepEqual(lines.splice(0), ['A parse worker ended with SIGKILL.']);
      assert.equal((await workers.build(build(['a.ts']))).files.length, 1);
    } finally {
      await workers.close();
    }
    assert.deepEqual(processes(), []);
  });

  it('are threads where no process can be started, and say so once', async () => {
    const { execPath } = process;
    process.execPath = path.join(folder, 'no-such-program');
    const workers = pool(unused, 30_000);
    try {
      const results = await Promise.all([workers.build(build(['a.ts'])), workers.build(build(['a.ts']))]);
      assert.deepEqual(
        results.map(({ files }) => files.length),
        [1, 1],
      );
      assert.match(lines.splice(0).join('\n'), /^No process could be started for parsing [^\n]*$/);
    } finally {
      process.execPath = execPath;
      await workers.close();
    }
  });

  it('end with the process that started them, however that ends', async function () {
    if (process.platform === 'win32') this.skip();
    const script = `
      import { ParsePool } from ${JSON.stringify(pathToFileURL(poolSource).href)};
      const apart = { processId: null, outline: async () => null, close() {} };
      const pool = new ParsePool({ workerFile: ${JSON.stringify(workerSource)}, data: { grammarDirectory: null, wordTable: null }, size: 1, apart, log: console.error });
      await pool.build(${JSON.stringify(build(['a.ts']))});
      console.log('built');
      setInterval(() => undefined, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(parent.stdout, 'data');
    const mine = execFileSync('ps', ['-o', 'pid=', '--ppid', String(parent.pid)], { encoding: 'utf8' });
    const worker = Number(mine.trim());
    assert.ok(worker > 0, mine);
    parent.kill('SIGKILL');
    for (const start = performance.now(); isAlive(worker);) {
      assert.ok(performance.now() - start < 10_000, 'the worker outlives its parent');
      await new Promise((resolve) => setTimeout(resolve, 50));
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
