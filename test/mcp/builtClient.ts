import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type * as z from 'zod';
import { indexStatusSchema, type IndexStatus } from '../../src/engine/retrieval/status.ts';
import { searchContentSchema, type SearchContent } from '../../src/mcp/searchContent.ts';
import { builtBundles } from '../support/builtBundles.ts';

/** A client of the built server, which it started as agents do: `node dist/cli.js mcp --workspace …`. */
export interface BuiltClient {
  readonly client: Client;
  search(args: Record<string, unknown>): Promise<SearchContent>;
  status(): Promise<IndexStatus>;
  /** The status once the index is current. */
  ready(): Promise<IndexStatus>;
  close(): Promise<void>;
}

export interface BuiltClientOptions {
  readonly folders: readonly string[];
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
}

export async function builtClient({ folders, home, env = {} }: BuiltClientOptions): Promise<BuiltClient> {
  const client = new Client({ name: 'test', version: '1' });
  const workspaces = folders.flatMap((folder) => ['--workspace', folder]);
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [path.join(await builtBundles(), 'cli.js'), 'mcp', ...workspaces],
    env: { PATH: process.env['PATH'] ?? '', HOME: home, SIGHTLINE_HOME: home, ...env },
    stderr: 'ignore',
  });
  await client.connect(transport);
  const call = async <T>(schema: z.ZodType<T>, name: string, args: Record<string, unknown>): Promise<T> => {
    const result = await client.callTool({ name, arguments: args });
    return schema.parse(result.structuredContent, { error: () => JSON.stringify(result.content) });
  };
  const status = (): Promise<IndexStatus> => call(indexStatusSchema, 'index_status', {});
  return {
    client,
    status,
    search: (args) => call(searchContentSchema, 'search_code', args),
    ready: async () => {
      for (;;) {
        const now = await status();
        if (now.state === 'ready' || now.state === 'failed') return now;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    close: () => client.close(),
  };
}
