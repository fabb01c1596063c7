import fs from 'node:fs';
import path from 'node:path';
import { refusalOfNode } from '../mcp/nodeVersion.ts';
import type { Composition } from './command.ts';
import { run } from './run.ts';
import { outputTo } from './terminal.ts';

/** Reading nobody's answer is no failure: `sightline search x | head -1`. */
const readerLeft = Symbol('the reader of stdout left');

/**
 * The command line: `sightline COMMAND`. The process ends when the command does, with nothing left running:
 * Ctrl+C asks the command to stop, a second one does not ask.
 */
async function main(): Promise<void> {
  refuseOldNode();
  const stopping = new AbortController();
  const { stdout, stderr } = process;
  stdout.on('error', () => stopping.abort(readerLeft));
  // Nobody can be told that stderr is gone.
  stderr.on('error', () => stopping.abort(readerLeft));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(130);
      stopping.abort(new DOMException('Stopped.', 'AbortError'));
    });
  }
  silenceSqliteNotice();
  const code = await run(process.argv.slice(2), {
    terminal: {
      out: outputTo(stdout, process.env),
      err: outputTo(stderr, process.env),
      environment: process.env,
      currentDirectory: process.cwd(),
      signal: stopping.signal,
    },
    version: ownVersion(),
    load,
  });
  await flushed(stdout);
  const unwritten: NodeJS.ErrnoException | null = stdout.errored;
  if (unwritten !== null && unwritten.code !== 'EPIPE') reportUnwritten(unwritten);
  process.exit(stopping.signal.reason === readerLeft ? 0 : code);
}

async function load(): Promise<Composition> {
  return await import('../compose.ts');
}

function refuseOldNode(): void {
  const refusal = refusalOfNode({ version: process.versions.node, file: process.execPath });
  if (refusal === null) return;
  process.stderr.write(`sightline: ${refusal}\n`);
  process.exit(1);
}

/** Node calls its SQLite experimental on every start; nobody who asks a question needs to know. */
function silenceSqliteNotice(): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') process.stderr.write(`${warning.name}: ${warning.message}\n`);
  });
}

/** From the `package.json` above: beside `dist/` in the bundle, two folders up in the source. */
function ownVersion(): string {
  for (let at = import.meta.dirname; at !== path.dirname(at); at = path.dirname(at)) {
    const file = path.join(at, 'package.json');
    if (!fs.existsSync(file)) continue;
    const { name, version } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
      name?: string;
      version?: string;
    };
    if (name === 'sightline' && version !== undefined) return version;
  }
  return 'unknown';
}

/** A full disk behind `sightline export > file`, say. */
function reportUnwritten(error: Error): never {
  process.stderr.write(`sightline: The answer could not be written to stdout (${error.message}).\n`);
  process.exit(1);
}

/** A pipe takes its time; `process.exit` would not wait for it. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return Promise.resolve();
  return new Promise((resolve) => {
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}

void main();
