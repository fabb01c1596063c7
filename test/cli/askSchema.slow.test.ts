import assert from 'node:assert/strict';
import { say, startModelServer, type Script } from '../support/modelServer.ts';
import { makeSampleWorkspace, type SampleWorkspace } from '../support/sampleWorkspace.ts';
import { builtProgram, type BuiltProgram } from './builtProgram.ts';

const schema = {
  type: 'object',
  properties: { seconds: { type: 'integer' }, where: { type: 'string' } },
  required: ['seconds', 'where'],
  additionalProperties: false,
};
const value = { seconds: 30, where: 'src/net/retry.ts' };

describe('the built command line, asked for a value of a schema', function () {
  this.timeout(120_000);
  let workspace: SampleWorkspace;
  let sightline: BuiltProgram;
  before(async () => {
    workspace = makeSampleWorkspace();
    workspace.write('answer.schema.json', JSON.stringify(schema));
    workspace.write('broken.schema.json', '{"type": ');
    sightline = await builtProgram(workspace.folder);
  });
  after(async () => {
    await sightline?.dispose();
    workspace.remove();
  });

  async function ask(script: Script, ...more: string[]) {
    const server = await startModelServer(script);
    try {
      const env = { OPENAI_BASE_URL: server.baseUrl, SIGHTLINE_MODEL: 'qwen3' };
      const line = ['ask', 'how long is the longest wait', '--schema', 'answer.schema.json', ...more];
      return { ...(await sightline.run(line, { env })), chats: server.chats() };
    } finally {
      await server.stop();
    }
  }

  it('prints the value alone for people, and in its field as JSON', async () => {
    const plain = await ask(say(`\`\`\`json\n${JSON.stringify(value)}\n\`\`\``));
    assert.equal(plain.code, 0, plain.err);
    assert.deepEqual(JSON.parse(plain.out), value);
    const json = await ask(say(JSON.stringify(value)), '--json');
    const printed = JSON.parse(json.out) as Record<string, unknown>;
    assert.deepEqual([printed['value'], 'answer' in printed], [value, false]);
  });

  it('tells the model the schema as a part of the prompt that its ledger names', async () => {
    const { chats } = await ask(say(JSON.stringify(value)));
    const sent = chats[0]?.json as { messages: { role: string; content: string }[]; response_format: object };
    assert.match(sent.messages[0]?.content ?? '', /fits this JSON schema.*"additionalProperties":false/s);
    assert.match(JSON.stringify(sent.response_format), /"strict":true/);
  });

  it('asks again where the value does not fit', async () => {
    const { out, chats } = await ask([say('{"seconds": "soon"}'), say(JSON.stringify(value))]);
    assert.deepEqual(JSON.parse(out), value);
    assert.equal(chats.length, 2);
  });

  it('fails with the raw text where no value comes of it, and keeps the question', async () => {
    const { code, out } = await ask(say('I would rather not.'), '--json');
    const { failure, sessionId } = JSON.parse(out) as {
      failure: { kind: string; rawText: string };
      sessionId: string;
    };
    assert.deepEqual([code, failure.kind, failure.rawText], [1, 'output-invalid', 'I would rather not.']);
    const shown = await sightline.run(['sessions', 'show', sessionId, '--json']);
    assert.match(shown.out, /how long is the longest wait/);
  });

  for (const [line, says] of [
    [['--schema', 'missing.json'], /missing\.json cannot be read as JSON/],
    [['--schema', 'broken.schema.json'], /broken\.schema\.json cannot be read as JSON/],
    [['--schema', 'answer.schema.json', '--no-model'], /--schema needs a model/],
  ] as const) {
    it(`refuses ${line.join(' ')}`, async () => {
      const { code, err } = await sightline.run(['ask', 'x', ...line], { env: { SIGHTLINE_MODEL: 'm' } });
      assert.equal(code, 2);
      assert.match(err, says);
    });
  }
});
