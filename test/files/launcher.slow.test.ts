import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { refreshLauncher, writeLauncher, type LauncherOptions } from '../../src/files/launcher.ts';
import { makeTree, type Tree } from './tree.ts';

/** A command line that says which version it is and how it was called. */
const cli = (version: string): string =>
  `console.log(JSON.stringify([${JSON.stringify(version)}, process.env.SIGHTLINE_HOME, ...process.argv.slice(2)]));`;

describe('the start script in the data folder', function () {
  this.timeout(20_000);
  let tree: Tree;
  beforeEach(() => {
    tree = makeTree({ "ext en's/acme.sightline-0.9.0/dist/cli.js": cli('0.9.0') });
  });
  afterEach(() => tree[Symbol.asyncDispose]());

  const options = (version: string, more: Partial<LauncherOptions> = {}): LauncherOptions => ({
    home: tree.at("da ta's"),
    cliFile: tree.at(`ext en's/acme.sightline-${version}/dist/cli.js`),
    version,
    execPath: process.execPath,
    platform: process.platform,
    ...more,
  });
  const start = (
    { command, args, env }: Awaited<ReturnType<typeof writeLauncher>>,
    more: NodeJS.ProcessEnv = {},
  ) =>
    new Promise<{ code: number; said: string[]; err: string }>((resolve) => {
      const environment = { PATH: process.env['PATH'], ...env, ...more };
      execFile(command, [...args, 'mcp', '--workspace', 'a b'], { env: environment }, (error, out, err) =>
        resolve({ code: error === null ? 0 : 1, said: out === '' ? [] : (JSON.parse(out) as string[]), err }),
      );
    });

  it('starts the version that wrote it, with its data folder and the arguments as they are', async () => {
    const launcher = await writeLauncher(options('0.9.0'));
    assert.ok(launcher.command.startsWith(options('0.9.0').home));
    const { said } = await start(launcher);
    assert.deepEqual(said, ['0.9.0', options('0.9.0').home, 'mcp', '--workspace', 'a b']);
    const elsewhere = await start(launcher, { SIGHTLINE_HOME: '/elsewhere' });
    assert.equal(elsewhere.said[1], '/elsewhere');
  });

  it('starts the newest version beside the one that was replaced', async () => {
    const launcher = await writeLauncher(options('0.9.0'));
    fs.rmSync(tree.at("ext en's/acme.sightline-0.9.0"), { recursive: true });
    tree.write({
      "ext en's/acme.sightline-0.9.1/dist/cli.js": cli('0.9.1'),
      "ext en's/acme.sightline-0.10.0/dist/cli.js": cli('0.10.0'),
      "ext en's/acme.sightline-9.0.0/README.md": 'half removed',
      "ext en's/acme.sightline-extras-9.0.0/dist/cli.js": cli('another extension'),
    });
    assert.equal((await start(launcher)).said[0], '0.10.0');
  });

  it('says what to do where no version is left', async () => {
    const launcher = await writeLauncher(options('0.9.0'));
    fs.rmSync(tree.at("ext en's"), { recursive: true });
    const { code, err } = await start(launcher);
    assert.equal(code, 1);
    assert.match(
      err,
      /^sightline: version 0\.9\.0 is not installed any more .*\nInstall the extension again/,
    );
  });

  it('takes node from the PATH where the program that wrote it is gone', async () => {
    const launcher = await writeLauncher(options('0.9.0', { execPath: '/gone/code-server/abc/node' }));
    const onPath = { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin` };
    assert.equal((await start(launcher, onPath)).said[0], '0.9.0');
  });

  it('is refreshed by a newer version, not by an older one, and only where it was asked for', async () => {
    await refreshLauncher(options('0.9.0'));
    assert.equal(fs.existsSync(options('0.9.0').home), false);
    const launcher = await writeLauncher(options('0.9.0'));
    tree.write({ "ext en's/acme.sightline-0.10.0/dist/cli.js": cli('0.10.0') });
    await refreshLauncher(options('0.10.0'));
    assert.equal((await start(launcher)).said[0], '0.10.0');
    await refreshLauncher(options('0.9.0'));
    assert.equal((await start(launcher)).said[0], '0.10.0');
    fs.rmSync(tree.at("ext en's/acme.sightline-0.10.0"), { recursive: true });
    await refreshLauncher(options('0.9.0'));
    assert.equal((await start(launcher)).said[0], '0.9.0');
    assert.deepEqual(fs.readdirSync(path.dirname(launcher.command)).sort(), ['sightline', 'sightline.cjs']);
    assert.equal(fs.statSync(launcher.command).mode & 0o777, 0o700);
  });

  it('is started by the editor itself on Windows, where programs cannot start a .cmd file', async () => {
    const launcher = await writeLauncher(options('0.9.0', { platform: 'win32' }));
    assert.equal(launcher.command, process.execPath);
    assert.equal(launcher.env['ELECTRON_RUN_AS_NODE'], '1');
    assert.equal((await start(launcher)).said[0], '0.9.0');
  });
});
