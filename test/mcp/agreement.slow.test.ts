import assert from 'node:assert/strict';
import { indexStatusSchema } from '../../src/engine/retrieval/status.ts';
import { builtProgram, type BuiltProgram } from '../cli/builtProgram.ts';
import { makeTree, type Tree } from '../files/tree.ts';
import { builtClient, type BuiltClient } from './builtClient.ts';

const code = (name: string): string => `export function ${name}(): number {\n  return 1;\n}\n`;

/** Two roots, each with settings of its own: what one excludes is indexed in the other. */
const rootOne = {
  '.vscode/settings.json':
    '{ "files.exclude": { "generated": true }, "search.exclude": { "**/*.min.js": true } }',
  'generated/one.ts': code('generatedInOne'),
  'shared/one.ts': code('sharedInOne'),
  'lib/a.min.js': code('minifiedInOne'),
};
const rootTwo = {
  '.vscode/settings.json': '{ "search.exclude": { "shared/**": true } }',
  'generated/two.ts': code('generatedInTwo'),
  'shared/two.ts': code('sharedInTwo'),
  'lib/b.min.js': code('minifiedInTwo'),
};
const indexed = ['sharedInOne', 'generatedInTwo', 'minifiedInTwo'];
const excluded = ['generatedInOne', 'minifiedInOne', 'sharedInTwo'];

describe('the command line and the MCP server on one workspace', function () {
  this.timeout(120_000);
  let one: Tree;
  let two: Tree;
  let sightline: BuiltProgram;
  let agent: BuiltClient | undefined;
  before(async () => {
    one = makeTree(rootOne);
    two = makeTree(rootTwo);
    sightline = await builtProgram(one.directory);
  });
  afterEach(() => agent?.close());
  after(async () => {
    await sightline?.dispose();
    await one[Symbol.asyncDispose]();
    await two[Symbol.asyncDispose]();
  });

  it('leave out the same files, by the editor settings of each root', async () => {
    const roots = ['-w', one.directory, '-w', two.directory];
    const told = await sightline.run(['index', '--json', ...roots]);
    const byCommand = indexStatusSchema.parse(JSON.parse(told.out));
    agent = await builtClient({ folders: [one.directory, two.directory], home: sightline.home });
    const byServer = await agent.ready();
    assert.deepEqual(
      [byServer.filesIndexed, byServer.filesTotal, byServer.skipped],
      [byCommand.filesIndexed, byCommand.filesTotal, byCommand.skipped],
    );
    for (const symbol of indexed) {
      const found = await agent.search({ query: symbol, limit: 1 });
      assert.equal(found.results[0]?.symbol, symbol);
    }
    for (const symbol of excluded) {
      const { results } = await agent.search({ query: symbol });
      assert.ok(
        results.every((result) => result.symbol !== symbol),
        symbol,
      );
    }
    const names = new Set(
      (await agent.search({ query: 'export function' })).results.map(({ path }) => path.split('/')[0]),
    );
    assert.equal(names.size, 2, 'paths are prefixed with the name of their root');
  });
});
