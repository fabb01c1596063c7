import assert from 'node:assert/strict';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LLMock } from '@copilotkit/aimock';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import * as z from 'zod';
import { usageSchema } from '../../src/engine/answer.ts';
import { ledgerSchema } from '../../src/engine/prompt/part.ts';
import { makeTree, type Tree } from '../files/tree.ts';
import { builtBundles } from '../support/builtBundles.ts';
import {
  faults,
  helpfulReply,
  say,
  startModelServer,
  type ModelServer,
  type Reply,
} from '../support/modelServer.ts';
import { makeSampleWorkspace, type SampleWorkspace } from '../support/sampleWorkspace.ts';
import type { ServedWorkspace } from './serveWorkspace.ts';

const place = z.strictObject({ path: z.string(), startLine: z.int(), endLine: z.int() });
const contentSchema = z.strictObject({
  answer: z.string(),
  citations: z.array(place),
  usage: usageSchema,
  ledger: ledgerSchema,
  model: z.string(),
  sessionId: z.string(),
  warnings: z.array(z.string()),
});

/** `ask` over MCP with a model behind real HTTP, as an agent meets it: the built server in a process of its own. */
describe('the tool ask, with a model server', function () {
  this.timeout(120_000);
  let workspace: SampleWorkspace;
  let home: Tree;
  const clients: Client[] = [];
  const servers: ModelServer[] = [];

  const connect = async (args: string[], env: Record<string, string>): Promise<Client> => {
    const client = new Client({ name: 'test', version: '1' });
    clients.push(client);
    const clean = { PATH: process.env['PATH'] ?? '', HOME: home.directory, SIGHTLINE_HOME: home.at('data') };
    const launch = { command: process.execPath, args, env: { ...clean, ...env }, stderr: 'ignore' as const };
    await client.connect(new StdioClientTransport(launch));
    return client;
  };
  /** As an agent starts it: the environment names the model. */
  const built = async (env: Record<string, string>, more: string[] = []): Promise<Client> => {
    const cli = path.join(await builtBundles(), 'cli.js');
    return connect([cli, 'mcp', '--workspace', workspace.folder, ...more], env);
  };
  const modelServer = async (script: Parameters<typeof startModelServer>[0]): Promise<ModelServer> => {
    const server = await startModelServer(script, { models: ['scripted'] });
    servers.push(server);
    return server;
  };
  const environmentOf = (server: ModelServer) => ({
    SIGHTLINE_MODEL: 'scripted',
    OPENAI_BASE_URL: server.baseUrl,
  });
  /** The same server from source, where its patience can be set. */
  const impatient = async (server: ModelServer, more: Partial<ServedWorkspace>): Promise<Client> => {
    const options: ServedWorkspace = {
      roots: [{ name: 'sample', directory: workspace.folder }],
      version: '1',
      model: { baseUrl: server.baseUrl, model: 'scripted' },
      ...more,
    };
    return connect([path.join(import.meta.dirname, 'serveWorkspace.ts'), JSON.stringify(options)], {});
  };
  const ask = async (
    client: Client,
    args: Record<string, unknown>,
    onprogress?: (message: string) => void,
  ) => {
    const options = {
      onprogress: (sent: { message?: string | undefined }) => onprogress?.(sent.message ?? ''),
    };
    const result = await client.callTool({ name: 'ask', arguments: args }, undefined, options);
    const [first] = result.content as { text: string }[];
    return { isError: result.isError === true, text: first?.text ?? '', content: result.structuredContent };
  };

  before(() => {
    workspace = makeSampleWorkspace();
    home = makeTree();
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });
  after(async () => {
    workspace.remove();
    await home[Symbol.asyncDispose]();
  });

  it('is listed only where the environment names a model, a key alone does not', async () => {
    const names = async (env: Record<string, string>): Promise<string[]> => {
      const client = await built(env);
      return (await client.listTools()).tools.map((tool) => tool.name);
    };
    assert.deepEqual(await names({ OPENAI_API_KEY: 'sk-other-programs' }), [
      'search_code',
      'get_context',
      'find_symbol',
      'remember',
      'recall',
      'forget',
      'index_status',
    ]);
    // No server on this machine has it, which is no reason not to serve the other tools.
    assert.deepEqual(await names({ SIGHTLINE_MODEL: 'nobody-has-this' }), [
      'search_code',
      'get_context',
      'find_symbol',
      'remember',
      'recall',
      'forget',
      'index_status',
      'ask',
    ]);
  });

  it('answers from the code with checked citations, usage, ledger and a session, on a cold index', async () => {
    const server = await modelServer(helpfulReply);
    const client = await built({ ...environmentOf(server), OPENAI_API_KEY: 'sk-test' });
    const steps: string[] = [];
    const { content, text } = await ask(client, { question: 'how long is the retry delay' }, (step) =>
      steps.push(step),
    );
    const answer = contentSchema.parse(content);
    assert.match(answer.answer, /^The work is done in `src\/net\/retry\.ts`/);
    assert.equal(answer.citations[0]?.path, 'src/net/retry.ts');
    assert.ok(answer.citations.every(({ path: cited }) => cited !== 'src/nowhere.ts'));
    assert.deepEqual([answer.usage.inputTokens, answer.usage.isEstimated], [100, false]);
    assert.ok(answer.ledger.rows.length > 2);
    assert.equal(answer.model, `${server.baseUrl}#scripted`);
    assert.ok(text.startsWith(answer.answer));
    assert.ok(
      steps.some((step) => /^Searching \d+ files/.test(step)),
      steps.join(),
    );
    assert.ok(steps.includes('Asking Local · scripted'), steps.join());
    const [chat] = server.chats();
    assert.equal(chat?.headers.authorization, 'Bearer sk-test');
    assert.match(chat?.body.toString('utf8') ?? '', /retryDelay/);
  });

  it('takes the question under other names, and keeps to a budget', async () => {
    const server = await modelServer(helpfulReply);
    const client = await built(environmentOf(server));
    const small = await ask(client, { q: 'how long is the retry delay', max_tokens: '900' });
    const { ledger } = contentSchema.parse(small.content);
    assert.ok(ledger.tokens <= 900, `${ledger.tokens}`);
    const large = await ask(client, { text: 'how long is the retry delay' });
    assert.ok(contentSchema.parse(large.content).ledger.tokens > 900);
    assert.match((await ask(client, {})).text, /^ask was called without a question\. Send `question`\.$/);
  });

  it('gives a value that fits a schema, with its places checked, and says what is wrong with a schema', async () => {
    const value = { file: { path: 'src/net/retry.ts', line: 1 }, waits: ['doubled'] };
    const server = await modelServer(say(`Here: ${JSON.stringify(value)}`));
    const client = await built(environmentOf(server));
    const schema = {
      type: 'object',
      properties: {
        file: { type: 'object', properties: { path: { type: 'string' }, line: { type: 'integer' } } },
        waits: { type: 'array', items: { type: 'string' } },
      },
      required: ['file', 'waits'],
    };
    const question = 'how long is the retry delay';
    for (const given of [schema, JSON.stringify(schema)]) {
      const asked = await ask(client, { question, schema: given });
      assert.deepEqual((asked.content as { value: unknown }).value, value);
      assert.deepEqual(contentSchema.extend({ value: z.unknown() }).parse(asked.content).citations, [
        { path: 'src/net/retry.ts', startLine: 1, endLine: 1 },
      ]);
    }
    const wrong = await ask(client, { question, schema: { type: 'thing' } });
    assert.equal(wrong.isError, true);
    assert.match(wrong.text, /^The schema cannot be used: .*thing/);
  });

  it('ends the request at the model when the client cancels, and serves on', async () => {
    const server = await modelServer((request) => helpfulReply(request));
    const client = await built(environmentOf(server));
    const stop = new AbortController();
    const call = client.callTool({ name: 'ask', arguments: { question: 'fault:endless retry' } }, undefined, {
      signal: stop.signal,
      onprogress: ({ message }) => {
        if (message?.includes('characters')) stop.abort();
      },
    });
    await assert.rejects(call, /abort/i);
    const over = await server.chats()[0]?.over;
    assert.equal(over?.how, 'left');
    const { content } = await ask(client, { question: 'how long is the retry delay' });
    assert.match(contentSchema.parse(content).answer, /retry\.ts/);
  });

  const cut = (how: 'reset' | 'close') => say(['Half', ' an answer'], { cut: { atByte: 200, how } });
  const failures: [string, Reply, RegExp][] = [
    ['401', faults.unauthorized, /refused the key|key/i],
    ['403', faults.forbidden, /not allowed/i],
    ['404 for the model', faults.modelMissing, /scripted|qwen9/],
    ['429 with a long wait', faults.rateLimitedLong, /too many|rate|limit/i],
    ['a spent quota', faults.quotaSpent, /quota/i],
    ['500', faults.serverError, /500|error/i],
    ['a prompt that is too long', faults.contextTooLong, /too long|window|tokens/i],
    ['invalid JSON', faults.invalidJson, /cannot be read|JSON/i],
    ['a web page', faults.notEvents, /web page/],
    ['an empty answer', faults.emptyBody, /before the first word/],
    ['a connection that breaks', faults.reset, /cannot be reached|closed|connection/i],
    ['a stream that is cut', cut('reset'), /broke off.*\nWhat arrived before: Half$/s],
    ['a stream that ends too soon', cut('close'), /broke off.*\nWhat arrived before: Half$/s],
    ['an error within the stream', faults.errorInStream, /broke off.*\nWhat arrived before: Half an/s],
  ];
  it('turns every failure of the model server into an error that says what to do', async () => {
    let reply: Reply = faults.unauthorized;
    const server = await modelServer(() => reply);
    const client = await built(environmentOf(server));
    for (const [name, fault, words] of failures) {
      reply = fault;
      const result = await ask(client, { question: 'how long is the retry delay' });
      assert.equal(result.isError, true, `${name}: ${result.text}`);
      assert.match(result.text, words, name);
      assert.doesNotMatch(result.text, /bug in Sightline|undefined|\[object/, name);
    }
  });

  it('says where nobody answers, or the address is none', async () => {
    const absent = await built({ SIGHTLINE_MODEL: 'm', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' });
    const nobody = await ask(absent, { question: 'how long is the retry delay' });
    assert.equal(nobody.isError, true);
    assert.match(nobody.text, /^The server at http:\/\/127\.0\.0\.1:9 cannot be reached\. .*[Ss]tart/);
    const unnamed = await ask(await built({ SIGHTLINE_MODEL: 'nobody-has-this' }), { question: 'x' });
    assert.match(unnamed.text, /^No model server on this machine has nobody-has-this\. /);
    const wrong = await ask(await built({ SIGHTLINE_MODEL: 'm', OPENAI_BASE_URL: 'not an address' }), {
      question: 'x',
    });
    assert.equal(wrong.isError, true);
    assert.doesNotMatch(wrong.text, /bug in Sightline/);
    // The other tools do not care.
    const found = await absent.callTool({ name: 'search_code', arguments: { query: 'retryDelay' } });
    assert.equal(found.isError ?? false, false);
  });

  it('gives up on a model that is silent, stalls or never ends, and keeps what was said', async () => {
    let reply: Reply = faults.silent;
    const server = await modelServer(() => reply);
    const timeLimits = { firstTokenMs: 400, betweenTokensMs: 400 };
    const model = { baseUrl: server.baseUrl, model: 'scripted', timeLimits, retryLimits: { baseMs: 1 } };
    const client = await impatient(server, { model, askLimitMs: 4000 });
    const silent = await ask(client, { question: 'how long is the retry delay' });
    assert.deepEqual(
      [silent.isError, silent.text.includes('did not answer within')],
      [true, true],
      silent.text,
    );
    reply = faults.stalls;
    assert.match((await ask(client, { question: 'retry' })).text, /What arrived before: First words/);
    reply = faults.endless;
    const endless = await ask(client, { question: 'retry' });
    assert.equal(endless.isError, true);
    assert.match(
      endless.text,
      /^Local · scripted had not finished after 4 s, and was stopped\. .*\nWhat arrived before: (again )+/,
    );
    assert.equal((await server.chats().at(-1)?.over)?.how, 'left');
  });

  it('shows a sign of life while a slow model says nothing', async () => {
    const server = await modelServer(say('Late.', { headersDelayMs: 6500 }));
    const client = await built(environmentOf(server));
    const steps: string[] = [];
    await ask(client, { question: 'retry' }, (step) => steps.push(step));
    assert.ok(
      steps.some((step) => /^Asking Local · scripted \(\d+ s\)$/.test(step)),
      steps.join(),
    );
  });

  it('stores the turn, so that the command line shows what an agent asked', async () => {
    const server = await modelServer(say('Twice.'));
    const client = await built(environmentOf(server));
    const { content } = await ask(client, { question: 'does the panel see this' });
    const { sessionId } = contentSchema.parse(content);
    await client.close();
    const again = await built(environmentOf(server));
    assert.ok(await again.listTools());
    const { execFile } = await import('node:child_process');
    const cli = path.join(await builtBundles(), 'cli.js');
    const env = { PATH: process.env['PATH'], SIGHTLINE_HOME: home.at('data') };
    const out = await new Promise<string>((resolve, reject) => {
      execFile(
        process.execPath,
        [cli, 'sessions', 'show', sessionId, '-w', workspace.folder],
        { env },
        (error, text) => (error ? reject(error) : resolve(text)),
      );
    });
    assert.match(out, /> does the panel see this[^]*Twice\./);
  });

  it('works with a server of another maker, and passes on its refusal', async () => {
    const mock = new LLMock({ port: 0 });
    mock.onMessage(/retry delay/, { content: 'It doubles [src/net/retry.ts:1-3]. 重试', reasoning: 'Look.' });
    await mock.start();
    try {
      const env = { SIGHTLINE_MODEL: 'gpt-4o', OPENAI_BASE_URL: `${mock.url}/v1`, OPENAI_API_KEY: 'k' };
      const client = await built(env);
      const { content } = await ask(client, { question: 'how long is the retry delay' });
      const answer = contentSchema.parse(content);
      assert.equal(answer.answer, 'It doubles [src/net/retry.ts:1-3]. 重试');
      assert.deepEqual(answer.citations, [{ path: 'src/net/retry.ts', startLine: 1, endLine: 3 }]);
      mock.nextRequestError(401, { message: 'no', type: 'error' });
      const refused = await ask(client, { question: 'how long is the retry delay' });
      assert.equal(refused.isError, true);
      assert.match(refused.text, /key/i);
    } finally {
      await mock.stop();
    }
    await delay(0);
  });
});
