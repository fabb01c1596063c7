import assert from 'node:assert/strict';
import http from 'node:http';
import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { makeSampleWorkspace, type SampleWorkspace } from '../support/sampleWorkspace.ts';
import { builtProgram, type BuiltProgram, type RunningProgram } from '../cli/builtProgram.ts';

interface Address {
  readonly url: string;
  readonly token: string;
}

describe('MCP over local HTTP', function () {
  this.timeout(120_000);
  let workspace: SampleWorkspace;
  let sightline: BuiltProgram;
  let running: RunningProgram;
  let address: Address;
  before(async () => {
    workspace = makeSampleWorkspace();
    sightline = await builtProgram(workspace.folder);
    running = sightline.start(['mcp', '--http']);
    await running.said(/"token"/);
    address = JSON.parse(running.out()) as Address;
  });
  after(async () => {
    await sightline?.dispose();
    workspace.remove();
  });

  const withToken = (token: string) => ({ requestInit: { headers: { authorization: `Bearer ${token}` } } });

  async function legacy(token: string): Promise<Client> {
    const client = new Client({ name: 'test', version: '1' });
    const transport = new StreamableHTTPClientTransport(new URL(address.url), withToken(token));
    await client.connect(transport);
    return client;
  }

  async function modern(token: string): Promise<ModernClient> {
    const client = new ModernClient({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    await client.connect(new ModernTransport(new URL(address.url), withToken(token)));
    return client;
  }

  function post(headers: Record<string, string>, more: { path?: string; body?: string } = {}) {
    const body = more.body ?? JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    return new Promise<{ status: number; text: string; headers: http.IncomingHttpHeaders }>(
      (resolve, reject) => {
        const asked = http.request(
          new URL(more.path ?? '/mcp', address.url),
          {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              accept: 'application/json, text/event-stream',
              ...headers,
            },
          },
          (response) => {
            let text = '';
            response.setEncoding('utf8').on('data', (part: string) => (text += part));
            response.on('end', () =>
              resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
            );
          },
        );
        asked.on('error', reject);
        asked.end(body);
      },
    );
  }

  it('prints one line with address and token, and listens on this machine alone', () => {
    assert.match(running.out(), /^\{"url":"http:\/\/127\.0\.0\.1:\d+\/mcp","token":"[\w-]{40,}"\}\n$/);
  });

  for (const [era, connect] of [
    ['2025-11-25', legacy],
    ['2026-07-28', modern],
  ] as const) {
    it(`answers a client of ${era}, and offers it no tool that writes`, async () => {
      const client = await connect(address.token);
      try {
        const { tools } = await client.listTools();
        const names = tools.map(({ name }) => name);
        assert.ok(names.includes('search_code') && names.includes('get_context') && names.includes('recall'));
        assert.ok(!names.includes('remember') && !names.includes('forget'), names.join());
        const found = await client.callTool({ name: 'search_code', arguments: { query: 'retryDelay' } });
        const { results } = found.structuredContent as { results: { path: string }[] };
        assert.equal(results[0]?.path, 'src/net/retry.ts');
      } finally {
        await client.close();
      }
    });
  }

  it('lets a client that was added write, until it is revoked', async () => {
    const added = await sightline.run(['mcp', 'clients', 'add', 'Codex', '--allow-write', '--json']);
    const { token } = JSON.parse(added.out) as { token: string };
    const client = await legacy(token);
    const kept = await client.callTool({ name: 'remember', arguments: { text: 'We release on Tuesdays.' } });
    assert.notEqual(kept.isError, true, JSON.stringify(kept.content));
    await client.close();
    const { out } = await sightline.run(['mcp', 'clients', 'list']);
    assert.match(out, /^Codex {2}reads and writes {2}last used 20/);
    assert.equal((await sightline.run(['mcp', 'clients', 'revoke', 'Codex'])).code, 0);
    assert.equal((await post({ authorization: `Bearer ${token}` })).status, 401);
  });

  it('refuses whoever has no token, a wrong one, a foreign host or origin, or another path', async () => {
    const right = { authorization: `Bearer ${address.token}` };
    const cases: [Record<string, string>, number, string?][] = [
      [{}, 401],
      [{ authorization: 'Bearer wrong' }, 401],
      [{ authorization: `Basic ${address.token}` }, 401],
      [{ ...right, host: 'evil.example' }, 403],
      [{ ...right, host: `127.0.0.1.evil.example:80` }, 403],
      [{ ...right, origin: 'https://evil.example' }, 403],
      [{ ...right, origin: 'null' }, 403],
      [right, 404, '/other'],
    ];
    for (const [headers, status, path] of cases) {
      const given = await post(headers, path === undefined ? {} : { path });
      assert.equal(
        given.status,
        status,
        `${JSON.stringify({ ...headers, authorization: '' })}: ${given.text}`,
      );
      assert.doesNotMatch(given.text, new RegExp(address.token));
    }
    assert.match((await post({})).headers['www-authenticate'] ?? '', /^Bearer/);
  });

  it('survives broken and huge bodies, and a client that leaves in the middle', async () => {
    const right = { authorization: `Bearer ${address.token}` };
    assert.ok((await post(right, { body: '{"jsonrpc": ' })).status >= 400);
    const huge = await post(right, { body: `{"x": "${'y'.repeat(5_000_000)}"}` }).catch(() => ({
      status: 413,
    }));
    assert.equal(huge.status, 413);
    const leaving = http.request(new URL(address.url), {
      method: 'POST',
      headers: { ...right, 'content-length': '99' },
    });
    leaving.on('error', () => undefined);
    leaving.write('{');
    await new Promise((resolve) => setTimeout(resolve, 100));
    leaving.destroy();
    const client = await legacy(address.token);
    assert.ok((await client.listTools()).tools.length > 3);
    await client.close();
  });

  it('answers 100 calls at once, each of them rightly or with the wish to wait', async () => {
    const call = {
      jsonrpc: '2.0',
      id: 7,
      method: 'tools/call',
      params: { name: 'index_status', arguments: {} },
    };
    const headers = { authorization: `Bearer ${address.token}`, 'mcp-protocol-version': '2025-11-25' };
    const all = await Promise.all(
      Array.from({ length: 100 }, () => post(headers, { body: JSON.stringify(call) })),
    );
    const right = all.filter(({ status, text }) => status === 200 && text.includes('"filesIndexed"'));
    const later = all.filter(({ status }) => status === 429);
    assert.equal(right.length + later.length, 100, JSON.stringify(all.find(({ status }) => status !== 200)));
    assert.ok(right.length >= 32);
  });

  it('ends when it is asked to', async () => {
    running.process.kill('SIGTERM');
    assert.equal((await running.ended).code, 130);
  });

  for (const line of [
    ['mcp', '--port', '80'],
    ['mcp', '--http', '--port', '99999'],
    ['mcp', 'clients'],
    ['mcp', 'clients', 'revoke', 'nobody'],
    ['mcp', 'something'],
  ]) {
    it(`refuses ${line.join(' ')}`, async () => assert.equal((await sightline.run(line)).code, 2));
  }
});
