import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { scriptedServer, startRaw, stopRaw, type RawClient } from './rawClient.ts';

const run = promisify(execFile);
const modules = path.join(import.meta.dirname, '..', '..', 'node_modules', '.bin');
const limitMs = 60_000;

/** The conformance suite speaks HTTP only: pass each of its messages on to a server on stdio, and its reply back. */
async function relay(client: RawClient): Promise<{ url: string; close(): void }> {
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString('utf8')));
    request.on('end', () => void answer(client, body, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    close: () => void server.close(),
  };
}

async function answer(client: RawClient, body: string, response: http.ServerResponse): Promise<void> {
  // The suite closes with DELETE and listens with GET; neither has a counterpart on stdio.
  if (body === '') return void response.writeHead(405).end();
  const message = JSON.parse(body) as { id?: number; method: string; params?: Record<string, unknown> };
  if (message.id === undefined) {
    client.write(`${body}\n`);
    return void response.writeHead(202).end();
  }
  const reply = await client.request(message.method, message.params);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ ...reply, id: message.id }));
}

describe('the MCP server, to the official tools', () => {
  afterEach(stopRaw);

  // The other scenarios call fixture tools, resources and prompts that only a test server has.
  for (const scenario of ['server-initialize', 'ping', 'tools-list']) {
    it(`passes the conformance scenario ${scenario}`, async function () {
      this.timeout(limitMs);
      const through = await relay(startRaw());
      try {
        const args = ['server', '--url', through.url, '--scenario', scenario];
        const { stdout } = await run(path.join(modules, 'conformance'), args, { timeout: limitMs });
        assert.match(stdout, /Passed: (\d+)\/\1, 0 failed, 0 warnings/);
      } finally {
        through.close();
      }
    });
  }

  it('answers the inspector on its command line', async function () {
    this.timeout(limitMs);
    const call = [
      '--method',
      'tools/call',
      '--tool-name',
      'search_code',
      '--tool-arg',
      'query=name',
      'limit=1',
    ];
    const args = ['--cli', process.execPath, scriptedServer, ...call];
    const { stdout } = await run(path.join(modules, 'mcp-inspector'), args, { timeout: limitMs });
    const result = JSON.parse(stdout) as { structuredContent: { results: { path: string }[] } };
    assert.deepEqual(
      result.structuredContent.results.map((found) => found.path),
      ['src/file1.ts'],
    );
  });
});
