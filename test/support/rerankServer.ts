import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server was sent. */
export interface RerankRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly model: string;
  readonly query: string;
  readonly documents: readonly string[];
}

export type RerankReply =
  | { readonly status?: number; readonly body: unknown }
  | { readonly text: string }
  | { readonly isSilent: true };

export interface RerankServer {
  readonly baseUrl: string;
  readonly requests: readonly RerankRequest[];
  stop(): Promise<void>;
}

/**
 * A server with a `/v1/rerank` over real HTTP on 127.0.0.1. By default it scores a text by how many different words
 * of the query are in it, and answers in the shape of Cohere and Jina.
 */
export async function startRerankServer(
  reply: (request: RerankRequest) => RerankReply = countWords,
): Promise<RerankServer> {
  const requests: RerankRequest[] = [];
  const server = http.createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const sent = JSON.parse(Buffer.concat(parts).toString('utf8')) as Omit<RerankRequest, 'path'>;
      const request = { ...sent, path: incoming.url ?? '', authorization: incoming.headers.authorization };
      requests.push(request);
      const answer = reply(request);
      if ('isSilent' in answer) return;
      const status = 'status' in answer ? (answer.status ?? 200) : 200;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end('text' in answer ? answer.text : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The default reply. */
export function countWords({ query, documents }: RerankRequest): RerankReply {
  const words = new Set(query.toLowerCase().match(/\w+/g));
  const scores = documents.map((text) => {
    const said = new Set(text.toLowerCase().match(/\w+/g));
    return [...words].filter((word) => said.has(word)).length;
  });
  const results = scores.map((score, index) => ({ index, relevance_score: score / 10 }));
  return { body: { results: results.sort((a, b) => b.relevance_score - a.relevance_score) } };
}
