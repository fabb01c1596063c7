import assert from 'node:assert/strict';
import net from 'node:net';
import { EngineError } from '../../src/engine/errors.ts';
import type { ErrorKind } from '../../src/engine/errors.ts';
import { openAiModel } from '../../src/models/openAiModel.ts';
import { faults, refuse, say } from '../support/modelServer.ts';
import type { Reply, Script } from '../support/modelServer.ts';
import { apiKey, messages, run, withServer } from '../support/runModel.ts';

describe('a model behind an OpenAI-compatible server', () => {
  it('streams text, usage and one end', () =>
    withServer(say(['The delay ', 'doubles.']), async (server) => {
      const { events, error } = await run(server);
      assert.equal(error, undefined);
      assert.deepEqual(events, [
        { kind: 'text', text: 'The delay ' },
        { kind: 'text', text: 'doubles.' },
        { kind: 'usage', usage: { inputTokens: 100, outputTokens: 20, isEstimated: false } },
        { kind: 'end', reason: 'stop' },
      ]);
    }));

  it('sends the messages as they are, asks for usage, and names the key in the header only', () =>
    withServer(say('Hi'), async (server) => {
      await run(server);
      const request = server.chats()[0];
      assert.deepEqual(request?.json, {
        model: 'qwen3',
        messages,
        stream: true,
        stream_options: { include_usage: true },
      });
      assert.equal(request.headers.authorization, `Bearer ${apiKey}`);
    }));

  it('sends no key where there is none, whatever the environment holds', () =>
    withServer(say('Hi'), async (server) => {
      const before = process.env['OPENAI_API_KEY'];
      process.env['OPENAI_API_KEY'] = 'sk-from-the-environment';
      try {
        const model = openAiModel({ baseUrl: server.baseUrl, model: 'm' });
        for await (const event of model.stream(messages, { signal: new AbortController().signal }))
          void event;
      } finally {
        if (before === undefined) delete process.env['OPENAI_API_KEY'];
        else process.env['OPENAI_API_KEY'] = before;
      }
      assert.equal(server.chats()[0]?.headers.authorization, undefined);
    }));

  it('names itself without credentials', () => {
    const { id, label } = openAiModel({
      baseUrl: 'http://user:pw@localhost:11434/v1/?key=x',
      model: 'qwen3',
    });
    assert.equal(id, 'http://localhost:11434/v1#qwen3');
    assert.equal(label, 'Local · qwen3');
    assert.equal(
      openAiModel({ baseUrl: 'https://api.openai.com/v1', model: 'g' }).label,
      'api.openai.com · g',
    );
  });

  for (const field of ['reasoning', 'reasoning_content'] as const) {
    it(`gives reasoning that comes as ${field}`, () => {
      const pieces = [
        { kind: 'reasoning', text: 'Hm.', field },
        { kind: 'text', text: 'Yes.' },
      ] as const;
      return withServer({ kind: 'answer', pieces }, async (server) => {
        const { events } = await run(server);
        assert.deepEqual(events.slice(0, 2), [
          { kind: 'reasoning', text: 'Hm.' },
          { kind: 'text', text: 'Yes.' },
        ]);
      });
    });
  }

  it('gives reasoning that comes in think tags', () =>
    withServer(say(['<th', 'ink>Hm.</thi', 'nk>Yes.']), async (server) => {
      const { events, text } = await run(server);
      assert.equal(text, 'Yes.');
      assert.deepEqual(events[0], { kind: 'reasoning', text: 'Hm.' });
    }));

  it('counts tokens itself where the server does not', () =>
    withServer(say('A few words.', { usage: null }), async (server) => {
      const { events } = await run(server);
      const usage = events.find((event) => event.kind === 'usage')?.usage;
      assert.equal(usage?.isEstimated, true);
      assert.ok(usage.inputTokens > 10 && usage.outputTokens >= 3);
    }));

  it('asks again without usage where the server does not know the option', () => {
    const script: Script = (request) =>
      'stream_options' in (request.json as object)
        ? refuse(400, { message: 'Unrecognized request argument: stream_options' })
        : say('Hi', { usage: null });
    return withServer(script, async (server) => {
      assert.equal((await run(server)).text, 'Hi');
      assert.equal(server.chats().length, 2);
    });
  });

  it('reads cached and reasoning tokens', () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 5,
      prompt_tokens_details: { cached_tokens: 8 },
      completion_tokens_details: { reasoning_tokens: 3 },
    };
    return withServer(say('Hi', { usage }), async (server) => {
      const { events } = await run(server);
      assert.deepEqual(events.find((event) => event.kind === 'usage')?.usage, {
        inputTokens: 10,
        outputTokens: 5,
        cachedInputTokens: 8,
        reasoningTokens: 3,
        isEstimated: false,
      });
    });
  });

  it('puts tool calls together from their pieces', () => {
    const pieces = [
      { kind: 'tool-call', index: 0, id: 'a', name: 'search', argumentsText: '{"q":' },
      { kind: 'tool-call', index: 1, id: 'b', name: 'read', argumentsText: '{}' },
      { kind: 'tool-call', index: 0, argumentsText: '1}' },
    ] as const;
    return withServer({ kind: 'answer', pieces, finishReason: 'tool_calls' }, async (server) => {
      const { events } = await run(server);
      assert.deepEqual(
        events.filter(({ kind }) => kind !== 'usage'),
        [
          { kind: 'tool-call', id: 'a', name: 'search', argumentsText: '{"q":1}' },
          { kind: 'tool-call', id: 'b', name: 'read', argumentsText: '{}' },
          { kind: 'end', reason: 'tool-calls' },
        ],
      );
    });
  });

  for (const [reply, reason] of [
    [faults.lengthReached, 'length'],
    [faults.refusesToAnswer, 'refused'],
    [say('Hi', { finishReason: null }), 'stop'],
  ] as const) {
    it(`ends with ${reason}`, () =>
      withServer(reply, async (server) => {
        assert.deepEqual((await run(server)).events.at(-1), { kind: 'end', reason });
      }));
  }

  it('reads a server that answers whole although it was asked to stream', () => {
    const body = JSON.stringify({
      choices: [{ message: { role: 'assistant', content: 'Whole.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 2 },
    });
    return withServer({ kind: 'raw', body, contentType: 'application/json' }, async (server) => {
      assert.equal((await run(server)).text, 'Whole.');
    });
  });

  it('takes over comments and an odd line ending between events', () => {
    const pieces = [
      { kind: 'bytes', bytes: ': keep alive\n\n: PROCESSING\r\n\r\n' },
      { kind: 'text', text: 'Hi' },
    ] as const;
    return withServer({ kind: 'answer', pieces }, async (server) =>
      assert.equal((await run(server)).text, 'Hi'),
    );
  });
});

const failing: Record<
  string,
  readonly [reply: Reply, kind: ErrorKind, words: RegExp, more?: { requests?: number; text?: string }]
> = {
  'a wrong key': [faults.unauthorized, 'model-unauthorized', /did not accept the key/],
  'a key without the right': [faults.forbidden, 'model-unauthorized', /does not let this key use qwen3/],
  'an address without the API': [faults.notFound, 'model-missing', /no chat API at http/],
  'a model that is not there': [faults.modelMissing, 'model-missing', /no model named qwen3/],
  'a rate limit that stays': [
    faults.rateLimited,
    'rate-limited',
    /no more requests for now/,
    { requests: 3 },
  ],
  'a rate limit for an hour': [faults.rateLimitedLong, 'rate-limited', /no more requests/, { requests: 1 }],
  'a spent quota': [faults.quotaSpent, 'rate-limited', /quota .* is used up/, { requests: 1 }],
  'a prompt too long': [faults.contextTooLong, 'prompt-too-large', /longer than qwen3/],
  'a prompt too long for llama.cpp': [faults.contextTooLongLlamaCpp, 'prompt-too-large', /longer than qwen3/],
  'an error of the server': [faults.serverError, 'model-refused', /status 500/, { requests: 3 }],
  'a bad gateway': [faults.badGateway, 'model-refused', /status 502/, { requests: 3 }],
  'a server that is not ready': [faults.unavailable, 'model-refused', /status 503/, { requests: 3 }],
  'a connection broken at once': [faults.reset, 'model-unreachable', /broke the connection/, { requests: 3 }],
  'a body that is not JSON': [faults.invalidJson, 'model-refused', /cannot be read/],
  'an event that is not JSON': [faults.invalidEventJson, 'model-refused', /cannot be read/],
  'a web page': [faults.notEvents, 'model-refused', /web page/],
  'an empty stream': [faults.emptyBody, 'model-cut', /before the first word/],
  'an error within the stream': [faults.errorInStream, 'model-cut', /error of its own/, { text: 'Half an ' }],
  'an error instead of a stream': [
    { kind: 'answer', pieces: [{ kind: 'chunk', value: { error: { message: 'out of memory' } } }] },
    'model-refused',
    /out of memory/,
  ],
  'an event of another shape': [
    { kind: 'answer', pieces: [{ kind: 'chunk', value: { choices: 'none' } }] },
    'model-refused',
    /cannot be read/,
  ],
  'a stream that breaks': [
    say(['Half', ' an answer'], { cut: { atByte: 200, how: 'reset' } }),
    'model-cut',
    /closed the connection/,
    { text: 'Half' },
  ],
  'a stream that ends too soon': [
    say(['Half', ' an answer'], { cut: { atByte: 200, how: 'close' } }),
    'model-cut',
    /ended it too soon/,
    { text: 'Half' },
  ],
};

describe('a failing model server', () => {
  for (const [name, [reply, kind, words, more = {}]] of Object.entries(failing)) {
    it(`is explained, ${name}, without the key`, () =>
      withServer(reply, async (server) => {
        const { error, text } = await run(server);
        assert.ok(error instanceof EngineError, String(error));
        assert.equal(error.kind, kind, error.message);
        assert.match(error.message, words);
        assert.match(error.message, /\.$/);
        assert.ok(error.hint?.endsWith('.'));
        assert.doesNotMatch(`${error.message} ${error.hint} ${String(error.cause)}`, /sk-/);
        assert.equal(text, more.text ?? '');
        assert.equal(server.chats().length, more.requests ?? 1);
      }));
  }

  it('is tried again until it answers, after the time it asks for', () =>
    withServer([faults.rateLimitedBriefly, faults.unavailable, say('Hi')], async (server) => {
      assert.equal((await run(server)).text, 'Hi');
      const [first, second] = server.chats();
      assert.ok((second?.receivedAt ?? 0) - (first?.receivedAt ?? 0) >= 45);
    }));

  it('is named when nothing listens at its address', async () => {
    const free = net.createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as net.AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const { error } = await run({ baseUrl: `http://127.0.0.1:${port}/v1` });
    assert.ok(error instanceof EngineError);
    assert.deepEqual(
      [error.kind, error.message],
      ['model-unreachable', `Nothing answers at http://127.0.0.1:${port}.`],
    );
  });

  it('is given up when it never answers', () =>
    withServer(faults.silent, async (server) => {
      const { error } = await run(server, { timeLimits: { firstTokenMs: 60 } });
      assert.ok(error instanceof EngineError);
      assert.equal(error.kind, 'model-timeout');
      assert.match(error.message, /did not answer within 1 s/);
      assert.equal((await server.chats()[0]?.over)?.how, 'left');
    }));

  it('is given up when it says nothing after its headers', () =>
    withServer(
      { kind: 'answer', pieces: [], isHeldOpen: true, finishReason: null, isDoneOmitted: true },
      async (server) => {
        const { error } = await run(server, { timeLimits: { firstTokenMs: 80 } });
        assert.equal(error instanceof EngineError && error.kind, 'model-timeout');
      },
    ));

  it('is given up when it stops in its answer, and what it said is kept', () =>
    withServer(faults.stalls, async (server) => {
      const { error, text } = await run(server, { timeLimits: { betweenTokensMs: 60 } });
      assert.equal(error instanceof EngineError && error.kind, 'model-timeout');
      assert.equal(text, 'First words');
      assert.equal((await server.chats()[0]?.over)?.how, 'left');
    }));

  it('may be slow to its first word, as long as it is within the limit', () =>
    withServer(say('At last', { headersDelayMs: 120, delayMs: 60 }), async (server) => {
      assert.equal(
        (await run(server, { timeLimits: { firstTokenMs: 5_000, betweenTokensMs: 50 } })).text,
        'At last',
      );
    }));
});

describe('stopping a model', () => {
  const moments: Record<string, Reply> = {
    'that never answers': faults.silent,
    'that is slow to its headers': say('Hi', { headersDelayMs: 5_000 }),
    'in an endless answer': faults.endless,
    'that stalls': faults.stalls,
    'between two tries': faults.unavailable,
  };
  for (const [name, reply] of Object.entries(moments)) {
    it(`works at once and closes the socket: ${name}`, () =>
      withServer(reply, async (server) => {
        const stopping = new AbortController();
        let stoppedAt = Infinity;
        const timer = setInterval(() => {
          const received = server.chats()[0]?.receivedAt ?? Infinity;
          if (performance.now() < received + 50) return;
          clearInterval(timer);
          stoppedAt = performance.now();
          stopping.abort();
        }, 10);
        const { error } = await run(server, {
          signal: stopping.signal,
          retryLimits: { tries: 3, baseMs: 10_000, maxWaitMs: 20_000 },
        });
        assert.equal(error instanceof Error && error.name, 'AbortError');
        assert.ok(performance.now() - stoppedAt < 1_000);
        const over = await server.chats()[0]?.over;
        if (reply.kind !== 'status') assert.equal(over?.how, 'left');
        assert.ok((over?.at ?? Infinity) - stoppedAt < 1_000);
      }));
  }

  it('sends nothing when it is stopped before it starts', () =>
    withServer(say('Hi'), async (server) => {
      const { error } = await run(server, { signal: AbortSignal.abort() });
      assert.equal(error instanceof Error && error.name, 'AbortError');
      assert.equal(server.requests.length, 0);
    }));

  it('closes the socket when its reader goes away', () =>
    withServer(faults.endless, async (server) => {
      const model = openAiModel({ baseUrl: server.baseUrl, model: 'm' });
      for await (const event of model.stream(messages, { signal: new AbortController().signal })) {
        if (event.kind === 'text') break;
      }
      assert.equal((await server.chats()[0]?.over)?.how, 'left');
    }));
});

describe('an answer cut in the middle of a character', () => {
  it('gives the text before it and no half character', () =>
    withServer(say(['Größe ', '重试 🎉'], { cut: { atByte: 301, how: 'close' } }), async (server) => {
      const { text, error } = await run(server);
      assert.equal(text, 'Größe ');
      assert.equal(error instanceof EngineError && error.kind, 'model-cut');
    }));
});
