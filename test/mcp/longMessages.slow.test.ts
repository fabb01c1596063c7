import assert from 'node:assert/strict';
import fs from 'node:fs';
import { builtServer } from './builtServer.ts';
import { initialize, type RawClient, type Reply } from './rawClient.ts';

/** What opens every message of a client of the 2026 era. */
const envelope = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

describe('the built MCP server, sent long messages', function () {
  this.timeout(60_000);
  const server = builtServer('export const retryDelay = (n: number) => 2 ** n;\n');
  const start = (): RawClient => server().start();
  const search = (client: RawClient, query: string, more: object = {}): Promise<Reply> =>
    client.request('tools/call', { name: 'search_code', arguments: { query }, ...more });
  const warningsOf = ({ result }: Reply): string =>
    (result?.['structuredContent'] as { warnings: string[] } | undefined)?.warnings.join() ?? '';
  /** The most memory that the process ever held; 0 where the system does not tell. */
  const peakMb = ({ process }: RawClient): number => {
    const status = `/proc/${process.pid}/status`;
    if (!fs.existsSync(status)) return 0;
    return Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(status, 'utf8'))?.[1]) / 1024;
  };

  for (const [era, open, more] of [
    ['2025', initialize, {}],
    ['2026', undefined, { _meta: envelope }],
  ] as const) {
    it(`takes messages of 1, 3, 12 and 30 MB, cuts the query, and says so (${era})`, async () => {
      const client = start();
      await open?.(client);
      for (const mb of [1, 3, 12, 30]) {
        const sentAtMs = performance.now();
        const reply = await search(client, 'retry delay '.repeat((mb * 1e6) / 12), more);
        assert.match(warningsOf(reply), /query was cut to \d+ characters/);
        // At most 2.5 s for the longest; the slack is for a machine that is busy with other tests.
        assert.ok(performance.now() - sentAtMs < 10_000, `${mb} MB: ${performance.now() - sentAtMs} ms`);
      }
      assert.ok(peakMb(client) < 600, `${peakMb(client)} MB`);
    });

    it(`refuses a message over 32 MB by its id, and answers the next one (${era})`, async () => {
      const client = start();
      await open?.(client);
      const { error } = await search(client, 'x'.repeat(34e6), more);
      assert.equal(error?.code, -32_600);
      assert.match(error?.message ?? '', /longer than 32 MB/);
      assert.ok((await search(client, 'retryDelay', more)).result);
    });
  }

  it('answers a line that never ends while it goes on, in bounded memory, and reads on after it', async () => {
    const client = start();
    await initialize(client);
    const piece = 'x'.repeat(1e6);
    let isAnswered = false;
    client.write('{"jsonrpc":"2.0","id":900,"method":"tools/call","params":{"x":"');
    for (let mb = 0; mb < 150; mb++) {
      // As fast as the server reads: what waits in this process would prove nothing.
      const isFull = client.process.stdin?.write(piece) === false;
      if (isFull) await new Promise((resolve) => client.process.stdin?.once('drain', resolve));
      isAnswered ||= client.lines().some((line) => line.includes('"id":900'));
    }
    assert.ok(isAnswered);
    assert.equal(client.lines().filter((line) => line.includes('"id":900')).length, 1);
    assert.match(client.errors(), /A message of more than 32 MB was not read\./);
    assert.ok(peakMb(client) < 300, `${peakMb(client)} MB`);
    client.write('"}}\n');
    assert.ok((await client.request('ping')).result);
  });
});
