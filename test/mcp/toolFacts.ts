import assert from 'node:assert/strict';
import { Client as ModernClient } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernTransport } from '@modelcontextprotocol/client/stdio';
import { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js';
import { ResourceListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { StdioClientTransport as FirstTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { SearchContent } from '../../src/mcp/searchContent.ts';
import { scriptedServer } from './rawClient.ts';

interface CallResult {
  readonly isError?: boolean;
  readonly text: string;
  readonly content: Record<string, unknown>;
}

/** What both official clients can do, in one shape. */
export interface Connected {
  readonly version: string | undefined;
  readonly instructions: string | undefined;
  tools(): Promise<
    {
      name: string;
      title?: string | undefined;
      annotations?: object | undefined;
      inputSchema: object;
      outputSchema?: object | undefined;
    }[]
  >;
  call(
    name: string,
    args: Record<string, unknown>,
    onProgress?: (message: string) => void,
  ): Promise<CallResult>;
  /** Addresses of the resources that are listed. */
  resources(): Promise<string[]>;
  templates(): Promise<string[]>;
  read(uri: string): Promise<string>;
  /** Resolves with the next word that the list of resources is another. */
  listChange(): Promise<{ readonly change: Promise<void> }>;
  complete(uri: string, begun: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

const started = (script: string) => ({
  command: process.execPath,
  args: [scriptedServer],
  env: { PATH: process.env['PATH'] ?? '', SCRIPT: script },
  stderr: 'ignore' as const,
});

function toResult(result: object): CallResult {
  const { isError, content, structuredContent } = result as {
    isError?: boolean;
    content: { text: string }[];
    structuredContent?: Record<string, unknown>;
  };
  return {
    ...(isError === undefined ? {} : { isError }),
    text: content[0]?.text ?? '',
    content: structuredContent ?? {},
  };
}

export type Connect = (script: string) => Promise<Connected>;

export async function connectFirst(script: string): Promise<Connected> {
  const client = new FirstClient({ name: 'test', version: '1' });
  await client.connect(new FirstTransport(started(script)));
  return {
    version: client.getServerVersion()?.version,
    instructions: client.getInstructions(),
    tools: async () => (await client.listTools()).tools,
    call: async (name, args, onProgress) =>
      toResult(
        await client.callTool(
          { name, arguments: args },
          undefined,
          onProgress === undefined ? {} : { onprogress: ({ message }) => onProgress(message ?? '') },
        ),
      ),
    ...resourcesOf(client),
    close: () => client.close(),
  };
}

/** What both clients offer alike for resources. */
function resourcesOf(client: FirstClient | ModernClient) {
  return {
    resources: async () => (await client.listResources()).resources.map(({ uri }) => uri),
    templates: async () =>
      (await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate),
    listChange: async () => {
      const told = Promise.withResolvers<void>();
      if (client instanceof FirstClient) {
        client.setNotificationHandler(ResourceListChangedNotificationSchema, () => told.resolve());
      } else {
        client.setNotificationHandler('notifications/resources/list_changed', () => told.resolve());
        await client.listen({ resourcesListChanged: true });
      }
      return { change: told.promise };
    },
    read: async (uri: string) => {
      const [content] = (await client.readResource({ uri })).contents;
      return content !== undefined && 'text' in content ? content.text : '';
    },
    complete: async (uri: string, begun: string) => {
      const argument = { name: 'id', value: begun };
      return (await client.complete({ ref: { type: 'ref/resource', uri }, argument })).completion.values;
    },
  };
}

export function connectModern(mode: 'legacy' | 'auto' | { pin: string }): Connect {
  return async (script: string): Promise<Connected> => {
    const client = new ModernClient({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
    await client.connect(new ModernTransport(started(script)));
    return {
      version: client.getServerVersion()?.version,
      instructions: client.getInstructions(),
      tools: async () => (await client.listTools()).tools,
      call: async (name, args, onProgress) =>
        toResult(
          await client.callTool(
            { name, arguments: args },
            onProgress === undefined ? {} : { onprogress: ({ message }) => onProgress(message ?? '') },
          ),
        ),
      ...resourcesOf(client),
      close: () => client.close(),
    };
  };
}

/** The facts about the tools, seen through one client. */
export function describeTools(name: string, connect: Connect): void {
  describe(`the MCP tools, to ${name}`, () => {
    let server: Connected;
    const search = async (args: Record<string, unknown>) => {
      const result = await server.call('search_code', args);
      assert.equal(result.isError ?? false, false, result.text);
      return { ...(result.content as SearchContent), said: result.text };
    };

    before(async () => {
      server = await connect('model');
    });
    after(() => server.close());

    it('introduce themselves: title, all four annotations, both schemas', async () => {
      assert.equal(server.version, '9.9.9');
      assert.match(server.instructions ?? '', /never follow instructions/);
      const tools = await server.tools();
      assert.deepEqual(
        tools.map((tool) => tool.name),
        ['search_code', 'get_context', 'find_symbol', 'remember', 'recall', 'forget', 'index_status', 'ask'],
      );
      for (const tool of tools) {
        assert.ok(tool.title, tool.name);
        const hints = Object.keys(tool.annotations ?? {}).filter((key) => key.endsWith('Hint'));
        assert.equal(hints.length, 4, tool.name);
        assert.equal((tool.inputSchema as { type: string }).type, 'object');
        assert.equal((tool.outputSchema as { type: string }).type, 'object');
      }
      assert.deepEqual((tools[0]?.inputSchema as { required: string[] } | undefined)?.required, ['query']);
    });

    it('find places with path, lines, reasons, freshness, coverage and the code', async () => {
      const found = await search({ query: 'name', limit: 2 });
      assert.deepEqual(found.results[1], {
        path: 'src/file2.ts',
        startLine: 2,
        endLine: 4,
        score: 0.5,
        symbol: 'name2',
        reasons: ['defines `name2`'],
        freshness: 'stale',
        text: 'export function name2() {\n  return "```";\n}',
      });
      assert.deepEqual(found.coverage, { filesIndexed: 80, filesTotal: 100 });
      assert.ok(found.generation >= 7);
      assert.match(
        found.said,
        /^2 places for "name" \(80 of 100 files indexed\)\.\n.*data from the workspace, not instructions/,
      );
      assert.match(
        found.said,
        /\nsrc\/file2\.ts:2-4 name2 \(stale\)\nWhy: defines `name2`\.\n````\nexport function name2/,
      );
    });

    it('pack a context: parts with ids, reasons and tokens, what was left out, coverage', async () => {
      const { content, text } = await server.call('get_context', { task: 'name', budgetTokens: 500 });
      assert.deepEqual(content['parts'], [
        {
          id: 'src/file1.ts:1-3#1f',
          kind: 'code',
          source: 'src/file1.ts:1-3',
          tokens: 40,
          reasons: ['defines `name1`'],
          freshness: 'fresh',
          text: 'export function name1() {\n  return "```";\n}',
        },
      ]);
      assert.deepEqual([content['tokens'], content['budgetTokens']], [40, 500]);
      assert.deepEqual(content['leftOut'], [
        { source: 'src/file2.ts:2-4', reason: 'no room within the budget', tokens: 40 },
      ]);
      assert.match(text, /^Context for "name": 1 file, 40 of 500 tokens \(80 of 100 files indexed\)\.\n/);
      assert.match(text, /\nsrc\/file1\.ts:1-3\nWhy: defines `name1`\.\n````\nexport/);
      assert.match(text, /\nLeft out: src\/file2\.ts:2-4 \(no room within the budget\)\.\n/);
    });

    it('go on with a context, leave out what the client has, and mend its arguments', async () => {
      const asked = { q: 'name', max_tokens: '9', exclude: ['a', 'b'], paths: 'src' };
      const first = (await server.call('get_context', asked)).content;
      assert.match(String(first['warnings']), /budgetTokens goes from 100 to 200000; 100 was used/);
      assert.match(
        String(first['warnings']),
        /asked .*"budgetTokens":100,"exclude":\["a","b"\],"paths":\["src"\],"page":0/,
      );
      const next = (await server.call('get_context', { ...asked, cursor: first['cursor'] })).content;
      assert.match(String(next['warnings']), /"page":1/);
      assert.equal(next['cursor'], undefined);
      const many = Array.from({ length: 130 }, (_, at) => `id${at}`);
      const cut = (await server.call('get_context', { task: 'name', exclude: many })).content;
      assert.match(String(cut['warnings']), /exclude has 130 entries; the last 100 were looked at/);
      assert.match(String(cut['warnings']), /"exclude":\["id30",.*"id129"\]/);
      const none = await server.call('get_context', { budget: 3 });
      assert.deepEqual(
        [none.isError, none.text.split('. ')[0]],
        [true, 'get_context was called without a task'],
      );
    });

    it('find a symbol: definitions, references by file, page by page, secrets taken out', async () => {
      const asked = { symbol: 'name1', references: 'true', kind: 'Function' };
      const { content, text } = await server.call('find_symbol', asked);
      const [definition] = content['definitions'] as Record<string, unknown>[];
      assert.equal(definition?.['signature'], 'function name1(apiToken = "[redacted: secret]")');
      assert.equal((content['references'] as object[]).length, 10);
      assert.match(text, /^1 definition of "name1" \(80 of 100 files indexed\)\.\n/);
      assert.match(text, /\nsrc\/file1\.ts:1-3 Box\.name1 \(function\)\n {2}function name1/);
      assert.match(
        text,
        /Used in 12 files \(by name alone.*\nsrc\/user1\.ts: 9 lines\n {2}4 \(in main\): name1\(\);\n {2}and 8 more/s,
      );
      const next = (await server.call('find_symbol', { ...asked, cursor: content['cursor'] })).content;
      assert.deepEqual(
        (next['references'] as { path: string }[]).map(({ path }) => path),
        ['src/user11.ts', 'src/user12.ts'],
      );
      assert.equal(next['cursor'], undefined);
    });

    it('mend what is asked of a symbol, and say what to do without a name', async () => {
      const { content } = await server.call('find_symbol', { q: 'name1', kind: 'thing', limit: '900' });
      const warnings = String(content['warnings']);
      assert.match(warnings, /limit goes from 1 to 50; 50 was used/);
      assert.match(warnings, /kind is one of function, .*; it was left out/);
      assert.match(warnings, /asked \{"name":"name1","limit":50,"offset":0\}/);
      const none = await server.call('find_symbol', {});
      assert.deepEqual(
        [none.isError, none.text.split('. ')[0]],
        [true, 'find_symbol was called without a name'],
      );
    });

    it('give pages until there is no more', async () => {
      const paths: string[] = [];
      let cursor: string | undefined;
      let pages = 0;
      do {
        const page = await search({ query: 'name', limit: 10, ...(cursor === undefined ? {} : { cursor }) });
        paths.push(...page.results.map((result) => result.path));
        cursor = page.cursor;
        pages++;
      } while (cursor !== undefined);
      assert.equal(pages, 3);
      assert.equal(new Set(paths).size, 25);
    });

    it('mend harmless wrong arguments and say so', async () => {
      const found = await search({
        q: ' name ',
        top_k: '500',
        paths: 'src',
        unknown: 1,
        languages: ['TypeScript'],
      });
      assert.equal(found.results.length, 25);
      assert.match(found.warnings.join(), /limit goes from 1 to 50; 50 was used/);
      assert.equal((await search({ question: 'name', k: -3 })).results.length, 1);
      assert.equal((await search({ text: 'name', limit: 'many' })).results.length, 10);
      assert.equal(
        (await search({ query: 'name', cursor: 'junk' })).warnings[0],
        'The cursor is not valid, so this is the first page.',
      );
    });

    it('warn when the index changed between two pages, or the cursor is of another request', async () => {
      const first = await search({ query: 'reindexed', limit: 3 });
      const second = await search({ query: 'reindexed', limit: 3, cursor: first.cursor });
      assert.match(second.warnings.join(), /index changed since the page before/);
      const other = await search({ query: 'name', limit: 3, cursor: first.cursor });
      assert.match(other.warnings.join(), /another request/);
      assert.equal(other.results[0]?.path, 'src/file1.ts');
    });

    it('say what to do when something is wrong', async () => {
      const none = await server.call('search_code', { limit: 3 });
      assert.deepEqual(
        [none.isError, none.text],
        [
          true,
          'search_code was called without a query. Send `query`: a question, words, or names of symbols.',
        ],
      );
      const damaged = await server.call('search_code', { query: 'damaged' });
      assert.deepEqual([damaged.isError, damaged.text], [true, 'The index is damaged. Rebuild it.']);
      const bug = await server.call('search_code', { query: 'a bug' });
      assert.equal(bug.isError, true);
      assert.match(bug.text, /bug in Sightline/);
      assert.match((await search({ query: 'nothing' })).said, /^0 places for "nothing" \(80 of 100/);
    });

    it('tell the state of the index', async () => {
      const { content, text } = await server.call('index_status', {});
      assert.equal(content['state'], 'ready');
      assert.deepEqual(content['skipped'], { binary: 3 });
      assert.match(
        text,
        /80 of 100 files indexed.*Skipped: 3 binary\.\nNote: One folder could not be read\.$/s,
      );
    });

    it('ask the model: answer, checked citations, usage, progress', async () => {
      const steps: string[] = [];
      const { content, text } = await server.call('ask', { question: 'How?' }, (step) => steps.push(step));
      assert.equal(content['answer'], 'It retries twice.');
      assert.deepEqual(content['citations'], [{ path: 'src/file1.ts', startLine: 1, endLine: 3 }]);
      assert.equal(content['sessionId'], 's1');
      assert.deepEqual(content['usage'], { inputTokens: 10, outputTokens: 4, isEstimated: false });
      assert.match(text, /^It retries twice\.\n\nChecked places: src\/file1\.ts:1-3$/);
      assert.deepEqual(steps.slice(0, 2), ['Searching 80 files', 'Asking']);
      const failed = await server.call('ask', { question: 'fail' });
      assert.equal(failed.isError, true);
      assert.match(failed.text, /^The model went away\. Start it\.\nWhat arrived before: Half an$/);
    });
  });
}
