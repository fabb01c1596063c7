import assert from 'node:assert/strict';
import type { EngineError } from '../../../src/engine/errors.ts';
import { generate, schemaWords, type GenerateEvent } from '../../../src/engine/output/generate.ts';
import { outputSchema } from '../../../src/engine/output/schema.ts';
import { openAiModel } from '../../../src/models/openAiModel.ts';
import { refuse, say, startModelServer, type Reply, type Script } from '../../support/modelServer.ts';

const schema = outputSchema({
  type: 'object',
  properties: { answer: { type: 'string' }, line: { type: 'integer' } },
  required: ['answer', 'line'],
  additionalProperties: false,
});
const value = { answer: 'It doubles.', line: 41 };
const good = JSON.stringify(value);

interface Sent {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly response_format?: { readonly type: string; readonly json_schema: { readonly strict: boolean } };
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
  readonly tool_choice?: unknown;
}

async function run(script: Script, more: { maxRepairs?: number } = {}) {
  const server = await startModelServer(script);
  const model = openAiModel({ baseUrl: server.baseUrl, model: 'm' });
  const events: GenerateEvent[] = [];
  const once = async () => {
    const messages = [{ role: 'user' as const, content: schemaWords(schema) }];
    const signal = new AbortController().signal;
    const generation = generate({ model, messages, schema, signal, ...more });
    for (;;) {
      const next = await generation.next();
      if (next.done === true) return next.value;
      events.push(next.value);
    }
  };
  try {
    const first = await once().catch((error: unknown) => error as EngineError);
    const second = () => once();
    return { first, second, events, sent: () => server.chats().map(({ json }) => json as Sent) };
  } finally {
    setTimeout(() => void server.stop(), 500);
  }
}

const toolCall: Reply = {
  kind: 'answer',
  pieces: [{ kind: 'tool-call', index: 0, id: 'c1', name: 'answer', argumentsText: good }],
  finishReason: 'tool_calls',
};

describe('a value that fits a schema', () => {
  it("is asked for in the server's own mode, and given as it was written", async () => {
    const { first, sent } = await run(say(good));
    assert.deepEqual(first, { value, repairs: 0, isMended: false });
    assert.equal(sent()[0]?.response_format?.type, 'json_schema');
    assert.equal(sent()[0]?.response_format?.json_schema.strict, true);
  });

  it('is asked for by a tool where that mode is refused, which is remembered', async () => {
    const { first, second, sent } = await run([refuse(400), toolCall, toolCall]);
    assert.deepEqual(first, { value, repairs: 0, isMended: false });
    assert.deepEqual(sent()[1]?.tool_choice, { type: 'function', function: { name: 'answer' } });
    await second();
    assert.equal(sent().length, 3);
    assert.equal(sent()[2]?.response_format, undefined);
    assert.equal(sent()[2]?.tools?.[0]?.function.name, 'answer');
  });

  it('is asked for by words alone where tools are refused too', async () => {
    const { first, sent } = await run([refuse(400), refuse(400), say(`Sure: ${good}`)]);
    assert.deepEqual(first, { value, repairs: 0, isMended: true });
    assert.deepEqual([sent()[2]?.response_format, sent()[2]?.tools], [undefined, undefined]);
    assert.match(
      sent()[2]?.messages[0]?.content ?? '',
      /fits this JSON schema.*"additionalProperties":false/s,
    );
  });

  it('grows while it is written', async () => {
    const pieces = good.match(/.{1,4}/g) ?? [];
    const { events } = await run(say(pieces));
    const partial = events.flatMap((event) => (event.kind === 'partial' ? [event.value] : []));
    assert.ok(partial.length > 0);
    assert.match((partial[0] as { answer: string }).answer, /^It/);
  });

  it('is asked for again with what was wrong', async () => {
    const { first, events, sent } = await run([say('{"answer": "It doubles."}'), say(good)]);
    assert.deepEqual(first, { value, repairs: 1, isMended: false });
    const again = sent()[1]?.messages ?? [];
    assert.deepEqual(again.at(-2), { role: 'assistant', content: '{"answer": "It doubles."}' });
    assert.match(again.at(-1)?.content ?? '', /does not fit the schema:\n- line: /);
    assert.match(JSON.stringify(events), /"kind":"repair","number":1/);
  });

  it('fails with the raw text after three tries', async () => {
    const { first, sent } = await run(say('No.'));
    assert.equal(sent().length, 3);
    const { kind, message, rawText } = first as EngineError;
    assert.deepEqual([kind, rawText], ['output-invalid', 'No.']);
    assert.match(message, /did not give JSON in 3 tries/);
  });

  it('is not asked for again where that is not wanted', async () => {
    const { first, sent } = await run(say('{"line": "x"}'), { maxRepairs: 0 });
    assert.equal(sent().length, 1);
    assert.match((first as EngineError).message, /did not give a value that fits the schema\. answer: /);
  });

  it('fails as the server does where the key is wrong, in no other mode', async () => {
    const { first, sent } = await run(refuse(401));
    assert.equal((first as EngineError).kind, 'model-unauthorized');
    assert.equal(sent().length, 1);
  });
});

describe('a schema that somebody wrote', () => {
  const wrong: Record<string, [unknown, RegExp]> = {
    'a list': [[], /JSON object/],
    'a word': ['object', /JSON object/],
    'an unknown type': [{ type: 'thing' }, /cannot be used: .*thing/],
    'a negation': [{ not: { type: 'string' } }, /not supported/],
    'one of 200,000 characters': [{ description: 'x'.repeat(200_000) }, /longer than 100,000/],
  };
  for (const [name, [given, says]] of Object.entries(wrong)) {
    it(`is refused where it is ${name}`, () =>
      assert.throws(
        () => outputSchema(given),
        (error: EngineError) => error.kind === 'wrong-use' && says.test(error.message),
      ));
  }

  it('may refer to its own definitions', () => {
    const list = outputSchema({
      type: 'array',
      items: { $ref: '#/$defs/n' },
      $defs: { n: { type: 'integer' } },
    });
    assert.deepEqual(list.check([1, 2]), { isValid: true, value: [1, 2] });
    assert.deepEqual(list.check([1, 'x']).isValid, false);
  });
});
