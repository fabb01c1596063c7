import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import {
  createMcpHandler,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  validateHostHeader,
  validateOriginHeader,
  type McpHttpHandler,
} from '@modelcontextprotocol/server';
import { hashOf, newToken, type HttpClients } from './clients.ts';
import { followIndex } from './followedIndex.ts';
import { inTime } from './inTime.ts';
import { makeServer, type Served } from './server.ts';

export interface HttpOptions extends Omit<Served, 'followed' | 'mayWrite'> {
  readonly clients: HttpClients;
  /** 0: a free one. */
  readonly port: number;
  /** Whether the token of this run may call tools that write. */
  readonly mayWrite: boolean;
  readonly signal: AbortSignal;
  /** Told once the server listens. */
  readonly onListening: (address: { readonly url: string; readonly token: string }) => void;
}

/** Only this machine may connect, whatever its name servers and firewalls say. */
const address = '127.0.0.1';
const endpoint = '/mcp';

/** Larger arguments are a mistake: the longest task that anyone sends is some kilobytes. */
const maxBodyBytes = 4 * 1024 * 1024;

/** Calls of one client at a time; more are refused, not queued: an agent's loop must not take all of the machine. */
const mostAtOnce = 32;

const closeMs = 2_000;

/**
 * Serve MCP over HTTP on this machine alone until the signal aborts: both eras, one endpoint, each request with the
 * token of its client. A foreign `Host` or `Origin` is refused before anything else, so that no page of a browser can
 * reach it.
 *
 * @throws Where the port cannot be listened on.
 */
export async function serveHttp(options: HttpOptions): Promise<void> {
  const { engine, log, port, signal, onListening } = options;
  const followed = followIndex(engine.index);
  const handler = createMcpHandler(
    ({ authInfo }) =>
      makeServer({ ...options, followed, mayWrite: authInfo?.scopes.includes('write') === true }),
    { maxRequestBodySize: maxBodyBytes, onerror: (error) => log(`MCP: ${error.message}`) },
  );
  const door = new Door(options, newToken());
  const server = http.createServer((request, response) => {
    answer(request, response, { door, handler }).catch((error: unknown) => {
      log(`MCP: ${error instanceof Error ? error.message : String(error)}`);
      if (!response.headersSent) refuse(response, 500, 'The request could not be answered.');
      else response.destroy();
    });
  });
  server.listen(port, address);
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  onListening({ url: `http://${address}:${taken}${endpoint}`, token: door.token });
  try {
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    server.close();
    server.closeAllConnections();
    await inTime(handler.close(), closeMs, undefined);
    await inTime(engine.close(), closeMs, undefined);
  }
}

interface Caller {
  readonly name: string;
  readonly mayWrite: boolean;
}

/** Who may come in. */
class Door {
  readonly token: string;
  readonly #options: HttpOptions;
  readonly #hash: string;
  readonly #inside = new Map<string, number>();

  constructor(options: HttpOptions, token: string) {
    this.#options = options;
    this.token = token;
    this.#hash = hashOf(token);
  }

  caller(authorization: string | undefined): Caller | null {
    const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return null;
    if (hashOf(token) === this.#hash) return { name: 'this run', mayWrite: this.#options.mayWrite };
    return this.#options.clients.find(token, Date.now());
  }

  /** @returns false where the client has as many calls under way as it may. */
  enter({ name }: Caller): boolean {
    const inside = this.#inside.get(name) ?? 0;
    if (inside >= mostAtOnce) return false;
    this.#inside.set(name, inside + 1);
    return true;
  }

  leave({ name }: Caller): void {
    this.#inside.set(name, (this.#inside.get(name) ?? 1) - 1);
  }
}

async function answer(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  { door, handler }: { door: Door; handler: McpHttpHandler },
): Promise<void> {
  const { host, origin, authorization } = request.headers;
  if (!validateHostHeader(host, localhostAllowedHostnames()).ok)
    return refuse(response, 403, 'This host is not served.');
  if (!validateOriginHeader(origin, localhostAllowedOrigins()).ok)
    return refuse(response, 403, 'This origin is not served.');
  const url = new URL(request.url ?? '/', `http://${host ?? address}`);
  if (url.pathname !== endpoint) return refuse(response, 404, `The endpoint is ${endpoint}.`);
  const caller = door.caller(authorization);
  if (caller === null) {
    response.setHeader('www-authenticate', 'Bearer realm="Sightline"');
    return refuse(response, 401, 'A token is needed: Authorization: Bearer TOKEN.');
  }
  if (!door.enter(caller)) {
    response.setHeader('retry-after', '1');
    return refuse(response, 429, `${caller.name} has ${mostAtOnce} calls under way.`);
  }
  try {
    await pass(request, response, { url, caller, handler });
  } finally {
    door.leave(caller);
  }
}

async function pass(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  { url, caller, handler }: { url: URL; caller: Caller; handler: McpHttpHandler },
): Promise<void> {
  const left = new AbortController();
  response.once('close', () => left.abort());
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  const asked = new Request(url, {
    method: request.method ?? 'GET',
    headers,
    signal: left.signal,
    ...(hasBody ? { body: Readable.toWeb(request) as BodyInit, duplex: 'half' } : {}),
  });
  const { name, mayWrite } = caller;
  // The token itself goes no further than the door.
  const authInfo = { token: '', clientId: name, scopes: mayWrite ? ['write'] : [] };
  const given = await handler.fetch(asked, { authInfo });
  response.writeHead(given.status, Object.fromEntries(given.headers));
  if (given.body === null) {
    response.end();
    return;
  }
  const body = Readable.fromWeb(given.body as ReadableStream);
  body.once('error', () => response.destroy());
  body.pipe(response);
  await once(response, 'close');
}

function refuse(response: http.ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32_000, message } }));
}
