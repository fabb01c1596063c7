import assert from 'node:assert/strict';
import fs from 'node:fs';
import { builtProgram, type BuiltProgram } from '../cli/builtProgram.ts';
import { makeTree, type Tree } from '../files/tree.ts';
import { builtClient, type BuiltClient } from './builtClient.ts';

const settings = '.vscode/settings.json';
const excluding = '{ "search.exclude": { "generated": true } }';

/** Outside VS Code nobody tells what its settings exclude, nor that they changed. */
describe('a running server or watcher, when the settings of its folder change', function () {
  this.timeout(60_000);
  let workspace: Tree;
  let sightline: BuiltProgram;
  beforeEach(async () => {
    workspace = makeTree({
      // Many keep it to themselves; it counts all the same.
      '.gitignore': '.vscode/\n',
      'src/retry.ts': 'export const retryDelay = 1;\n',
      'generated/made.ts': 'export const retryDelayMade = 2;\n',
    });
    sightline = await builtProgram(workspace.directory);
  });
  afterEach(async () => {
    await sightline.dispose();
    await workspace[Symbol.asyncDispose]();
  });

  async function untilFound(server: BuiltClient, wanted: readonly string[]): Promise<void> {
    const deadlineMs = performance.now() + 15_000;
    for (;;) {
      const { results } = await server.search({ query: 'retryDelay retryDelayMade' });
      const found = [...new Set(results.map(({ path }) => path))].sort();
      if (found.join() === wanted.join()) return;
      assert.ok(performance.now() < deadlineMs, `found ${found.join()}, not ${wanted.join()}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  it('an MCP server excludes and takes in again what they say', async () => {
    const server = await builtClient({ folders: [workspace.directory], home: sightline.home });
    const both = ['generated/made.ts', 'src/retry.ts'];
    try {
      await server.ready();
      await untilFound(server, both);
      workspace.write({ [settings]: excluding });
      await untilFound(server, ['src/retry.ts']);
      workspace.write({ [settings]: '{}' });
      await untilFound(server, both);
      workspace.write({ [settings]: excluding });
      await untilFound(server, ['src/retry.ts']);
      fs.rmSync(workspace.at('.vscode'), { recursive: true });
      await untilFound(server, both);
    } finally {
      await server.close();
    }
  });

  it('index --watch leaves out what they exclude, and follows a folder that they let in later', async () => {
    workspace.write({ [settings]: excluding });
    const watcher = sightline.start(['index', '--watch']);
    await watcher.said(/Indexed 2 files[^]*Following changes/);
    workspace.write({ [settings]: '{}' });
    await watcher.said(/Generation \d+: 3 files/);
    workspace.write({ 'generated/more.ts': 'export const more = 3;\n' });
    await watcher.said(/Generation \d+: 4 files/);
    watcher.process.kill('SIGINT');
    assert.equal((await watcher.ended).code, 130);
  });
});
