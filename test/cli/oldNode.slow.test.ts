import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import path from 'node:path';
import { writeLauncher } from '../../src/files/launcher.ts';
import { refusalOfNode } from '../../src/mcp/nodeVersion.ts';
import { makeTree, type Tree } from '../files/tree.ts';
import { builtBundles } from '../support/builtBundles.ts';

/** The system's own Node, where it is too old: nothing else shows that the bundles can be read by one. */
const systemNode = '/usr/bin/node';

function isOld(file: string): boolean {
  try {
    const version = execFileSync(file, ['--version'], { encoding: 'utf8' }).trim().slice(1);
    return refusalOfNode({ version, file }) !== null;
  } catch {
    // Not installed.
    return false;
  }
}

describe('sightline under a Node that is too old', function () {
  this.timeout(60_000);
  let tree: Tree;
  let dist = '';
  before(async () => {
    dist = await builtBundles();
    tree = makeTree({
      'pretend.cjs': `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.9.0' } });`,
    });
  });
  after(() => tree[Symbol.asyncDispose]());

  const run = (command: string, args: readonly string[], env: Record<string, string> = {}) =>
    new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
      const environment = { PATH: process.env['PATH'], HOME: tree.directory, ...env };
      execFile(command, args, { env: environment, cwd: tree.directory }, (error, out, err) =>
        resolve({ code: error === null ? 0 : error.code, out, err }),
      );
    });
  const launcher = (execPath: string) =>
    writeLauncher({
      home: tree.at('data'),
      cliFile: path.join(dist, 'cli.js'),
      version: '0.1.0',
      execPath,
      platform: process.platform,
    });
  const assertRefused = ({ code, out, err }: Awaited<ReturnType<typeof run>>): void => {
    assert.deepEqual([code, out], [1, '']);
    assert.match(
      err,
      /^sightline: This is Node \d+\.\S+ \(.+\), and Sightline needs Node 22\.13 or newer.*\n$/,
    );
  };

  for (const [bundle, args] of [
    ['cli.js', ['search', 'x']],
    ['cli.js', ['mcp', '--workspace', '.']],
    ['mcp.js', []],
  ] as const) {
    const line = [bundle, ...args].join(' ');
    it(`${line} says what is needed, and ends with 1`, async () => {
      const pretend = ['--require', tree.at('pretend.cjs')];
      assertRefused(await run(process.execPath, [...pretend, path.join(dist, bundle), ...args]));
    });

    if (!isOld(systemNode)) continue;
    it(`${line} says so under the system's Node`, async () => {
      assertRefused(await run(systemNode, [path.join(dist, bundle), ...args]));
    });
  }

  it('the start script says so too', async () => {
    const { command, args, env } = await launcher(process.execPath);
    const options = { ...env, NODE_OPTIONS: `--require ${JSON.stringify(tree.at('pretend.cjs'))}` };
    assertRefused(await run(command, [...args, 'mcp'], options));
  });

  if (isOld(systemNode)) {
    it("the start script says so under the system's Node", async () => {
      const { command, args, env } = await launcher(systemNode);
      assertRefused(await run(command, [...args, 'mcp'], { ...env }));
    });
  }

  it('mcp.js under a Node that will do says how it is started, and ends with 2', async () => {
    const { code, out, err } = await run(process.execPath, [path.join(dist, 'mcp.js')]);
    assert.deepEqual([code, out], [2, '']);
    assert.equal(
      err,
      'sightline: mcp.js is a part of Sightline. The server is started by: cli.js mcp --workspace DIR\n',
    );
  });
});
