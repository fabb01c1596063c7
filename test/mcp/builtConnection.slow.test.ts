import assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { builtServer } from './builtServer.ts';
import { initialize, type RawClient } from './rawClient.ts';

interface Status {
  readonly state: string;
  readonly role: string;
}

describe('the built MCP server', function () {
  this.timeout(120_000);
  const server = builtServer('export function retryDelay(n: number) {\n  return 2 ** n;\n}\n');
  const start = (): RawClient => server().start();
  const status = async (client: RawClient): Promise<Status> => {
    const { result } = await client.request('tools/call', { name: 'index_status', arguments: {} });
    return result?.['structuredContent'] as Status;
  };
  const statusWhen = async (client: RawClient, isIt: (now: Status) => boolean): Promise<Status> => {
    for (;;) {
      const now = await status(client);
      if (isIt(now)) return now;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };

  it('answers a call before initialize, an unknown method, an unknown tool and a call without a name', async () => {
    const client = start();
    assert.match((await status(client)).state, /^(starting|indexing|ready)$/);
    await initialize(client);
    assert.equal((await client.request('tools/explode')).error?.code, -32_601);
    assert.equal((await client.request('tools/call', { name: 'nope', arguments: {} })).error?.code, -32_602);
    assert.equal((await client.request('tools/call', {})).error?.code, -32_602);
    assert.ok((await client.request('ping')).result);
  });

  for (const mode of ['legacy', 'auto', { pin: '2026-07-28' }] as const) {
    it(`serves a 2.x client that opens with ${JSON.stringify(mode)}`, async () => {
      const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
      const { cli, home, workspace } = server();
      const args = [cli, 'mcp', '--workspace', workspace.directory];
      const env = { PATH: process.env['PATH'] ?? '', SIGHTLINE_HOME: home.directory };
      const launch = { command: process.execPath, args, env, stderr: 'ignore' as const };
      await client.connect(new StdioClientTransport(launch));
      try {
        const { tools } = await client.listTools();
        assert.deepEqual(
          tools.map(({ name }) => name),
          ['search_code', 'get_context', 'find_symbol', 'remember', 'recall', 'forget', 'index_status'],
        );
        const found = await client.callTool({
          name: 'search_code',
          arguments: { text: 'retryDelay', k: '2' },
        });
        const { coverage } = found.structuredContent as { coverage: { filesIndexed: number } };
        assert.ok(coverage.filesIndexed >= 0);
      } finally {
        await client.close();
      }
    });
  }

  it('ends soon after its client vanishes, and another server on the folder goes on as the writer', async () => {
    const first = start();
    await initialize(first);
    await statusWhen(first, ({ state, role }) => state === 'ready' && role === 'writer');
    const second = start();
    await initialize(second);
    await statusWhen(second, ({ state, role }) => state === 'ready' && role === 'reader');
    first.process.stdout?.destroy();
    first.process.stdin?.destroy();
    const { code, afterMs } = await first.ended();
    assert.equal(code, 0);
    // Well under a second alone; the slack is for a machine that is busy with other tests.
    assert.ok(afterMs < 5000, `${afterMs} ms`);
    await statusWhen(second, ({ state, role }) => state === 'ready' && role === 'writer');
  });
});
