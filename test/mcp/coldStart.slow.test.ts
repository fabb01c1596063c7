import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { coverageSchema } from '../../src/engine/retrieval/hit.ts';
import { makeTree, type Tree } from '../files/tree.ts';
import { builtBundles } from '../support/builtBundles.ts';
import type { SearchContent } from '../../src/mcp/searchContent.ts';
import { builtClient, type BuiltClient } from './builtClient.ts';

const fileCount = 20_000;
const coveredSchema = z.object({ coverage: coverageSchema, warnings: z.array(z.string()) });

/** Node itself, started and ended: how slow this machine is at the moment. */
function nodeStartMs(): number {
  const from = performance.now();
  execFileSync(process.execPath, ['-e', '0']);
  return performance.now() - from;
}

describe('the first call of the MCP server on a cold workspace of 20,000 files', function () {
  this.timeout(180_000);
  let workspace: Tree;
  let home: Tree;
  let agent: BuiltClient | undefined;
  before(async () => {
    await builtBundles();
    home = makeTree();
    workspace = makeTree(
      Object.fromEntries(
        Array.from({ length: fileCount }, (_, n) => [
          `d${n % 200}/f${n}.ts`,
          `/** Work of file ${n}. */\nexport function work${n}(x: number): number {\n  return x + ${n};\n}\n`,
        ]),
      ),
    );
  });
  after(async () => {
    await agent?.close();
    await workspace[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
  });

  it('comes within a second, says what it covers, and later ones cover all', async () => {
    const nodeMs = nodeStartMs();
    const spawnedAt = performance.now();
    agent = await builtClient({ folders: [workspace.directory], home: home.directory });
    const calledAt = performance.now();
    const first = await agent.search({ query: 'work of a file' });
    const answeredAt = performance.now();
    const [callMs, allMs] = [answeredAt - calledAt, answeredAt - spawnedAt].map(Math.round);
    console.log(
      `      spawn to answer ${allMs} ms, the call ${callMs} ms (node alone: ${Math.round(nodeMs)} ms)`,
    );
    // The call itself: a second, and slack for a machine that is busy with other tests.
    assert.ok((callMs ?? Infinity) < 1000 + 8 * nodeMs, `${callMs} ms, with ${nodeMs} ms for node alone`);
    // From the start of the process: a second more at most for Node, the bundles and the handshake.
    assert.ok((allMs ?? Infinity) < 2000 + 20 * nodeMs, `${allMs} ms, with ${nodeMs} ms for node alone`);

    const { filesIndexed, filesTotal } = first.coverage;
    assert.ok(filesIndexed < fileCount && filesIndexed <= filesTotal, JSON.stringify(first.coverage));
    if (first.results.length === 0) assert.match(first.warnings.join(), /nothing could be looked at/);
    for (const { path: found, startLine, endLine, text } of first.results) {
      const lines = fs.readFileSync(path.join(workspace.directory, found), 'utf8').split('\n');
      assert.equal(text, lines.slice(startLine - 1, endLine).join('\n'));
    }
    const { generation } = first;
    const ready = await agent.ready();
    assert.deepEqual([ready.filesIndexed, ready.filesTotal, ready.warnings], [fileCount, fileCount, []]);
    const last = await agent.search({ query: 'work19876', limit: 1 });
    assert.equal(last.results[0]?.symbol, 'work19876');
    assert.deepEqual(last.coverage, { filesIndexed: fileCount, filesTotal: fileCount });
    assert.ok(last.generation > generation && last.warnings.length === 0);
  });

  const firstCalls = [
    { name: 'get_context', arguments: { task: 'change the work of a file', budgetTokens: 2000 } },
    { name: 'find_symbol', arguments: { name: 'work19876', references: true } },
  ];
  for (const call of firstCalls) {
    it(`comes within a second too where it is ${call.name}, and says what it covers`, async () => {
      await using coldHome = makeTree();
      const nodeMs = nodeStartMs();
      const cold = await builtClient({ folders: [workspace.directory], home: coldHome.directory });
      try {
        const from = performance.now();
        const { structuredContent } = await cold.client.callTool(call);
        const callMs = Math.round(performance.now() - from);
        assert.ok(callMs < 1000 + 8 * nodeMs, `${callMs} ms, with ${nodeMs} ms for node alone`);
        const { coverage, warnings } = coveredSchema.parse(structuredContent);
        assert.ok(coverage.filesIndexed < fileCount && coverage.filesIndexed <= coverage.filesTotal);
        if (coverage.filesIndexed === 0)
          assert.match(warnings.join(), /nothing could be looked at|Nothing is indexed/);
      } finally {
        await cold.close();
      }
    });
  }

  it('is loaded by the next server, which gives page after page', async () => {
    await agent?.close();
    agent = await builtClient({ folders: [workspace.directory], home: home.directory });
    await agent.ready();
    const seen = new Set<string>();
    let cursor: string | undefined;
    for (let page = 0; page < 3; page++) {
      const found: SearchContent = await agent.search({
        q: 'work of file',
        top_k: '7',
        ...(cursor === undefined ? {} : { cursor }),
      });
      assert.deepEqual(found.coverage, { filesIndexed: fileCount, filesTotal: fileCount });
      assert.equal(found.results.length, 7);
      for (const { path: at, startLine, freshness } of found.results) {
        assert.equal(freshness, 'fresh');
        seen.add(`${at}:${startLine}`);
      }
      ({ cursor } = found);
    }
    assert.equal(seen.size, 21, 'no place twice');
  });
});
