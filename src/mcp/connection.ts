import { pipeline, Writable } from 'node:stream';
import { StdioServerTransport, serveStdio as serveFactory } from '@modelcontextprotocol/server/stdio';
import { followIndex } from './followedIndex.ts';
import { inTime } from './inTime.ts';
import { maxMessageBytes, messageLines } from './messageLines.ts';
import { makeServer, type Served } from './server.ts';

/** How long the engine may take to close: a client that starts its servers anew waits for this one. */
const closeMs = 2000;

/** JSON-RPC's "Invalid Request". */
const invalidRequest = -32_600;

/**
 * Serve one client over this process's stdin and stdout until stdin ends, stdout breaks or a signal asks to end.
 * Resolves when the engine is closed, or did not close in time: the caller then ends the process, so that nothing
 * stays behind. From the call on, stdout carries the protocol alone; whatever else writes there comes out on stderr.
 *
 * Both eras are served: the client's opening decides.
 */
export async function serveConnection(connection: Omit<Served, 'followed'>): Promise<void> {
  const { engine, log } = connection;
  const served: Served = { ...connection, followed: followIndex(engine.index) };
  const wire = reserveStdout();
  const lines = messageLines({ maxBytes: maxMessageBytes, onTooLong: (id) => refuseLong(wire, { id, log }) });
  // What breaks it closes the transport too, which is how the connection ends.
  pipeline(process.stdin, lines, (error) => error && log(`MCP: ${error.message}`));
  // Its own limit would end the connection without a word.
  const transport = new StdioServerTransport(lines, wire, { maxBufferSize: maxMessageBytes * 2 });
  if (process.stdin.isTTY) log('Sightline waits for an MCP client on stdin. Ctrl+C ends it.');
  try {
    await new Promise<void>((resolve) => {
      const handle = serveFactory(() => makeServer(served), {
        transport,
        onerror: (error) => log(`MCP: ${error.message}`),
      });
      const { onclose, onmessage } = transport;
      transport.onclose = () => {
        onclose?.();
        resolve();
      };
      transport.onmessage = (message) => {
        if ('method' in message && isUse(message.method)) warmUp(served);
        onmessage?.(message);
      };
      const end = (): void => void handle.close().then(resolve, resolve);
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, end);
    });
    await inTime(engine.close(), closeMs, undefined);
  } catch (error) {
    log(`The engine did not close well: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    lines.destroy();
  }
}

/** The connection goes on after it: the client only has to send less. */
function refuseLong(
  wire: Writable,
  { id, log }: { id: string | number | null; log: (line: string) => void },
): void {
  const most = `${maxMessageBytes / 1024 / 1024} MB`;
  const message = `The message is longer than ${most}, the most that Sightline reads. Send less at once.`;
  log(`MCP: A message of more than ${most} was not read.`);
  wire.write(`${JSON.stringify({ jsonrpc: '2.0', id, error: { code: invalidRequest, message } })}\n`);
}

/**
 * A client of both eras starts a server, asks it who it is, and ends it, before it starts the one it uses: the index
 * is woken by what only the second one hears.
 */
function isUse(method: string): boolean {
  return method === 'notifications/initialized' || method.startsWith('tools/');
}

const warmed = new WeakSet<Served>();

function warmUp(served: Served): void {
  if (warmed.has(served)) return;
  warmed.add(served);
  served.engine.index.status().catch((error: unknown) => {
    served.log(`The index did not start: ${error instanceof Error ? error.message : String(error)}`);
  });
}

/** Keep stdout for the protocol. A stray line there, a worker's too, would break the connection. */
function reserveStdout(): Writable {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  const wire = new Writable({
    decodeStrings: false,
    write: (chunk: string | Uint8Array, _encoding, done) => void write(chunk, done),
  });
  stdout.on('error', (error: Error) => void wire.destroy(error));
  stdout.write = stderr.write.bind(stderr);
  return wire;
}
