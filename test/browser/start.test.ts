import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { installServer } from '../host/install.ts';
import { descendants, isAlive, node, root, start, stop } from '../host/process.ts';

const script = path.join(root, 'test', 'host', 'start.ts');

/** `npm start`, with an environment of its own; what it prints, and its end by Ctrl+C. */
function startSightline(
  folder: string,
  env: NodeJS.ProcessEnv,
): { child: ChildProcess; output: () => string } {
  const child = start(node, [script, folder], { env: { ...process.env, VSCODE_EXECUTABLE: '', ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output };
}

async function until<T>(what: string, find: () => T | undefined | null | false): Promise<T> {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline) {
    const found = find();
    if (found !== undefined && found !== null && found !== false) return found;
    await pause(100);
  }
  throw new Error(`waited 60 s for ${what}`);
}

describe('npm start', () => {
  let folder = '';
  let running: ChildProcess | undefined;

  before(async function install() {
    this.timeout(10 * 60_000);
    await installServer((line) => console.log(`    ${line}`));
  });

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sightline-start-'));
  });

  afterEach(async () => {
    if (running !== undefined) await stop(running);
    running = undefined;
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('serves VS Code at the printed address where there is no display, and Ctrl+C leaves nothing behind', async () => {
    const { child, output } = startSightline(folder, { DISPLAY: '', WAYLAND_DISPLAY: '' });
    running = child;
    const address = await until('the address', () => /http:\/\/127\.0\.0\.1:\S+/.exec(output())?.[0]);
    assert.ok(address.includes(`folder=${encodeURIComponent(folder)}`), address);
    assert.ok(address.includes('extensionDevelopmentPath'), address);
    const answer = await fetch(address);
    assert.equal(answer.status, 200);

    const started = descendants(child.pid ?? 0);
    assert.ok(started.length > 0);
    // A terminal sends the signal to the foreground program; the server is in a group of its own.
    child.kill('SIGINT');
    await until('the end', () => child.exitCode !== null);
    assert.deepEqual(started.filter(isAlive), []);
    await assert.rejects(fetch(address));
    assert.match(output(), /stopped\n$/);
  });

  it('opens a window of the VS Code on PATH where there is a display', async () => {
    const told = path.join(folder, 'arguments');
    const code = path.join(folder, 'bin', 'code');
    fs.mkdirSync(path.dirname(code));
    fs.writeFileSync(code, `#!/bin/sh\nprintf '%s\\n' "$@" > "${told}"\n`, { mode: 0o755 });
    const { child, output } = startSightline(folder, {
      DISPLAY: ':0',
      VSCODE_IPC_HOOK_CLI: undefined,
      PATH: `${path.dirname(code)}${path.delimiter}${process.env['PATH'] ?? ''}`,
    });
    running = child;
    await until('the end', () => child.exitCode !== null);
    const args = fs.readFileSync(told, 'utf8').trim().split('\n');
    assert.ok(args.includes(`--extensionDevelopmentPath=${root}`), args.join(' '));
    assert.equal(args.at(-1), folder);
    assert.equal(child.exitCode, 0, output());
  });

  it('says what is wrong with a folder that does not exist', async () => {
    const missing = path.join(folder, 'missing');
    const { child, output } = startSightline(missing, {});
    running = child;
    await until('the end', () => child.exitCode !== null);
    assert.equal(child.exitCode, 1);
    assert.match(output(), /missing is not a folder\. Usage: npm start/);
  });
});
