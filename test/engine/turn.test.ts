import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TurnEvent } from '../../src/engine/answer.ts';
import type { AskRequest } from '../../src/engine/engine.ts';
import { EngineError } from '../../src/engine/errors.ts';
import type { ChatEvent, ChatModel } from '../../src/engine/model.ts';
import type { SessionStore } from '../../src/engine/session/session.ts';
import { runTurn } from '../../src/engine/turn.ts';
import type { TurnPorts } from '../../src/engine/turn.ts';
import { openAiModel } from '../../src/models/openAiModel.ts';
import { openSessions } from '../../src/storage/sessions.ts';
import { aHit } from '../support/evidence.ts';
import { fakeIndex } from '../support/fakeIndex.ts';
import { faults, say, startModelServer } from '../support/modelServer.ts';
import type { ModelServer, Script } from '../support/modelServer.ts';

const files = {
  'src/net/retry.ts': `${'\n'.repeat(40)}export function retryDelay(attempt: number): number {\n  return 200 * 2 ** attempt;\n}`,
};
const answer = 'It doubles [src/net/retry.ts:41-43], not [src/nowhere.ts:1].';

let directory = '';
let sessions: SessionStore;

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'sightline-turn-'));
  sessions = openSessions({ directory, workspace: 'w' });
});

afterEach(() => {
  sessions.close();
  fs.rmSync(directory, { recursive: true, force: true });
});

function ports(overrides: Partial<TurnPorts> = {}): TurnPorts {
  return {
    index: fakeIndex([aHit()], files),
    sessions,
    memories: null,
    now: Date.now,
    timeout: (ms) => AbortSignal.timeout(ms),
    ...overrides,
  };
}

function request(fields: Partial<AskRequest> = {}): AskRequest {
  return {
    question: 'How does the backoff work?',
    model: null,
    signal: new AbortController().signal,
    ...fields,
  };
}

/** Run a turn to its end and check the laws of its stream. */
async function run(
  asked: AskRequest,
  given: TurnPorts = ports(),
  onEvent: (event: TurnEvent) => void = () => undefined,
): Promise<readonly TurnEvent[]> {
  const events: TurnEvent[] = [];
  for await (const event of runTurn(given, asked)) {
    events.push(event);
    onEvent(event);
  }
  const kinds = events.map(({ kind }) => kind);
  assert.equal(kinds[0], 'started');
  const ends = kinds.filter((kind) => kind === 'done' || kind === 'stopped' || kind === 'failed');
  assert.deepEqual(ends, [kinds.at(-1)], kinds.join(' '));
  return events;
}

function of<K extends TurnEvent['kind']>(
  events: readonly TurnEvent[],
  kind: K,
): Extract<TurnEvent, { kind: K }>[] {
  return events.filter((event): event is Extract<TurnEvent, { kind: K }> => event.kind === kind);
}

function textOf(events: readonly TurnEvent[]): string {
  return of(events, 'text')
    .map(({ text }) => text)
    .join('');
}

function stored(events: readonly TurnEvent[]) {
  const [started] = of(events, 'started');
  const turn = sessions.get(started?.sessionId ?? '').turns.find(({ id }) => id === started?.turnId);
  assert.ok(turn !== undefined, 'the turn is stored');
  return turn;
}

function jsonOf(server: ModelServer, chat: number): { readonly messages: readonly { content: string }[] } {
  return server.chats()[chat]?.json as { messages: { content: string }[] };
}

/** `silenceMs` is generous where a server answers: a busy machine is no failure. */
async function withServer(
  script: Script,
  use: (server: ModelServer, model: ChatModel) => Promise<void>,
  silenceMs = 10_000,
): Promise<void> {
  const server = await startModelServer(script);
  try {
    const timeLimits = { firstTokenMs: silenceMs, betweenTokensMs: silenceMs };
    await use(
      server,
      openAiModel({
        baseUrl: server.baseUrl,
        model: 'qwen3',
        timeLimits,
        retryLimits: { tries: 2, baseMs: 1 },
      }),
    );
  } finally {
    await server.stop();
  }
}

describe('a turn with a model', () => {
  it('goes from the question to the stored answer', () =>
    withServer(say(['It doubles ', answer.slice(11)]), async (server, model) => {
      const events = await run(request({ model }));
      assert.deepEqual(
        events.map((event) => (event.kind === 'step' ? event.text : event.kind)),
        [
          'started',
          'Searching 4,212 files',
          'Found 1 place in 1 file',
          'evidence',
          'ledger',
          'Asking Local · qwen3',
          'text',
          'text',
          'usage',
          'citations',
          'done',
        ],
      );
      assert.equal(textOf(events), answer);
      assert.deepEqual(
        of(events, 'citations')[0]?.citations.map(({ path: cited, isChecked }) => [cited, isChecked]),
        [
          ['src/net/retry.ts', true],
          ['src/nowhere.ts', false],
        ],
      );
      const turn = stored(events);
      assert.deepEqual([turn.state, turn.answer, turn.model], ['done', answer, `${server.baseUrl}#qwen3`]);
      assert.deepEqual(turn.citations, of(events, 'citations')[0]?.citations);
      assert.deepEqual(turn.usage?.inputTokens, 100);
      assert.equal(turn.evidence?.hits.length, 1);
    }));

  it('sends byte for byte what the ledger counts', () =>
    withServer(say('Yes.'), async (server, model) => {
      const events = await run(request({ model }));
      const sent = jsonOf(server, 0);
      const [ledger] = of(events, 'ledger');
      assert.deepEqual(
        ledger?.ledger.rows.map(({ kind, state }) => [kind, state]),
        [
          ['system', 'kept'],
          ['code', 'kept'],
          ['question', 'kept'],
        ],
      );
      assert.equal(sent.messages.length, 2);
      assert.ok(sent.messages[1]?.content.endsWith('=== end workspace-1\n\nHow does the backoff work?'));
    }));

  it('searches with who uses what, under the paths that were named', () =>
    withServer(say('Yes.'), async (_, model) => {
      const index = fakeIndex([aHit()], files);
      await run(request({ model, paths: ['src'] }), ports({ index }));
      assert.deepEqual(index.searches, [
        { query: 'How does the backoff work?', limit: 20, offset: 0, withUses: true, paths: ['src'] },
      ]);
    }));

  it('carries the history on, and searches a follow-up with the words before it', () =>
    withServer([say('It doubles.'), say('The uploader.')], async (server, model) => {
      const first = await run(request({ model }));
      const { sessionId } = of(first, 'started')[0] ?? { sessionId: '' };
      const index = fakeIndex([aHit()], files);
      const second = await run(request({ model, sessionId, question: 'Who calls it?' }), ports({ index }));
      assert.equal(index.searches[0]?.query, 'Who calls it?\nHow does the backoff work?');
      const [before, after] = server
        .chats()
        .map(({ json }) => (json as { messages: { content: string }[] }).messages);
      assert.deepEqual(
        after?.slice(1, 3).map(({ content }) => content),
        ['How does the backoff work?', 'It doubles.'],
      );
      assert.deepEqual(after?.[0], before?.[0]);
      assert.equal(stored(second).parentId, of(first, 'started')[0]?.turnId);
      assert.equal(sessions.get(sessionId).turns.length, 2);
    }));

  it('goes on with a cut answer: one answer in the end, on a branch beside the half one', () =>
    withServer([faults.lengthReached, say('wer, to its end.')], async (server, model) => {
      const half = await run(request({ model }));
      const [begun] = of(half, 'started');
      const { sessionId = '', turnId = '' } = begun ?? {};
      assert.equal(sessions.get(sessionId).turns[0]?.endReason, 'length');
      const rest = await run(request({ model, sessionId, parentId: null, goesOnFrom: turnId }));
      assert.equal(textOf(rest), 'A long answer, to its end.');
      const { answer: whole, endReason, question, parentId } = stored(rest);
      assert.deepEqual([whole, endReason, parentId], ['A long answer, to its end.', undefined, null]);
      assert.equal(question, 'How does the backoff work?');
      const { messages } = jsonOf(server, 1);
      assert.equal(messages.at(-2)?.content, 'A long ans');
      assert.match(messages.at(-1)?.content ?? '', /cut off/);
      assert.equal(sessions.branches(turnId).length, 2);
    }));

  it('begins anew where the half answer is of another question, or no model goes on with it', () =>
    withServer([faults.lengthReached, say('New.')], async (_server, model) => {
      const [begun] = of(await run(request({ model })), 'started');
      const { sessionId = '', turnId = '' } = begun ?? {};
      const again = { sessionId, parentId: null, goesOnFrom: turnId };
      assert.equal(textOf(await run(request({ ...again, model, question: 'Else?' }))), 'New.');
      assert.doesNotMatch(textOf(await run(request(again))), /^A long ans/);
    }));

  it('answers a branch without what was said on the other', () =>
    withServer([say('One.'), say('Two.'), say('Again.')], async (server, model) => {
      const [first] = of(await run(request({ model })), 'started');
      const sessionId = first?.sessionId ?? '';
      await run(request({ model, sessionId, question: 'And then what happens?' }));
      const again = await run(
        request({ model, sessionId, parentId: first?.turnId ?? null, question: 'And before that?' }),
      );
      const { messages } = jsonOf(server, 2);
      assert.equal(messages.length, 4);
      assert.doesNotMatch(JSON.stringify(messages), /Two\./);
      assert.deepEqual(
        sessions.get(sessionId).turns.map(({ answer: said }) => said),
        ['One.', 'Again.'],
      );
      assert.equal(sessions.branches(stored(again).id).length, 2);
    }));

  it('keeps the half answer once a second while it streams', () =>
    withServer(say(['a', 'b', 'c', 'd']), async (_, model) => {
      let now = 0;
      const kept: string[] = [];
      const watching: SessionStore = {
        ...sessions,
        keepPartial: (turnId, partial) => {
          kept.push(partial.answer);
          sessions.keepPartial(turnId, partial);
        },
      };
      await run(request({ model }), ports({ sessions: watching, now: () => now }), (event) => {
        if (event.kind === 'text') now += 600;
      });
      // Clock: 0.6 s, 1.2 s (kept), 1.8 s, 2.4 s (kept, 1.2 s later). What came with the tick is kept with it.
      assert.deepEqual(kept, ['ab', 'abcd']);
    }));

  it('goes on without code, and says so, when the index is gone', () =>
    withServer(say('In general, yes.'), async (_, model) => {
      const gone = (): never => {
        throw new EngineError('index-unavailable', 'The index has stopped.');
      };
      const index = fakeIndex([], {}, { search: async () => gone(), status: async () => gone() });
      const events = await run(request({ model }), ports({ index }));
      assert.equal(events.at(-1)?.kind, 'done');
      assert.deepEqual(
        of(events, 'warning')[0]?.text,
        'The code could not be searched: The index has stopped.',
      );
      assert.deepEqual(stored(events).warnings.length, 1);
    }));

  it('fails with what to do when the question alone is too long', () =>
    withServer(say('Yes.'), async (server, model) => {
      const events = await run(request({ model, question: 'word '.repeat(20_000) }));
      const [failed] = of(events, 'failed');
      assert.equal(failed?.failure.kind, 'prompt-too-large');
      assert.match(
        failed.failure.message,
        /^The question takes about [\d,]+ tokens, and Local · qwen3 has room for [\d,]+\.$/,
      );
      assert.equal(server.chats().length, 0);
      assert.equal(stored(events).question.length, 100_000);
    }));

  it('says so when a model ends without a word', () =>
    withServer(say(''), async (_, model) => {
      const events = await run(request({ model }));
      assert.match(of(events, 'warning')[0]?.text ?? '', /ended without an answer/);
    }));

  it('ends an answer that never does', async () => {
    const endless: ChatModel = {
      id: 'x',
      label: 'X',
      stream: async function* (): AsyncGenerator<ChatEvent> {
        for (;;) yield { kind: 'text', text: 'again '.repeat(10_000) };
      },
    };
    const events = await run(request({ model: endless }));
    assert.deepEqual(of(events, 'done')[0]?.reason, 'length');
    assert.ok(textOf(events).length < 1_100_000);
  });
});

describe('a turn with a failing model', () => {
  for (const [name, reply] of Object.entries(faults)) {
    if (name === 'endless') continue;
    const silenceMs = name === 'silent' || name === 'stalls' ? 150 : undefined;
    it(`ends once and keeps the question and what was said: ${name}`, () =>
      withServer(
        reply,
        async (_, model) => {
          const events = await run(request({ model }));
          const turn = stored(events);
          assert.equal(turn.state, events.at(-1)?.kind);
          assert.equal(turn.question, 'How does the backoff work?');
          assert.equal(turn.answer, textOf(events));
          const [failed] = of(events, 'failed');
          if (failed !== undefined) {
            assert.notEqual(failed.failure.kind, 'bug', failed.failure.message);
            assert.deepEqual(turn.failure, failed.failure);
            assert.ok(failed.failure.hint);
          }
        },
        silenceMs,
      ));
  }

  it('tells a bug of a model from a failure of its server', async () => {
    const broken: ChatModel = {
      id: 'x',
      label: 'X',
      // eslint-disable-next-line require-yield -- It breaks before its first event.
      stream: async function* (): AsyncGenerator<ChatEvent> {
        throw new TypeError('x is not a function');
      },
    };
    const [failed] = of(await run(request({ model: broken })), 'failed');
    assert.equal(failed?.failure.kind, 'bug');
  });
});

describe('stopping a turn', () => {
  it('keeps what was said, ends within a second and closes the socket', () =>
    withServer(faults.endless, async (server, model) => {
      const stopping = new AbortController();
      let stoppedAt = 0;
      const events = await run(request({ model, signal: stopping.signal }), ports(), (event) => {
        if (event.kind !== 'text' || stoppedAt > 0) return;
        stoppedAt = performance.now();
        stopping.abort();
      });
      assert.ok(performance.now() - stoppedAt < 1_000);
      assert.equal(events.at(-1)?.kind, 'stopped');
      assert.match(stored(events).answer, /^again /);
      assert.equal(stored(events).state, 'stopped');
      assert.equal((await server.chats()[0]?.over)?.how, 'left');
    }));

  it('works while an index that does not listen is searched', async () => {
    const stopping = new AbortController();
    const never = new Promise<never>(() => undefined);
    const index = fakeIndex([], {}, { search: async () => never });
    setTimeout(() => stopping.abort(), 20);
    const events = await run(request({ signal: stopping.signal }), ports({ index }));
    assert.equal(events.at(-1)?.kind, 'stopped');
  });

  it('works on a model that does not listen', async () => {
    const stopping = new AbortController();
    const deaf: ChatModel = {
      id: 'x',
      label: 'X',
      stream: async function* (): AsyncGenerator<ChatEvent> {
        yield { kind: 'text', text: 'Half' };
        await new Promise(() => undefined);
      },
    };
    const events = await run(request({ model: deaf, signal: stopping.signal }), ports(), (event) => {
      if (event.kind === 'text') stopping.abort();
    });
    assert.deepEqual([events.at(-1)?.kind, stored(events).answer], ['stopped', 'Half']);
  });

  it('happens when the reader leaves, and what was said is stored', () =>
    withServer(faults.endless, async (server, model) => {
      let seen: readonly TurnEvent[] = [];
      for await (const event of runTurn(ports(), request({ model }))) {
        seen = [...seen, event];
        if (event.kind === 'text') break;
      }
      assert.equal(stored(seen).state, 'stopped');
      assert.match(stored(seen).answer, /^again /);
      assert.equal((await server.chats()[0]?.over)?.how, 'left');
    }));

  it('before it begins still stores the question', async () => {
    const events = await run(request({ signal: AbortSignal.abort() }));
    assert.deepEqual([events.at(-1)?.kind, stored(events).state], ['stopped', 'stopped']);
  });
});

describe('a turn whose store fails', () => {
  const full = (): never => {
    throw new EngineError('storage-full', 'The disk is full.', { hint: 'Free some space.' });
  };

  it('throws before its first event when the question cannot be stored, and leaves no empty session', async () => {
    const given = ports({ sessions: { ...sessions, ask: full } });
    await assert.rejects(
      run(request(), given),
      (error) => error instanceof EngineError && error.kind === 'storage-full',
    );
    assert.deepEqual(sessions.list(), []);
  });

  it('goes on when a half answer cannot be kept, and says so once', () =>
    withServer(say(['a', 'b', 'c']), async (_, model) => {
      let now = 0;
      const given = ports({ sessions: { ...sessions, keepPartial: full }, now: () => (now += 1_500) });
      const events = await run(request({ model }), given);
      assert.deepEqual([textOf(events), events.at(-1)?.kind], ['abc', 'done']);
      assert.deepEqual(of(events, 'warning').length, 1);
    }));

  it('fails after the whole answer when the outcome cannot be stored', async () => {
    const events = await run(request(), ports({ sessions: { ...sessions, end: full } }));
    assert.ok(textOf(events).length > 50);
    assert.deepEqual(of(events, 'failed')[0]?.failure, {
      kind: 'storage-full',
      message: 'The disk is full.',
      hint: 'Free some space.',
    });
  });
});

describe('a turn without a model', () => {
  it('answers from the code alone, with citations that are checked', async () => {
    const events = await run(request());
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['started', 'step', 'step', 'evidence', 'text', 'citations', 'done'],
    );
    assert.match(textOf(events), /^No model is connected/);
    assert.deepEqual(
      of(events, 'citations')[0]?.citations.map(({ isChecked }) => isChecked),
      [true],
    );
    assert.deepEqual([stored(events).model, stored(events).answer], [null, textOf(events)]);
  });

  it('fails when there is nothing to answer from', async () => {
    const index = fakeIndex(
      [],
      {},
      {
        search: async () => {
          throw new EngineError('index-damaged', 'The index is damaged.', { hint: 'Rebuild it.' });
        },
      },
    );
    const [failed] = of(await run(request(), ports({ index })), 'failed');
    assert.equal(failed?.failure.kind, 'index-damaged');
  });

  it('names a new session after its question', async () => {
    const [started] = of(await run(request({ question: '  What is\tthis?\nMore.' })), 'started');
    assert.equal(started?.title, 'What is this?');
    assert.equal(sessions.list()[0]?.title, 'What is this?');
  });
});

describe('a turn in another script', () => {
  const question = '재시도 간격은 어디서 계산하나요?';
  const words = 'retry backoff delay interval';
  const firstOfTwo: Script = (_, chat) => say(chat === 0 ? words : answer);

  it('asks the model for English words first, and searches with both', () =>
    withServer(firstOfTwo, async (server, model) => {
      const index = fakeIndex([aHit()], files);
      const events = await run(request({ question, model }), ports({ index }));
      assert.equal(index.searches[0]?.query, `${question}\n${words}`);
      assert.deepEqual(
        of(events, 'step').map(({ text }) => text),
        [
          'Asking Local · qwen3 for English search words',
          `Also searching for ${words}`,
          'Searching 4,212 files',
          'Found 1 place in 1 file',
          'Asking Local · qwen3',
        ],
      );
      assert.equal(server.chats().length, 2);
      assert.deepEqual(
        jsonOf(server, 0).messages.map(({ content }) => content.slice(0, 20)),
        ['You turn a question ', question],
      );
      assert.equal(textOf(events), answer);
      const row = of(events, 'ledger')[0]?.ledger.rows.at(-1);
      assert.deepEqual(row?.reasons, [
        'what you asked',
        `searched together with ${words} (words by Local · qwen3)`,
      ]);
    }));

  it('keeps words and names of what the model says', () =>
    withServer(
      (_, chat) => say(chat === 0 ? 'Words: `retryDelay`, backoff; 재시도 (retry_delay)\nbackoff' : answer),
      async (_, model) => {
        const index = fakeIndex([aHit()], files);
        await run(request({ question, model }), ports({ index }));
        assert.equal(index.searches[0]?.query, `${question}\nWords retryDelay backoff retry_delay`);
      },
    ));

  for (const [what, first] of [
    ['does not answer in time', { kind: 'silent' }],
    ['answers in the language of the question', say('재시도')],
    ['fails', { kind: 'status', status: 400 }],
  ] as const) {
    it(`searches with the question alone where the model ${what}, and says nothing of it`, () =>
      withServer(
        (_, chat) => (chat === 0 ? first : say(answer)),
        async (_, model) => {
          const index = fakeIndex([aHit()], files);
          const timeout = (ms: number): AbortSignal => AbortSignal.timeout(ms === 3000 ? 50 : ms);
          const events = await run(request({ question, model }), ports({ index, timeout }));
          assert.equal(index.searches[0]?.query, question);
          assert.equal(textOf(events), answer);
          assert.deepEqual([of(events, 'warning'), of(events, 'done').length], [[], 1]);
        },
      ));
  }

  it('ends at once when it is stopped while it waits for the words', () =>
    withServer({ kind: 'silent' }, async (_, model) => {
      const controller = new AbortController();
      const events = await run(request({ question, model, signal: controller.signal }), ports(), (event) => {
        if (event.kind === 'step') controller.abort();
      });
      assert.equal(events.at(-1)?.kind, 'stopped');
    }));

  it('asks for no words where the question is mostly English, or no model is connected', () =>
    withServer(say(answer), async (server, model) => {
      await run(request({ question: 'Where is retryDelay 계산?', model }));
      assert.equal(server.chats().length, 1);
      await run(request({ question }));
      assert.equal(server.chats().length, 1);
    }));
});
