import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { contextContentSchema, type ContextContent } from '../../src/mcp/contextContent.ts';
import { symbolContentSchema, type SymbolContent } from '../../src/mcp/symbolContent.ts';
import { makeTree, type Tree } from '../files/tree.ts';
import { makeSampleWorkspace, type SampleWorkspace } from '../support/sampleWorkspace.ts';
import { builtClient, type BuiltClient } from './builtClient.ts';

describe('get_context and find_symbol of the built server, on a sample workspace', function () {
  this.timeout(120_000);
  let workspace: SampleWorkspace;
  let home: Tree;
  let agent: BuiltClient;
  before(async () => {
    workspace = makeSampleWorkspace();
    home = makeTree();
    agent = await builtClient({ folders: [workspace.folder], home: home.directory });
    await agent.ready();
  });
  after(async () => {
    await agent.close();
    await home[Symbol.asyncDispose]();
    workspace.remove();
  });

  const context = async (args: Record<string, unknown>): Promise<ContextContent> =>
    contextContentSchema
      .strict()
      .parse((await agent.client.callTool({ name: 'get_context', arguments: args })).structuredContent);
  const symbol = async (args: Record<string, unknown>): Promise<SymbolContent> =>
    symbolContentSchema
      .strict()
      .parse((await agent.client.callTool({ name: 'find_symbol', arguments: args })).structuredContent);
  const linesOf = (file: string): string[] =>
    fs.readFileSync(path.join(workspace.folder, file), 'utf8').split('\n');

  /** Every line that a context shows, as `path:line`, after its text was compared with the file. */
  function linesShown({ parts }: ContextContent): string[] {
    return parts.flatMap(({ source, text }) => {
      const [, file = '', ranges = ''] = /^(.*):([\d,-]+)$/.exec(source) ?? [];
      const lines = linesOf(file);
      const shown = ranges.split(',').map((range) => {
        const [from = 0, to = from] = range.split('-').map(Number);
        return Array.from({ length: to - from + 1 }, (_, at) => from + at);
      });
      const said = shown.map((numbers) => numbers.map((line) => lines[line - 1]).join('\n'));
      assert.equal(text, said.join('\n…\n'));
      return shown.flat().map((line) => `${file}:${line}`);
    });
  }

  it('show the lines verbatim, within the budget, with the function that the task is about', async () => {
    const found = await context({ task: 'change the delay before an attempt', budgetTokens: 900 });
    assert.ok(found.tokens <= 900 && found.budgetTokens === 900);
    assert.equal(
      found.tokens,
      found.parts.reduce((sum, { tokens }) => sum + tokens, 0),
    );
    const [definition] = (await symbol({ name: 'retryDelay' })).definitions;
    assert.ok(linesShown(found).includes(`${definition?.path}:${definition?.line}`));
    assert.ok(found.coverage.filesIndexed > 0 && found.coverage.filesIndexed === found.coverage.filesTotal);
  });

  it('show no line twice, over the pages of a cursor as well as with exclude', async () => {
    const task = 'how uploads are retried';
    const seen = new Set<string>();
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page: ContextContent = await context({
        task,
        budget: '400',
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const line of linesShown(page)) {
        assert.ok(!seen.has(line), line);
        seen.add(line);
      }
      ({ cursor } = page);
      pages++;
    } while (cursor !== undefined && pages < 30);
    assert.ok(pages > 1 && pages < 30, `${pages} pages`);

    const first = await context({ task, max_tokens: 400 });
    const next = await context({ task, max_tokens: 400, exclude: first.parts.map(({ id }) => id) });
    const had = new Set(linesShown(first));
    assert.ok(next.parts.length > 0 && linesShown(next).every((line) => !had.has(line)));
  });

  it('find definitions and uses where they stand in the files', async () => {
    const found = await symbol({ name: 'retryDelay', references: true });
    const [first] = found.definitions;
    assert.deepEqual([first?.name, first?.match, first?.kind], ['retryDelay', 'exact', 'function']);
    assert.match(linesOf(first?.path ?? '')[(first?.line ?? 0) - 1] ?? '', /retryDelay/);
    assert.ok(found.references.length > 0 && found.referenceFiles >= found.references.length);
    for (const { path: file, count, lines } of found.references) {
      assert.ok(count >= lines.length && lines.length > 0);
      for (const { line, text } of lines) {
        assert.match(text, /\bretryDelay\b/);
        assert.equal(linesOf(file)[line - 1]?.trim().slice(0, 200), text);
      }
    }
  });

  it('find a name that is misspelt, and say so', async () => {
    const { definitions, warnings } = await symbol({ q: 'retyrDelay' });
    assert.deepEqual([definitions[0]?.name, definitions[0]?.match], ['retryDelay', 'alike']);
    assert.match(warnings.join(), /Nothing is named `retyrDelay`: these are spelt alike/);
  });
});
