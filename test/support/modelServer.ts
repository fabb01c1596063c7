import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * A scripted OpenAI-compatible server over real HTTP on 127.0.0.1: `GET /v1/models` and `POST /v1/chat/completions`,
 * streamed and whole. It keeps every request's exact bytes, and misbehaves in every way that real servers do.
 *
 * As a script: `node test/support/modelServer.ts [--port N]` prints `{"baseUrl": ...}` on one line and serves
 * `helpfulReply` until it is stopped.
 */

/** One piece of an answer. `delayMs` is waited before it is sent. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly delayMs?: number }
  | {
      readonly kind: 'reasoning';
      readonly text: string;
      readonly delayMs?: number;
      /** Servers disagree on the name of the field. */
      readonly field?: 'reasoning_content' | 'reasoning';
    }
  | {
      readonly kind: 'tool-call';
      readonly index: number;
      /** Given in the first delta of a call only. */
      readonly id?: string;
      readonly name?: string;
      readonly argumentsText: string;
      readonly delayMs?: number;
    }
  /** Any chunk object, as it is: for what no real server should send. */
  | { readonly kind: 'chunk'; readonly value: unknown; readonly delayMs?: number }
  /** Bytes between the events, as they are: comments, broken events. */
  | { readonly kind: 'bytes'; readonly bytes: string; readonly delayMs?: number };

export interface ServerUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens?: number;
  readonly prompt_tokens_details?: { readonly cached_tokens: number };
  readonly completion_tokens_details?: { readonly reasoning_tokens: number };
}

/** What the server does with one chat request. */
export type Reply =
  | {
      readonly kind: 'answer';
      readonly pieces: readonly Piece[];
      /** Sent as a last chunk with empty `choices`, if the request asks for it; null: the server knows none. */
      readonly usage?: ServerUsage | null;
      readonly finishReason?: string | null;
      /** Before the headers are sent. */
      readonly headersDelayMs?: number;
      /** Send this many bytes of the body, then end: `reset` breaks the connection, `close` ends it politely. */
      readonly cut?: { readonly atByte: number; readonly how: 'reset' | 'close' };
      /** Repeat the pieces until the client goes away. */
      readonly isEndless?: boolean;
      /** Send everything but never end the response. */
      readonly isHeldOpen?: boolean;
      readonly isDoneOmitted?: boolean;
    }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** A 200 with these bytes. */
  | { readonly kind: 'raw'; readonly body: string | Uint8Array; readonly contentType: string }
  /** Takes the request and never answers. */
  | { readonly kind: 'silent' }
  /** Breaks the connection before any byte. */
  | { readonly kind: 'reset' };

export type Script = Reply | readonly Reply[] | ((request: RecordedRequest, index: number) => Reply);

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body as JSON; undefined where it is not. */
  readonly json: unknown;
  readonly receivedAt: number;
  /** Resolves when the exchange is over: `answered`, or `left` when the client closed first, with the time. */
  readonly over: Promise<{ readonly how: 'answered' | 'left'; readonly at: number }>;
}

export interface ModelServer {
  /** Ends with `/v1`. */
  readonly baseUrl: string;
  readonly port: number;
  /** Every request in order of arrival, `/v1/models` included. */
  readonly requests: readonly RecordedRequest[];
  /** Chat requests only. */
  chats(): readonly RecordedRequest[];
  stop(): Promise<void>;
}

export interface ModelServerOptions {
  readonly port?: number;
  readonly models?: readonly string[];
  /** Tells products apart: `library` (Ollama), `organization_owner` (LM Studio), `llamacpp`, `vllm`. */
  readonly ownedBy?: string;
  /** Further fields of each model in `/v1/models`. */
  readonly modelFields?: Readonly<Record<string, unknown>>;
  /** What `/v1/models` does instead of listing. */
  readonly modelsReply?: Reply;
  /** Further `GET` paths, as products have them: `/api/ps`, `/props`. */
  readonly routes?: Readonly<Record<string, Reply>>;
  /** Refuse any other key with 401. */
  readonly apiKey?: string;
}

/**
 * Start a server. A list of replies is used in order, one for each chat request, and its last one repeats.
 * `stop` breaks open connections and resolves when the port is free.
 */
export async function startModelServer(
  script: Script,
  options: ModelServerOptions = {},
): Promise<ModelServer> {
  const requests: RecordedRequest[] = [];
  let chatCount = 0;
  const stopping = new AbortController();
  const server = http.createServer((incoming, response) => {
    const serve = async (): Promise<void> => {
      const request = await record(incoming, response);
      requests.push(request);
      const isChat = isChatRequest(request);
      const reply = isChat ? pick(script, request, chatCount++) : undefined;
      await respond({ request, response, reply, options, signal: stopping.signal });
    };
    serve().catch((error: unknown) => {
      if (!stopping.signal.aborted && !response.destroyed) {
        console.error('modelServer:', error);
        response.destroy();
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const port = (server.address() as AddressInfo).port;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    port,
    requests,
    chats: () => requests.filter(isChatRequest),
    stop: async () => {
      stopping.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** An answer in one or several text chunks, with usage. */
export function say(
  text: string | readonly string[],
  more: Omit<Extract<Reply, { kind: 'answer' }>, 'kind' | 'pieces'> & { readonly delayMs?: number } = {},
): Reply {
  const { delayMs, ...rest } = more;
  const texts = typeof text === 'string' ? [text] : text;
  return {
    kind: 'answer',
    pieces: texts.map((piece) => ({
      kind: 'text',
      text: piece,
      ...(delayMs === undefined ? {} : { delayMs }),
    })),
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
    ...rest,
  };
}

/** A 200 with a JSON value. */
export function json(value: unknown): Reply {
  return { kind: 'raw', body: JSON.stringify(value), contentType: 'application/json' };
}

/** The usual error body of OpenAI-compatible servers. */
export function refuse(
  status: number,
  more: { message?: string; code?: string; headers?: Readonly<Record<string, string>> } = {},
): Reply {
  const error = { message: more.message ?? `status ${status}`, type: 'error', code: more.code ?? null };
  return {
    kind: 'status',
    status,
    body: JSON.stringify({ error }),
    headers: { 'content-type': 'application/json', ...more.headers },
  };
}

/** Replies that fail, by name, for tables of cases. */
export const faults = {
  unauthorized: refuse(401, { message: 'Incorrect API key provided: sk-wrong', code: 'invalid_api_key' }),
  forbidden: refuse(403, { message: 'You are not allowed to use this model.' }),
  notFound: { kind: 'status', status: 404, body: '404 page not found' },
  modelMissing: refuse(404, {
    message: 'model "qwen9" not found, try pulling it first',
    code: 'model_not_found',
  }),
  rateLimited: refuse(429, { message: 'Rate limit reached' }),
  rateLimitedBriefly: refuse(429, { message: 'Rate limit reached', headers: { 'retry-after': '0.05' } }),
  rateLimitedLong: refuse(429, { message: 'Rate limit reached', headers: { 'retry-after': '3600' } }),
  quotaSpent: refuse(429, { message: 'You exceeded your current quota', code: 'insufficient_quota' }),
  contextTooLong: refuse(400, {
    message:
      "This model's maximum context length is 4096 tokens. However, your messages resulted in 9000 tokens.",
    code: 'context_length_exceeded',
  }),
  contextTooLongLlamaCpp: {
    kind: 'status',
    status: 400,
    body: JSON.stringify({
      error: {
        code: 400,
        message: 'the request exceeds the available context size, try increasing it',
        type: 'exceed_context_size_error',
        n_prompt_tokens: 9000,
        n_ctx: 4096,
      },
    }),
    headers: { 'content-type': 'application/json' },
  },
  serverError: refuse(500, { message: 'internal error' }),
  badGateway: { kind: 'status', status: 502, body: '<html>Bad Gateway</html>' },
  unavailable: refuse(503, { message: 'loading model' }),
  silent: { kind: 'silent' },
  reset: { kind: 'reset' },
  invalidJson: { kind: 'raw', body: '{"choices": [', contentType: 'application/json' },
  invalidEventJson: {
    kind: 'raw',
    body: 'data: {"choices":[{"delta":{"content":"Hel\n\ndata: [DONE]\n\n',
    contentType: 'text/event-stream',
  },
  notEvents: { kind: 'raw', body: '<html>Welcome to my router</html>', contentType: 'text/html' },
  emptyBody: { kind: 'raw', body: '', contentType: 'text/event-stream' },
  errorInStream: {
    kind: 'answer',
    pieces: [
      { kind: 'text', text: 'Half an ' },
      { kind: 'chunk', value: { error: { message: 'the engine died', code: 500 } } },
    ],
    isDoneOmitted: true,
    finishReason: null,
  },
  cutByReset: say('Half an answer that breaks', { cut: { atByte: 160, how: 'reset' } }),
  cutByClose: say('Half an answer that ends too soon', { cut: { atByte: 160, how: 'close' } }),
  stalls: say('First words', { isHeldOpen: true, finishReason: null, isDoneOmitted: true }),
  endless: say('again ', { isEndless: true, delayMs: 5 }),
  refusesToAnswer: say('I cannot help with that.', { finishReason: 'content_filter' }),
  lengthReached: say('A long ans', { finishReason: 'length' }),
} as const satisfies Record<string, Reply>;

/**
 * What the stand-alone server answers: Markdown with a code block that cites the first places found in the prompt.
 * A word in the question asks for a fault: `fault:cutByReset`, `fault:endless`, `fault:unauthorized` and so on;
 * `fault:slow` streams one word each 100 ms; `fault:thinks` gives reasoning first.
 */
export function helpfulReply(request: RecordedRequest): Reply {
  const messages = messagesOf(request.json);
  const question = messages.at(-1) ?? '';
  const wanted = [...question.matchAll(/fault:(\w+)/g)].at(-1)?.[1];
  if (wanted !== undefined && Object.hasOwn(faults, wanted)) return faults[wanted as keyof typeof faults];
  // The last message holds the places; the system prompt holds an example of one.
  const answer = helpfulAnswer(question);
  const words = answer.match(/\s*\S+/g) ?? [answer];
  if (wanted === 'slow') return say(words, { delayMs: 100 });
  const reply = say(words, { delayMs: 2 });
  if (wanted !== 'thinks' || reply.kind !== 'answer') return reply;
  const thought: Piece = { kind: 'reasoning', text: 'The question is about the code. I look at the places.' };
  return { ...reply, pieces: [thought, ...reply.pieces] };
}

/** The places `path:start-end` that occur in a prompt, in order, once each. */
export function placesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/[\w@.-]+(?:\/[\w@.-]+)*\.\w+:\d+-\d+/g)].map((match) => match[0]))];
}

function helpfulAnswer(prompt: string): string {
  const places = placesIn(prompt);
  const first = places[0];
  if (first === undefined) return 'I was given no code of this workspace, so I can only answer in general.';
  const second = places[1];
  return [
    `The work is done in \`${first.split(':')[0]}\` [${first}].`,
    second === undefined ? '' : `It is used from another place [${second}].`,
    '```ts\nexport const answer = 42;\n```',
    'A place that does not exist is not a link [src/nowhere.ts:1-2].',
  ]
    .filter((line) => line !== '')
    .join('\n\n');
}

function messagesOf(json: unknown): readonly string[] {
  const body = json as { messages?: readonly { content?: unknown }[] } | undefined;
  return (body?.messages ?? []).map(({ content }) =>
    typeof content === 'string' ? content : JSON.stringify(content),
  );
}

function isChatRequest(request: RecordedRequest): boolean {
  return request.method === 'POST' && request.path.startsWith('/v1/chat/completions');
}

function pick(script: Script, request: RecordedRequest, index: number): Reply {
  if (typeof script === 'function') return script(request, index);
  if (!('length' in script)) return script;
  const reply = script[Math.min(index, script.length - 1)];
  if (reply === undefined) throw new Error('The script of the model server is empty.');
  return reply;
}

async function record(
  incoming: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<RecordedRequest> {
  const over = new Promise<{ how: 'answered' | 'left'; at: number }>((resolve) => {
    response.once('close', () =>
      resolve({ how: response.writableFinished ? 'answered' : 'left', at: performance.now() }),
    );
  });
  const receivedAt = performance.now();
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const body = Buffer.concat(pieces);
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    json = undefined;
  }
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: incoming.headers,
    body,
    json,
    receivedAt,
    over,
  };
}

interface Exchange {
  readonly request: RecordedRequest;
  readonly response: http.ServerResponse;
  readonly reply: Reply | undefined;
  readonly options: ModelServerOptions;
  readonly signal: AbortSignal;
}

async function respond({ request, response, reply, options, signal }: Exchange): Promise<void> {
  const { apiKey } = options;
  if (apiKey !== undefined && request.headers.authorization !== `Bearer ${apiKey}`) {
    await play(refuse(401, { message: 'invalid key', code: 'invalid_api_key' }), {
      request,
      response,
      signal,
    });
  } else if (options.routes?.[request.path] !== undefined) {
    await play(options.routes[request.path] as Reply, { request, response, signal });
  } else if (reply !== undefined) {
    await play(reply, { request, response, signal });
  } else if (request.path.startsWith('/v1/models')) {
    await play(options.modelsReply ?? modelList(options), { request, response, signal });
  } else {
    await play({ kind: 'status', status: 404, body: '404 page not found' }, { request, response, signal });
  }
}

function modelList({
  models = ['scripted'],
  ownedBy = 'sightline-test',
  modelFields = {},
}: ModelServerOptions): Reply {
  const data = models.map((id) => ({ id, object: 'model', created: 1, owned_by: ownedBy, ...modelFields }));
  return {
    kind: 'raw',
    body: JSON.stringify({ object: 'list', data }),
    contentType: 'application/json',
  };
}

type Stage = Pick<Exchange, 'request' | 'response' | 'signal'>;

async function play(reply: Reply, stage: Stage): Promise<void> {
  const { response, request } = stage;
  switch (reply.kind) {
    case 'silent':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'status':
      response.writeHead(reply.status, { 'content-type': 'text/plain', ...reply.headers });
      response.end(reply.body ?? '');
      return;
    case 'raw':
      response.writeHead(200, { 'content-type': reply.contentType });
      response.end(reply.body);
      return;
    case 'answer': {
      if (reply.headersDelayMs !== undefined) await delay(reply.headersDelayMs, undefined, stage);
      const isStream = (request.json as { stream?: boolean } | undefined)?.stream === true;
      if (isStream) await stream(reply, stage);
      else whole(reply, stage);
      return;
    }
  }
}

type Answer = Extract<Reply, { kind: 'answer' }>;

/** The exact bytes of a streamed answer without delays: what `cut.atByte` counts in. */
export function streamBytes(reply: Answer, request: { model?: string; wantsUsage?: boolean } = {}): Buffer {
  const context = { model: request.model ?? 'scripted', wantsUsage: request.wantsUsage ?? true };
  return Buffer.from([...events(reply, context)].map(({ bytes }) => bytes).join(''));
}

function* events(
  reply: Answer,
  context: { model: string; wantsUsage: boolean },
): Generator<{ readonly bytes: string; readonly delayMs: number }> {
  const chunk = (fields: object): string => {
    const base = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: context.model };
    return `data: ${JSON.stringify({ ...base, ...fields })}\n\n`;
  };
  do {
    for (const piece of reply.pieces) yield { bytes: pieceBytes(piece, chunk), delayMs: piece.delayMs ?? 0 };
  } while (reply.isEndless === true);
  if (reply.finishReason !== null) {
    const finish = reply.finishReason ?? 'stop';
    yield { bytes: chunk({ choices: [{ index: 0, delta: {}, finish_reason: finish }] }), delayMs: 0 };
  }
  if (context.wantsUsage && reply.usage) {
    yield { bytes: chunk({ choices: [], usage: reply.usage }), delayMs: 0 };
  }
  if (reply.isDoneOmitted !== true) yield { bytes: 'data: [DONE]\n\n', delayMs: 0 };
}

function pieceBytes(piece: Piece, chunk: (fields: object) => string): string {
  const delta = (fields: object): string =>
    chunk({ choices: [{ index: 0, delta: fields, finish_reason: null }] });
  switch (piece.kind) {
    case 'text':
      return delta({ content: piece.text });
    case 'reasoning':
      return delta({ [piece.field ?? 'reasoning_content']: piece.text });
    case 'tool-call': {
      const { index, id, name, argumentsText } = piece;
      const call = { name, arguments: argumentsText };
      return delta({ tool_calls: [{ index, id, type: 'function', function: call }] });
    }
    case 'chunk':
      return `data: ${JSON.stringify(piece.value)}\n\n`;
    case 'bytes':
      return piece.bytes;
  }
}

async function stream(reply: Answer, { request, response, signal }: Stage): Promise<void> {
  const body = request.json as { model?: string; stream_options?: { include_usage?: boolean } } | undefined;
  const context = { model: body?.model ?? '', wantsUsage: body?.stream_options?.include_usage === true };
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.flushHeaders();
  let left = reply.cut?.atByte ?? Infinity;
  for (const { bytes, delayMs } of events(reply, context)) {
    if (delayMs > 0) await delay(delayMs, undefined, { signal });
    if (response.destroyed) return;
    const buffer = Buffer.from(bytes);
    await write(response, buffer.subarray(0, left));
    left -= buffer.length;
    if (left <= 0) break;
  }
  if (reply.isHeldOpen === true) return;
  if (reply.cut?.how === 'reset') {
    // The bytes are flushed first, else the reset may overtake them and the client sees none.
    await delay(5, undefined, { signal });
    response.socket?.destroy();
  } else response.end();
}

async function write(response: http.ServerResponse, bytes: Uint8Array): Promise<void> {
  await new Promise<void>((resolve) => response.write(bytes, () => resolve()));
}

function whole(reply: Answer, { request, response }: Stage): void {
  const text = reply.pieces.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('');
  const model = (request.json as { model?: string } | undefined)?.model ?? '';
  const message = { role: 'assistant', content: text };
  const choices = [{ index: 0, message, finish_reason: reply.finishReason ?? 'stop' }];
  const usage = reply.usage ?? undefined;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model, choices, usage }),
  );
}

/** No `await` at the top: the suite inside VS Code is bundled as CommonJS, which knows none. */
async function serveUntilStopped(): Promise<void> {
  const at = process.argv.indexOf('--port');
  const port = at === -1 ? 0 : Number(process.argv[at + 1]);
  const server = await startModelServer(helpfulReply, { port, models: ['scripted', 'scripted-small'] });
  console.log(JSON.stringify({ baseUrl: server.baseUrl }));
  const stop = (): void => void server.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

if (import.meta.main) void serveUntilStopped();
