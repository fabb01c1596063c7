import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { helpfulReply, startModelServer } from '../support/modelServer.ts';
import { makeTree } from '../files/tree.ts';
import type { Tree } from '../files/tree.ts';

const entry = path.join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');

/** The real program in a process of its own, on real folders. Each start costs about a second of processor time. */
describe('the sightline process', function () {
  this.timeout(90_000);
  let workspace: Tree;
  let home: Tree;
  const children: ChildProcess[] = [];
  before(() => {
    home = makeTree();
    workspace = makeTree({
      'src/retry.ts':
        '/** The delay before an attempt. */\nexport function retryDelay(n: number): number {\n  return 2 ** n;\n}\n',
      'src/use.ts': "import { retryDelay } from './retry';\nexport const first = retryDelay(1);\n",
      '.gitignore': 'dist/\n',
      'dist/out.js': 'retryDelay();\n',
    });
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await workspace[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
  });

  function start(line: readonly string[], environment: Record<string, string> = {}): ChildProcess {
    const child = spawn(process.execPath, [entry, ...line], {
      cwd: workspace.directory,
      env: {
        PATH: process.env['PATH'],
        HOME: home.directory,
        SIGHTLINE_HOME: home.at('data'),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    return child;
  }

  async function finished(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
    let out = '';
    let err = '';
    child.stdout?.on('data', (data: Buffer) => (out += data.toString()));
    child.stderr?.on('data', (data: Buffer) => (err += data.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, out, err };
  }

  it('finds, asks without a model, keeps the session, and says how it is', async () => {
    const asked = await finished(start(['ask', 'how long is the retry delay', '--json']));
    assert.equal(asked.code, 0, asked.err);
    const answer = JSON.parse(asked.out) as { citations: { path: string }[]; sessionId: string; model: null };
    assert.equal(answer.citations[0]?.path, 'src/retry.ts');
    assert.equal(answer.model, null);

    const shown = await finished(start(['sessions', 'show', answer.sessionId.slice(0, 8)]));
    assert.equal(shown.code, 0, shown.err);
    assert.match(shown.out, /> how long is the retry delay/);

    const doctor = await finished(start(['doctor']));
    assert.equal(doctor.code, 0, doctor.err);
    assert.match(doctor.out, /3 of 3 files indexed/);
    assert.match(doctor.out, /ignored: dist\/ \(matched by \.gitignore line 1: dist\/\)/);
    assert.doesNotMatch(doctor.err, /Experimental/);
  });

  it('follows saves with index --watch, and ends with 130 on Ctrl+C', async () => {
    const child = start(['index', '--watch']);
    const ended = finished(child);
    const seen = (words: RegExp): Promise<void> =>
      new Promise((resolve) => {
        let err = '';
        child.stderr?.on('data', (data: Buffer) => {
          err += data.toString();
          if (words.test(err)) resolve();
        });
        child.once('close', () => resolve());
      });
    await seen(/Following changes/);
    const generation = seen(/Generation \d+: 4 files/);
    fs.writeFileSync(workspace.at('src/more.ts'), 'export const more = 1;\n');
    await generation;
    child.kill('SIGINT');
    const { code, out, err } = await ended;
    assert.equal(code, 130, err);
    assert.match(out, /^Indexed 3 files/);
    assert.match(err, /Generation \d+: 4 files/);
  });

  it('streams from a model server, and keeps what was said when Ctrl+C stops it', async () => {
    const server = await startModelServer(helpfulReply, { models: ['scripted'] });
    try {
      const model = {
        SIGHTLINE_MODEL: 'scripted',
        OPENAI_BASE_URL: server.baseUrl,
        OPENAI_API_KEY: 'sk-test',
      };
      const whole = await finished(start(['ask', 'how long is the retry delay', '--json'], model));
      // The scripted model also cites a file that does not exist, which is not passed over.
      assert.equal(whole.code, 3, whole.err);
      const answer = JSON.parse(whole.out) as {
        answer: string;
        citations: { path: string }[];
        model: string;
        warnings: string[];
      };
      assert.match(answer.answer, /\[src\/retry\.ts:/);
      assert.equal(answer.citations[0]?.path, 'src/retry.ts');
      assert.match(answer.model, /#scripted$/);
      assert.match(answer.warnings.join(), /do not exist: .*src\/nowhere\.ts:1-2/);

      const child = start(['ask', 'fault:endless retry delay'], model);
      child.stdout?.once('data', () => child.kill('SIGINT'));
      const { code, out, err } = await finished(child);
      assert.equal(code, 130, err);
      assert.notEqual(out, '');
      const shown = await finished(start(['sessions', 'show', 'last', '--json']));
      const { turns } = JSON.parse(shown.out) as { turns: { state: string; answer: string }[] };
      assert.equal(turns[0]?.state, 'stopped');
      assert.notEqual(turns[0]?.answer, '');
    } finally {
      await server.stop();
    }
  });

  it('ends quietly when nobody reads on', async () => {
    const child = start(['search', 'retryDelay', '-n', '50']);
    child.stdout?.destroy();
    const { code, err } = await finished(child);
    assert.equal(code, 0, err);
    assert.doesNotMatch(err, /EPIPE|at /);
  });
});
