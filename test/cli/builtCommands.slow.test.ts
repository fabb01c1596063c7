import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { usageSchema } from '../../src/engine/answer.ts';
import { indexStatusSchema } from '../../src/engine/retrieval/status.ts';
import { sessionSchema, sessionSummarySchema } from '../../src/engine/session/session.ts';
import { contextContentSchema } from '../../src/mcp/contextContent.ts';
import { searchContentSchema } from '../../src/mcp/searchContent.ts';
import { helpfulReply, startModelServer } from '../support/modelServer.ts';
import { makeSampleWorkspace, type SampleWorkspace } from '../support/sampleWorkspace.ts';
import { builtProgram, type BuiltProgram, type Finished } from './builtProgram.ts';

/** The shapes of the contract, strict: a field that is not in it is a failure here. */
const place = z.strictObject({ path: z.string(), startLine: z.int().min(1), endLine: z.int().min(1) });
const askSchema = z.strictObject({
  answer: z.string(),
  citations: z.array(place).min(1),
  sessionId: z.string().min(8),
  model: z.string().nullable(),
  usage: usageSchema.nullable(),
  warnings: z.array(z.string()),
});
const doctorSchema = z.strictObject({
  version: z.string().regex(/^\d+\.\d+\.\d+/),
  node: z.string(),
  platform: z.string(),
  home: z.string(),
  roots: z.array(z.string()).min(1),
  index: indexStatusSchema,
  skipped: z.array(z.strictObject({ path: z.string(), reason: z.string(), detail: z.string() })),
  configured: z
    .strictObject({ model: z.string(), baseUrl: z.string().nullable(), hasKey: z.boolean() })
    .nullable(),
  servers: z.array(z.strictObject({ name: z.string(), baseUrl: z.string(), models: z.array(z.string()) })),
  sessions: z.int(),
  memories: z.int(),
  problems: z.array(z.string()),
});

/** One JSON value and one line end on stdout, and nothing else. */
function oneValue<T>(schema: z.ZodType<T>, { out, err }: Finished): T {
  assert.match(out, /^[^\n]*\n$/, `${out}\n${err}`);
  return schema.parse(JSON.parse(out));
}

describe('the built command line, on a sample workspace', function () {
  this.timeout(120_000);
  let workspace: SampleWorkspace;
  let sightline: BuiltProgram;
  before(async () => {
    workspace = makeSampleWorkspace();
    sightline = await builtProgram(workspace.folder);
  });
  after(async () => {
    await sightline?.dispose();
    workspace.remove();
  });

  it('indexes, and parses every file whose language has a grammar', async () => {
    const first = await sightline.run(['index']);
    assert.equal(first.code, 0, first.err);
    assert.match(
      first.out,
      /^Indexed \d+ files \(\d+ chunks, [\d.]+ kB\) in [\d.]+ m?s\. Skipped \d+: .*ignored.*\.\n$/,
    );
    assert.doesNotMatch(first.err, /could not|Error|Experimental/);
    const again = await sightline.run(['index', '--json']);
    const status = oneValue(indexStatusSchema, again);
    assert.deepEqual([again.code, status.state, status.phase, status.role], [0, 'ready', 'idle', 'writer']);
    assert.equal(status.filesIndexed, status.filesTotal);
    // TypeScript, Python, Go, Rust and Java: the grammars lie in the bundle and load there.
    assert.equal(status.filesParsed, status.filesTotal);
    const symbols = await sightline.run(['search', 'sendAll', '--json']);
    assert.equal(oneValue(searchContentSchema, symbols).results[0]?.symbol, 'sendAll');
  });

  it('searches: hits with reasons for people, the answer of search_code as JSON', async () => {
    const shown = await sightline.run(['search', 'delay before an attempt', '-n', '2']);
    assert.equal(shown.code, 0, shown.err);
    assert.match(shown.out, /src\/net\/retry\.ts:\d+-\d+ {2}retryDelay {2}function\n/);
    assert.match(shown.out, /found: /);
    const found = oneValue(
      searchContentSchema.strict(),
      await sightline.run(['search', 'retryDelay', '--json', '--limit', '3']),
    );
    assert.equal(found.results[0]?.path, 'src/net/retry.ts');
    assert.ok(found.results.length <= 3);
    assert.ok(found.coverage.filesIndexed > 0 && found.coverage.filesIndexed === found.coverage.filesTotal);
    const text = fs.readFileSync(path.join(workspace.folder, 'src/net/retry.ts'), 'utf8').split('\n');
    const { startLine, endLine, text: said } = found.results[0];
    assert.equal(said, text.slice(startLine - 1, endLine).join('\n'));
    const nothing = await sightline.run(['search', 'zzqqxx']);
    assert.deepEqual([nothing.code, nothing.out], [0, '']);
    assert.match(nothing.err, /^Nothing found in \d+ files\.$/m);
  });

  it('packs the context of a task: code and ledger for people, the answer of get_context as JSON', async () => {
    const shown = await sightline.run(['context', 'change the delay before an attempt', '--budget', '700']);
    assert.equal(shown.code, 0, shown.err);
    assert.match(shown.out, /^src\/net\/retry\.ts:[\d,-]+ {2}retryDelay\n/m);
    assert.match(shown.out, /\nLedger: \d+ of 700 tokens\n/);
    const asJson = await sightline.run([
      'context',
      'change the delay before an attempt',
      '-b',
      '700',
      '--json',
    ]);
    const found = oneValue(contextContentSchema.strict(), asJson);
    assert.ok(
      found.tokens <= 700 && found.tokens === found.parts.reduce((sum, part) => sum + part.tokens, 0),
    );
    for (const { source, text } of found.parts) {
      const [, file = '', ranges = ''] = /^(.*):([\d,-]+)$/.exec(source) ?? [];
      const lines = fs.readFileSync(path.join(workspace.folder, file), 'utf8').split('\n');
      const said = ranges.split(',').map((range) => {
        const [from = 0, to = from] = range.split('-').map(Number);
        return lines.slice(from - 1, to).join('\n');
      });
      assert.equal(text, said.join('\n…\n'));
    }
  });

  it('asks without a model, and shows, exports, forks and deletes the session', async () => {
    const asked = await sightline.run([
      'ask',
      'how long is the delay before an attempt',
      '--no-model',
      '--json',
    ]);
    const { sessionId, ...answer } = oneValue(askSchema, asked);
    assert.deepEqual([asked.code, answer.model, answer.usage], [0, null, null]);
    assert.equal(answer.citations[0]?.path, 'src/net/retry.ts');

    const listed = oneValue(
      z.array(sessionSummarySchema.strict()),
      await sightline.run(['sessions', 'list', '--json']),
    );
    assert.deepEqual(
      listed.map(({ id }) => id),
      [sessionId],
    );
    const shown = oneValue(sessionSchema, await sightline.run(['sessions', 'show', 'last', '--json']));
    assert.deepEqual(
      shown.turns.map(({ question, state }) => [question, state]),
      [['how long is the delay before an attempt', 'done']],
    );
    const markdown = await sightline.run(['sessions', 'export', sessionId.slice(0, 10)]);
    assert.match(markdown.out, /^# how long is the delay.*\n[^]*src\/net\/retry\.ts/i);
    const exported = await sightline.run(['sessions', 'export', sessionId, '--json']);
    const complete = sessionSchema.extend({ format: z.literal('sightline-session'), version: z.literal(1) });
    assert.equal(complete.parse(JSON.parse(exported.out)).id, sessionId);
    const forked = oneValue(
      sessionSummarySchema,
      await sightline.run(['sessions', 'fork', sessionId, '--json']),
    );
    assert.equal(forked.forkedFrom, sessionId);
    const deleted = await sightline.run(['sessions', 'delete', forked.id, '--json']);
    assert.deepEqual(oneValue(z.strictObject({ deleted: z.string() }), deleted), { deleted: forked.id });
    assert.equal((await sightline.run(['sessions', 'show', forked.id])).code, 1);
  });

  it('asks a model, goes on in the session, and tells what it cost', async () => {
    const server = await startModelServer(helpfulReply, { models: ['scripted'], apiKey: 'sk-test' });
    const env = { SIGHTLINE_MODEL: 'scripted', OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'sk-test' };
    try {
      const asked = await sightline.run(['ask', 'how long is the retry delay', '--json'], { env });
      const answer = oneValue(askSchema, asked);
      // The scripted model also cites a file that does not exist, which is a warning.
      assert.equal(asked.code, 3);
      assert.equal(answer.model, `${server.baseUrl}#scripted`);
      assert.equal(answer.usage?.isEstimated, false);
      const next = await sightline.run(['ask', 'and who calls it', '--session', answer.sessionId], { env });
      assert.match(next.out, /^The work is done in/);
      assert.match(next.err, /scripted · 100 tokens in, 20 out · Session /);
      const shown = await sightline.run(['sessions', 'show', answer.sessionId, '--json']);
      assert.equal(oneValue(sessionSchema, shown).turns.length, 2);
    } finally {
      await server.stop();
    }
  });

  it('examines itself', async () => {
    const env = {
      SIGHTLINE_MODEL: 'm',
      OPENAI_BASE_URL: 'https://ann:pass@models.example/v1',
      OPENAI_API_KEY: 'sk-secret',
    };
    const done = await sightline.run(['doctor', '--json'], { env });
    const found = oneValue(doctorSchema, done);
    assert.equal(done.code, 0, done.out);
    assert.deepEqual(found.configured, { model: 'm', baseUrl: 'https://models.example/v1', hasKey: true });
    assert.doesNotMatch(done.out, /sk-secret|ann:pass/);
    assert.ok(
      found.skipped.some(({ path: skipped, reason }) => skipped === 'build/' && reason === 'ignored'),
    );
    const shown = await sightline.run(['doctor']);
    assert.match(
      shown.out,
      /^Sightline\n {2}version [^]*\nIndex\n {2}ready: [^]*\nStores\n {2}sessions: sound/,
    );
  });
});
