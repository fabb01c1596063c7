import { Writable } from 'node:stream';
import { StdioServerTransport, serveStdio as serveFactory } from '@modelcontextprotocol/server/stdio';
import { followIndex } from './followedIndex.ts';
import { inTime } from './inTime.ts';
import { makeServer, type Served } from './server.ts';

/** How long the engine may take to close: a client that starts its servers anew waits for this one. */
const closeMs = 2000;

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
  const transport = new StdioServerTransport(process.stdin, reserveStdout());
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
  }
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
