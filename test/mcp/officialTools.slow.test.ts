import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { builtServer } from './builtServer.ts';
import { initialize, type RawClient } from './rawClient.ts';

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

const applicable = ['server-initialize', 'ping', 'tools-list', 'resources-list'];

/** Why a scenario says nothing about this server, and what must be so for that to be true. */
const notApplicable: Record<string, { readonly scenarios: readonly string[]; readonly capability?: string }> =
  {
    'calls a fixture tool of the test server': {
      scenarios: [
        'simple-text',
        'image',
        'audio',
        'embedded-resource',
        'mixed-content',
        'with-logging',
        'error',
        'with-progress',
        'sampling',
        'elicitation',
      ].map((name) => `tools-call-${name}`),
    },
    'looks at a fixture tool of the test server': {
      scenarios: ['json-schema-2020-12', 'elicitation-sep1034-defaults', 'elicitation-sep1330-enums'],
    },
    'reads or watches a fixture resource of the test server': {
      scenarios: ['read-text', 'read-binary', 'templates-read', 'subscribe', 'unsubscribe'].map(
        (name) => `resources-${name}`,
      ),
    },
    'needs prompts, which are not offered yet': {
      capability: 'prompts',
      scenarios: ['list', 'get-simple', 'get-with-args', 'get-embedded-resource', 'get-with-image'].map(
        (name) => `prompts-${name}`,
      ),
    },
    'completes the argument of a fixture prompt of the test server': {
      capability: 'prompts',
      scenarios: ['completion-complete'],
    },
    'needs logging, which the protocol has given up': {
      capability: 'logging',
      scenarios: ['logging-set-level'],
    },
    'is about HTTP, and the server speaks over stdio': {
      scenarios: ['server-sse-polling', 'server-sse-multiple-streams', 'dns-rebinding-protection'],
    },
  };

describe('the built MCP server, to the official tools', function () {
  this.timeout(limitMs);
  const server = builtServer('export function retryDelay(n: number) {\n  return 2 ** n;\n}\n');
  // A server that the inspector starts has a second to answer: it must find the index made.
  before(async () => {
    const { cli, home, workspace } = server();
    const env = { PATH: process.env['PATH'], SIGHTLINE_HOME: home.directory };
    await run(process.execPath, [cli, 'index'], { cwd: workspace.directory, env });
  });
  const start = (): RawClient => server().start();

  for (const scenario of applicable) {
    it(`passes the conformance scenario ${scenario} (2025-11-25)`, async () => {
      const through = await relay(start());
      try {
        const args = ['server', '--url', through.url, '--scenario', scenario];
        const { stdout } = await run(path.join(modules, 'conformance'), args, { timeout: limitMs });
        assert.match(stdout, /Passed: (\d+)\/\1, 0 failed, 0 warnings/);
      } finally {
        through.close();
      }
    });
  }

  for (const [why, { scenarios, capability }] of Object.entries(notApplicable)) {
    it(`is not told of by ${scenarios.join(', ')}: each ${why}`, async () => {
      const client = start();
      const { capabilities } = (await initialize(client)).result as { capabilities: Record<string, unknown> };
      if (capability !== undefined) assert.equal(capabilities[capability], undefined);
      const listed = await client.request('tools/list');
      const { tools } = listed.result as { tools: { name: string }[] };
      assert.ok(tools.every(({ name }) => !name.startsWith('test_')));
    });
  }

  it('knows every server scenario that the conformance suite has', async () => {
    const { stdout } = await run(path.join(modules, 'conformance'), ['list'], { timeout: limitMs });
    const servers = stdout.slice(stdout.indexOf('Server scenarios'), stdout.indexOf('Client scenarios'));
    const listed = [...servers.matchAll(/^ {2}- (\S+)/gm)].map((match) => match[1]);
    const known = [...applicable, ...Object.values(notApplicable).flatMap(({ scenarios }) => scenarios)];
    assert.deepEqual(new Set(listed), new Set(known));
  });

  const inspect = async (...args: string[]): Promise<unknown> => {
    const { cli, home, workspace } = server();
    const all = ['--cli', '-e', `SIGHTLINE_HOME=${home.directory}`, process.execPath, cli, 'mcp', ...args];
    const options = { timeout: limitMs, cwd: workspace.directory };
    const { stdout } = await run(path.join(modules, 'mcp-inspector'), all, options);
    return JSON.parse(stdout);
  };

  /**
   * Each call of the inspector is a new server's first second. On a busy machine the index is not loaded by then, and
   * the answer says to ask again: so do that, and take no other answer without a place.
   */
  const searchUntilLoaded = async (...args: string[]): Promise<{ results: { path: string }[] }> => {
    const deadlineMs = performance.now() + limitMs / 2;
    for (;;) {
      const found = (await inspect(...args)) as {
        structuredContent: { results: { path: string }[]; warnings: string[] };
      };
      const { results, warnings } = found.structuredContent;
      if (results.length > 0) return { results };
      assert.match(warnings.join(), /nothing could be looked at\. Ask again/);
      assert.ok(performance.now() < deadlineMs, 'the index was never loaded in time');
    }
  };

  it('lists its tools to the inspector', async () => {
    const { tools } = (await inspect('--method', 'tools/list')) as { tools: { name: string }[] };
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['search_code', 'get_context', 'find_symbol', 'remember', 'recall', 'forget', 'index_status'],
    );
  });

  it('answers each call of the inspector', async () => {
    const call = ['--method', 'tools/call', '--tool-name'];
    const status = (await inspect(...call, 'index_status')) as { structuredContent: { state: string } };
    assert.match(status.structuredContent.state, /^(starting|indexing|ready)$/);
    const args = ['--tool-arg', 'query=retryDelay', 'limit=1'];
    const { results } = await searchUntilLoaded(...call, 'search_code', ...args);
    assert.equal(results[0]?.path, 'src/retry.ts');
  });
});
