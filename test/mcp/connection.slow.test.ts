import assert from 'node:assert/strict';
import { initialize, startRaw, stopRaw } from './rawClient.ts';

describe('an MCP connection over stdio', () => {
  afterEach(stopRaw);

  it('answers after bytes that are no JSON, and sends only the protocol on stdout', async () => {
    const client = startRaw();
    client.write('{"jsonrpc": "2.0", "id": 1, "met\n\n[1, 2\nhello\n{"a": 1}\n');
    const opened = await initialize(client);
    assert.equal(opened.result?.['protocolVersion'], '2025-11-25');
    const called = await client.request('tools/call', {
      name: 'search_code',
      arguments: { query: 'stray output' },
    });
    assert.ok(called.result?.['structuredContent']);
    await client.said('this must not reach the client');
    for (const line of client.lines()) assert.equal((JSON.parse(line) as { jsonrpc: string }).jsonrpc, '2.0');
  });

  it('ends its process when stdin ends, with code 0', async () => {
    const client = startRaw();
    await initialize(client);
    client.process.stdin?.end();
    const { code, afterMs } = await client.ended();
    assert.equal(code, 0);
    assert.ok(afterMs < 1500, `${afterMs} ms`);
  });

  it('ends when stdin ends before anything was said', async () => {
    const client = startRaw();
    client.process.stdin?.end();
    assert.equal((await client.ended()).code, 0);
  });

  it('ends when its client vanishes in the middle of a call, and aborts that call', async () => {
    const client = startRaw();
    await initialize(client);
    void client.request('tools/call', { name: 'search_code', arguments: { query: 'hang' } });
    await client.said('the call hangs');
    client.process.stdout?.destroy();
    client.process.stdin?.end();
    assert.equal((await client.ended()).code, 0);
    assert.match(client.errors(), /the call was aborted/);
  });

  it('ends on a signal, and within 3 s when its engine is stuck', async () => {
    const client = startRaw('stuck');
    await initialize(client);
    client.process.kill('SIGTERM');
    const { code, afterMs } = await client.ended();
    assert.equal(code, 0);
    assert.ok(afterMs < 3500, `${afterMs} ms`);
  });

  it('answers within a second when the index does not answer', async () => {
    const client = startRaw('stuck');
    await initialize(client);
    const start = performance.now();
    const [found, status] = await Promise.all([
      client.request('tools/call', { name: 'search_code', arguments: { query: 'x' } }),
      client.request('tools/call', { name: 'index_status' }),
    ]);
    const elapsedMs = performance.now() - start;
    const content = found.result?.['structuredContent'] as { results: unknown[]; warnings: string[] };
    assert.deepEqual(content.results, []);
    assert.match(content.warnings.join(), /^The index is still starting, so nothing could be looked at/);
    assert.equal((status.result?.['structuredContent'] as { state: string } | undefined)?.state, 'starting');
    // 900 ms, and slack for a machine that is busy with other tests.
    assert.ok(elapsedMs < 2000, `${elapsedMs} ms`);
  });

  it('says how far a busy index is when it does not answer', async () => {
    const client = startRaw('busy');
    await initialize(client);
    const found = await client.request('tools/call', { name: 'search_code', arguments: { query: 'x' } });
    const content = found.result?.['structuredContent'] as { coverage: object; warnings: string[] };
    assert.deepEqual(content.coverage, { filesIndexed: 80, filesTotal: 100 });
    assert.match(content.warnings.join(), /^The index is busy and did not answer in time/);
  });

  it('drops the answer of a call that its client cancelled, and goes on', async () => {
    const client = startRaw();
    await initialize(client);
    void client.request('tools/call', { name: 'search_code', arguments: { query: 'hang' } });
    await client.said('the call hangs');
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } };
    client.write(`${JSON.stringify(cancel)}\n`);
    await client.said('the call was aborted');
    await client.request('ping');
    assert.equal(
      client.lines().some((line) => line.includes('"id":2')),
      false,
    );
  });
});
