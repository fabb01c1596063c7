import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { SearchContent } from '../../src/mcp/searchContent.ts';

const server = path.join(import.meta.dirname, 'serveWorkspace.ts');

const files = {
  'src/retry.ts': [
    '/** How long to wait before attempt `n`: doubles each time, with jitter. */',
    'export function backoffMs(n: number): number {',
    '  return 2 ** n * 100 * (0.5 + Math.random() / 2);',
    '}',
  ],
  'src/upload.ts': ["import { backoffMs } from './retry.ts';", 'export const wait = () => backoffMs(1);'],
  'README.md': ['# Sample', 'Uploads files.'],
  'secret/notes.txt': ['ignored'],
  '.gitignore': ['secret/'],
};

describe('the MCP server on a real workspace', function () {
  this.timeout(90_000);
  let directory = '';
  const clients: Client[] = [];

  const connect = async (): Promise<Client> => {
    const options = {
      roots: [{ name: 'sample', directory: path.join(directory, 'workspace') }],
      homeDirectory: path.join(directory, 'home'),
      model: null,
      version: '1.2.3',
    };
    const client = new Client({ name: 'test', version: '1' });
    clients.push(client);
    const args = [server, JSON.stringify(options)];
    await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }));
    return client;
  };
  const search = async (client: Client, query: string): Promise<SearchContent> => {
    const result = await client.callTool({ name: 'search_code', arguments: { query } });
    assert.ok(result.structuredContent, JSON.stringify(result.content));
    return result.structuredContent as SearchContent;
  };
  /** Ask until the answer is what is waited for: the first ones may come before the index. */
  const searchUntil = async (client: Client, query: string, isIt: (found: SearchContent) => boolean) => {
    for (;;) {
      const found = await search(client, query);
      if (isIt(found)) return found;
      await delay(100);
    }
  };

  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'sightline-mcp-'));
    for (const [name, lines] of Object.entries(files)) {
      const file = path.join(directory, 'workspace', name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, `${lines.join('\n')}\n`);
    }
    execFileSync('git', ['init', '-q'], { cwd: path.join(directory, 'workspace') });
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    fs.rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  });

  it('finds the code with its real lines, and follows a file that is saved', async () => {
    const client = await connect();
    const found = await searchUntil(
      client,
      'how long before the next attempt, with jitter',
      (it) => it.results.length > 0,
    );
    const best = found.results[0];
    assert.equal(best?.path, 'src/retry.ts');
    assert.equal(best.symbol, 'backoffMs');
    const lines = files['src/retry.ts'].slice(best.startLine - 1, best.endLine);
    assert.equal(best.text, lines.join('\n'));
    assert.ok(found.results.every((result) => !result.path.startsWith('secret/')));

    const added = path.join(directory, 'workspace', 'src', 'gzip.ts');
    fs.writeFileSync(added, 'export function compressPayload(bytes: Uint8Array) {\n  return bytes;\n}\n');
    const after = await searchUntil(client, 'compressPayload', (it) => it.results[0]?.path === 'src/gzip.ts');
    assert.ok(after.generation > found.generation);
  });

  it('serves two agents at once: one writes the index, both read it', async () => {
    const [one, two] = await Promise.all([connect(), connect()]);
    const isFound = (it: SearchContent) => it.results[0]?.symbol === 'backoffMs';
    await Promise.all([searchUntil(one, 'backoffMs', isFound), searchUntil(two, 'backoffMs', isFound)]);
    const roles = await Promise.all(
      [one, two].map(async (client) => {
        const status = await client.callTool({ name: 'index_status', arguments: {} });
        return (status.structuredContent as { role: string }).role;
      }),
    );
    assert.deepEqual(roles.toSorted(), ['reader', 'writer']);
  });
});
