import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findBrowser } from '../host/browser.ts';
import { isAlive, node, readIfThere, run } from '../host/process.ts';
import { closing } from '../support/counts.ts';

describe('what the tests start', () => {
  let folder = '';
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sightline-harness-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('is ended at its time limit, with what it started in a group of its own', async () => {
    const pidFile = path.join(folder, 'pid');
    const parent = `
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'inherit' });
      require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
      process.on('SIGTERM', () => {});
      setInterval(() => {}, 1000);
    `;
    const outcome = await run(node, ['-e', parent], { timeoutMs: 3000 });
    assert.equal(outcome.timedOut, true);
    const pid = Number(readIfThere(pidFile));
    assert.ok(pid > 0, outcome.output);
    for (let waits = 0; isAlive(pid) && waits < 50; waits += 1) await pause(100);
    assert.equal(isAlive(pid), false);
  });

  it('gives its output and its exit code', async () => {
    const outcome = await run(node, ['-e', 'console.log("a"); process.exitCode = 3'], { timeoutMs: 20_000 });
    assert.deepEqual(outcome, { code: 3, output: 'a\n', timedOut: false });
  });

  it('is a failure, not an exception, where the program does not exist', async () => {
    const outcome = await run(path.join(folder, 'missing'), [], { timeoutMs: 20_000 });
    assert.equal(outcome.code, null);
    assert.match(outcome.output, /ENOENT/);
  });
});

describe('the browser for the tests', () => {
  const { CHROME_PATH, PATH } = process.env;
  afterEach(() => {
    if (CHROME_PATH === undefined) delete process.env['CHROME_PATH'];
    else process.env['CHROME_PATH'] = CHROME_PATH;
    process.env['PATH'] = PATH;
  });

  it('is the one that CHROME_PATH names', () => {
    process.env['CHROME_PATH'] = node;
    assert.equal(findBrowser(), node);
  });

  it('is not another one where CHROME_PATH names none', () => {
    process.env['CHROME_PATH'] = '/nowhere/chrome';
    assert.throws(() => findBrowser(), /CHROME_PATH is \/nowhere\/chrome, and there is no such file/);
  });

  it('is missing where PATH has none', function onLinux() {
    if (process.platform === 'darwin') this.skip();
    delete process.env['CHROME_PATH'];
    process.env['PATH'] = '/nowhere';
    assert.equal(findBrowser(), undefined);
  });
});

describe('the closing line of npm test', () => {
  const result = (passed: number, failed: number, skipped = 0) => ({ passed, failed, skipped });

  it('adds up all suites', () => {
    assert.deepEqual(closing([result(3, 0), result(4, 0)]), { line: '7 passed, 0 failed', exitCode: 0 });
  });

  it('is a failure where anything failed', () => {
    assert.deepEqual(closing([result(3, 0), result(0, 1)]), { line: '3 passed, 1 failed', exitCode: 1 });
  });

  it('is a failure where no test ran', () => {
    assert.deepEqual(closing([result(0, 0)]), { line: '0 passed, 0 failed', exitCode: 1 });
  });

  it('names skipped tests where there are any', () => {
    assert.equal(closing([result(3, 0, 2)]).line, '3 passed, 0 failed, 2 skipped');
  });
});
