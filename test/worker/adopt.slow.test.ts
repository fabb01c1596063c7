import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { WorkspaceIndex } from '../../src/engine/retrieval/workspaceIndex.ts';
import { parsedLanguages } from '../../src/parsing/grammar.ts';
import { createParser } from '../../src/parsing/parser.ts';
import { writeSegment } from '../../src/segments/segmentFiles.ts';
import { runAdoptJob } from '../../src/worker/adoptJob.ts';
import { runBuildJob } from '../../src/worker/parseJob.ts';
import { openTestIndex } from '../support/testIndex.ts';
import { wordTable } from '../support/wordTable.ts';
import { makeFolder, removeFolder, writeFile } from '../support/workspace.ts';

const packages = [
  'undici/lib',
  'mocha/lib',
  'parse5/dist',
  'zod/src',
  'rxjs/src',
  'hono/dist',
  'fast-check/lib',
];
const questions = ['parse a header', 'retry', 'observable subscribe', 'run a hook', 'schema error message'];

describe('chunks that are indexed somewhere already', function () {
  this.timeout(180_000);
  const made: string[] = [];
  const open: WorkspaceIndex[] = [];

  function folder(files: Readonly<Record<string, string>> = {}): string {
    const one = makeFolder(files);
    made.push(one);
    return one;
  }

  async function ready(directory: string, home: string): Promise<{ index: WorkspaceIndex; ms: number }> {
    const began = performance.now();
    // Chunks are what is compared; history comes behind the index, when it has been read.
    const index = openTestIndex([directory], home, { readsHistory: false });
    open.push(index);
    await index.whenReady('ready');
    return { index, ms: performance.now() - began };
  }

  function git(directory: string, ...line: string[]): void {
    const who = ['-c', 'user.name=P', '-c', 'user.email=p@example.org', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...who, ...line], { cwd: directory, stdio: 'ignore' });
  }

  /** Real source of installed packages, in a repository. */
  function repository(): string {
    const directory = folder();
    for (const name of packages) {
      const from = path.join(import.meta.dirname, '../../node_modules', name);
      fs.cpSync(from, path.join(directory, name), { recursive: true, dereference: true });
    }
    git(directory, 'init', '-q', '-b', 'main');
    git(directory, 'add', '-A');
    git(directory, 'commit', '-q', '-m', 'begin');
    return directory;
  }

  async function answers(index: WorkspaceIndex): Promise<unknown[]> {
    const all: unknown[] = [(await index.status()).chunks];
    for (const query of questions) {
      const { hits } = await index.search({ query, limit: 20, offset: 0, withUses: false });
      all.push(hits.map((hit) => [hit.path, hit.startLine, hit.symbol, hit.score.toFixed(4)]));
    }
    return all;
  }

  afterEach(async () => {
    await Promise.all(open.splice(0).map((index) => index.close()));
    for (const one of made.splice(0)) removeFolder(one);
  });

  it('are, byte for byte, what a parse of the files would give', async () => {
    const directory = folder({
      'a.ts': '/** Doubles. */\nexport function delay(n: number) {\n  return n * 2;\n}\n',
      'b.py': 'def retry():\n    """Try again."""\n    return 1\n',
      'c.md': '# About retries\n\nThey double.\n',
    });
    const wanted = (names: string[]) => names.map((name) => ({ path: name, knownHash: null }));
    const parser = createParser({ grammarDirectory: null, log: () => undefined });
    const vectors = wordTable([
      ['delay', 'retry'],
      ['double', 'return'],
    ]);
    const about = { directory, maxFileBytes: 1_000_000 } as const;
    const build = (names: string[]) =>
      runBuildJob(
        { kind: 'build', phase: 2, files: wanted(names), ...about },
        { parser, grammarLanguages: new Set(parsedLanguages), vectors },
      );
    try {
      const all = await build(['a.ts', 'b.py', 'c.md']);
      assert.ok(all.bytes !== null);
      const file = await writeSegment(folder(), 'all', all.bytes);
      writeFile(directory, 'b.py', 'def changed():\n    return 2\n');
      const files = all.files.map(({ path: name, hash, language, ordinal }) => ({
        path: name,
        versions: [{ hash, language, ordinal: ordinal ?? -1, file }],
      }));
      const vectorKey = vectors.key;
      const adopted = await runAdoptJob({ kind: 'adopt', files, vectorKey, ...about });
      const parsed = await build(['a.ts', 'c.md']);
      assert.deepEqual(adopted.files, parsed.files);
      assert.deepEqual(Buffer.from(adopted.bytes ?? []), Buffer.from(parsed.bytes ?? []));

      const lying = files.map(({ path: name, versions }) => ({
        path: name,
        versions: versions.map((version) => ({ ...version, ordinal: (version.ordinal + 1) % 3 })),
      }));
      assert.equal((await runAdoptJob({ kind: 'adopt', files: lying, vectorKey, ...about })).bytes, null);
      assert.equal((await runAdoptJob({ kind: 'adopt', files, vectorKey: 'other', ...about })).bytes, null);
      fs.writeFileSync(file, 'damaged');
      assert.equal((await runAdoptJob({ kind: 'adopt', files, vectorKey, ...about })).bytes, null);
    } finally {
      parser.close();
    }
  });

  it('make a second worktree cost only what differs, and answer like an index of its own', async () => {
    const first = repository();
    const home = folder();
    const alone = await ready(first, home);
    const second = path.join(folder(), 'tree');
    git(first, 'worktree', 'add', '-q', '-b', 'other', second);
    writeFile(second, 'undici/lib/justWritten.js', '/** Just written here. */\nfunction justWritten() {}\n');
    const twin = await ready(second, home);
    const fresh = await ready(second, folder());
    assert.deepEqual(await answers(twin.index), await answers(fresh.index));
    const { hits } = await twin.index.search({ query: 'justWritten', limit: 3, offset: 0, withUses: false });
    assert.equal(hits[0]?.path, 'undici/lib/justWritten.js');
    const told = `${twin.ms.toFixed(0)} ms, without a twin ${fresh.ms.toFixed(0)}, the first ${alone.ms.toFixed(0)}`;
    assert.ok(twin.ms < Math.min(fresh.ms, alone.ms) / 2, told);
  });

  it('come back with a branch that somebody comes back to', async () => {
    const directory = repository();
    const { index } = await ready(directory, folder());
    const before = await answers(index);
    const change = (): void => {
      for (const name of fs.readdirSync(path.join(directory, 'rxjs/src'), {
        recursive: true,
        encoding: 'utf8',
      })) {
        const file = path.join(directory, 'rxjs/src', name);
        if (name.endsWith('.ts')) fs.appendFileSync(file, '\nexport function onlyOnTheBranch() {}\n');
      }
    };
    git(directory, 'checkout', '-q', '-b', 'other');
    change();
    git(directory, 'commit', '-q', '-a', '-m', 'change');
    const switched = async (): Promise<number> => {
      const began = performance.now();
      await index.reconcile();
      await index.whenReady('ready');
      return performance.now() - began;
    };
    const thereMs = await switched();
    const find = () => index.search({ query: 'onlyOnTheBranch', limit: 5, offset: 0, withUses: false });
    assert.equal((await find()).hits.length, 5);
    const there = await answers(index);
    git(directory, 'checkout', '-q', 'main');
    const backMs = await switched();
    assert.deepEqual(await answers(index), before);
    assert.deepEqual(
      (await find()).hits.filter(({ symbol }) => symbol === 'onlyOnTheBranch'),
      [],
    );
    git(directory, 'checkout', '-q', 'other');
    const againMs = await switched();
    assert.deepEqual(await answers(index), there);
    const told = `there ${thereMs.toFixed(0)} ms, back ${backMs.toFixed(0)}, there again ${againMs.toFixed(0)}`;
    assert.ok(backMs < thereMs / 2 && againMs < thereMs / 2, told);
  });
});
