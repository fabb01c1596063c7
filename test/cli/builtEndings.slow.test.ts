import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeTree, type Tree } from '../files/tree.ts';
import { builtBundles } from '../support/builtBundles.ts';
import { faults, startModelServer } from '../support/modelServer.ts';
import { builtProgram, type BuiltProgram } from './builtProgram.ts';

const retry =
  '/** The delay before an attempt. */\nexport function retryDelay(n: number) {\n  return 2 ** n;\n}\n';

/** How the built program ends: its exit code, and the words for it. */
describe('the built command line ends', function () {
  this.timeout(120_000);
  let workspace: Tree;
  let sightline: BuiltProgram;
  beforeEach(async () => {
    workspace = makeTree({ 'src/retry.ts': retry });
    sightline = await builtProgram(workspace.directory);
  });
  afterEach(async () => {
    await sightline.dispose();
    await workspace[Symbol.asyncDispose]();
  });

  /** In a shell, for what only a shell can do to the output. `$1` is Node, `$2` the program. */
  const inShell = async (script: string): Promise<{ code: number | null; out: string; err: string }> => {
    const cli = path.join(await builtBundles(), 'cli.js');
    const child = spawn('bash', ['-o', 'pipefail', '-c', script, 'bash', process.execPath, cli], {
      cwd: workspace.directory,
      env: { PATH: process.env['PATH'], SIGHTLINE_HOME: sightline.home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, out, err };
  };

  it('with 2 and a hint on wrong use, before anything is opened', async () => {
    const wrong: [string[], RegExp][] = [
      [['search', 'x', '--nope'], /Unknown option '--nope'.*\nSee: sightline search --help/],
      [['search', 'x', '--limit', 'ten'], /whole number of at least 1, not "ten"/],
      [['ask'], /no question/],
      [['ask', 'x', '--schema', 'f.json'], /f\.json cannot be read as JSON/],
      [['context', 'x', '--budget', '1'], /whole number of at least 100, not "1"/],
      [['find', 'x'], /There is no command "find"/],
    ];
    for (const [line, words] of wrong) {
      const { code, out, err } = await sightline.run(line);
      assert.deepEqual([code, out], [2, ''], line.join(' '));
      assert.match(err, words);
    }
    assert.equal(fs.existsSync(sightline.home), false);
  });

  it('with 1 on a folder that is missing, or is none', async () => {
    for (const folder of ['/nowhere/at/all', workspace.at('src/retry.ts')]) {
      const { code, out, err } = await sightline.run(['search', 'x', '-w', folder, '--json']);
      const { failure } = JSON.parse(out) as { failure: { kind: string; hint: string } };
      assert.deepEqual([code, failure.kind], [1, 'workspace-missing']);
      assert.match(err, /There is no folder at .*\n.*--workspace DIR/);
    }
    const served = await sightline.run(['mcp', '-w', '/nowhere/at/all']);
    assert.deepEqual([served.code, served.out], [1, '']);
    assert.match(served.err, /^sightline: There is no folder at/);
  });

  it('with 1 where the data folder cannot be made, and says how to move it', async () => {
    const env = { SIGHTLINE_HOME: workspace.at('src/retry.ts/data') };
    for (const line of [['index'], ['search', 'x'], ['ask', 'x', '--no-model'], ['sessions', 'list']]) {
      const { code, out, err } = await sightline.run(line, { env });
      assert.deepEqual([code, out], [1, ''], line.join(' '));
      assert.match(
        err,
        /data.* cannot be made \(ENOTDIR\)\.\n.*set SIGHTLINE_HOME to another folder/,
        line.join(' '),
      );
      assert.doesNotMatch(err, /bug in Sightline|\n {4}at /, line.join(' '));
    }
    const doctor = await sightline.run(['doctor', '--json'], { env });
    assert.equal(doctor.code, 3);
    assert.match(doctor.out, /"problems":\[.*cannot be made/);
  });

  it('with 130 when Ctrl+C stops a first indexing, and the next run completes it', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 4000 }, (_, n) => [`d${n % 40}/f${n}.ts`, retry.replaceAll('retry', `retry${n}`)]),
    );
    workspace.write(many);
    const running = sightline.start(['index']);
    await running.said(/Looking through|Indexing|Parsing/);
    const from = performance.now();
    running.process.kill('SIGINT');
    const { code, out } = await running.ended;
    const tookMs = performance.now() - from;
    assert.deepEqual([code, out], [130, '']);
    assert.ok(tookMs < 6000, `${tookMs} ms`);
    const next = await sightline.run(['index']);
    assert.equal(next.code, 0, next.err);
    assert.match(next.out, /^Indexed 4,001 files/);
  });

  it('with 130 when Ctrl+C stops a stream, and keeps the question and what was said', async () => {
    const server = await startModelServer(faults.endless, { models: ['scripted'] });
    try {
      const env = { SIGHTLINE_MODEL: 'scripted', OPENAI_BASE_URL: server.baseUrl };
      const running = sightline.start(['ask', 'how long is the delay'], { env });
      await running.said(/again again/);
      running.process.kill('SIGINT');
      const { code, out, err } = await running.ended;
      assert.equal(code, 130);
      assert.match(out, /^(again )+\n$/);
      assert.match(err, /Stopped\. What was said so far is kept\./);
      assert.equal((await server.chats()[0]?.over)?.how, 'left');
      const shown = await sightline.run(['sessions', 'show', 'last']);
      assert.match(shown.out, /> how long is the delay\n.*stopped[^]*again again/);
    } finally {
      await server.stop();
    }
  });

  it('quietly when the reader leaves or stdout is closed, and with 1 when the disk behind it is full', async () => {
    const head = await inShell('"$1" "$2" search retryDelay --json | head -c 20');
    assert.deepEqual([head.code, head.out.length], [0, 20], head.err);
    const closed = await inShell('"$1" "$2" search retryDelay >&-');
    assert.deepEqual([closed.code, closed.out], [0, '']);
    for (const { err } of [head, closed]) assert.doesNotMatch(err, /EPIPE|EBADF|\n {4}at /);
    if (!fs.existsSync('/dev/full')) return;
    const full = await inShell('"$1" "$2" search retryDelay >/dev/full');
    assert.equal(full.code, 1);
    assert.match(full.err, /^sightline: The answer could not be written to stdout \(.*ENOSPC.*\)\.$/m);
  });

  it('with the right answer from a damaged index, which it makes anew with a message', async () => {
    assert.equal((await sightline.run(['index'])).code, 0);
    const folder = path.join(sightline.home, 'index');
    const files = fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(folder, name));
    const segments = files.filter((file) => file.endsWith('.seg') || /segment/.test(path.basename(file)));
    const damaged = segments.filter((file) => fs.statSync(file).isFile());
    assert.ok(damaged.length > 0, files.join('\n'));
    for (const file of damaged) {
      const bytes = fs.readFileSync(file);
      bytes.fill(0xff, Math.floor(bytes.length / 2));
      fs.writeFileSync(file, bytes);
    }
    const found = await sightline.run(['search', 'retryDelay']);
    assert.match(found.out, /^src\/retry\.ts:\d+-\d+ {2}retryDelay/);
    assert.match(found.err, /damaged/);
    const catalogue = files.find((file) => file.endsWith('.db'));
    assert.ok(catalogue, files.join('\n'));
    fs.writeFileSync(catalogue, 'no database at all, for longer than a header is');
    const again = await sightline.run(['search', 'retryDelay']);
    assert.match(again.out, /^src\/retry\.ts:\d+-\d+ {2}retryDelay/);
    assert.match(again.err, /damaged|made anew|again/);
  });

  it('with 1 and a hint where another process holds the store of sessions for good', async () => {
    const first = await sightline.run(['ask', 'retryDelay', '--no-model']);
    assert.equal(first.code, 0, first.err);
    const held = new DatabaseSync(path.join(sightline.home, 'sessions.db'));
    held.exec('BEGIN EXCLUSIVE');
    try {
      const { code, err } = await sightline.run(['ask', 'retryDelay', '--no-model']);
      assert.equal(code, 1, err);
      assert.match(err, /^sightline: .*in use by another process.*\nTry again\./m);
      // A search needs no sessions.
      assert.equal((await sightline.run(['search', 'retryDelay'])).code, 0);
    } finally {
      held.close();
    }
  });

  it('with one answer from several folders, each path under the name of its own', async () => {
    const other = makeTree({ 'lib/other.ts': retry.replaceAll('retryDelay', 'otherDelay') });
    try {
      const line = [
        'search',
        'delay before an attempt',
        '--json',
        '-w',
        workspace.directory,
        '-w',
        other.directory,
      ];
      const { results } = JSON.parse((await sightline.run(line)).out) as { results: { path: string }[] };
      const names = [workspace, other].map(({ directory }) => path.basename(directory));
      assert.deepEqual(
        new Set(results.map((result) => result.path)),
        new Set([`${names[0]}/src/retry.ts`, `${names[1]}/lib/other.ts`]),
      );
    } finally {
      await other[Symbol.asyncDispose]();
    }
  });
});
