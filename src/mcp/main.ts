import fs from 'node:fs';
import { compose, ensurePrivateDirectory, homeDirectory, type ComposeOptions } from '../compose.ts';
import { defaultAskLimitMs, type AskModel } from './askTool.ts';
import { openHttpClients, type HttpClients } from './clients.ts';
import { serveConnection } from './connection.ts';
import { serveHttp, type HttpOptions } from './http.ts';
import { refusalOfNode } from './nodeVersion.ts';
import type { Served } from './server.ts';

export interface ServeOptions extends Pick<
  ComposeOptions,
  'roots' | 'homeDirectory' | 'reranker' | 'isSemantic'
> {
  /** Answers `ask`; null: the tool is not offered. */
  readonly model: AskModel | null;
  /** How long a call of `ask` may take. */
  readonly askLimitMs?: number;
  readonly version: string;
  /** Absent: stderr. Never stdout, which carries the protocol. */
  readonly log?: (line: string) => void;
}

/**
 * Serve the workspace to one MCP client over stdin and stdout, until the client is done. The process should end then.
 * A root that does not say what it excludes leaves out what the editor does.
 *
 * @throws EngineError `workspace-missing` or `storage-*` before anything is served.
 */
export async function serveStdio(options: ServeOptions): Promise<void> {
  await serveConnection(open(options));
}

export interface ServeHttpOptions
  extends ServeOptions, Pick<HttpOptions, 'port' | 'mayWrite' | 'signal' | 'onListening'> {}

/** The same over HTTP on 127.0.0.1, to every client that has a token, until the signal aborts. */
export async function serveLocalHttp(options: ServeHttpOptions): Promise<void> {
  const { port, mayWrite, signal, onListening } = options;
  const clients = httpClients(options.homeDirectory);
  await serveHttp({ ...open(options), clients, port, mayWrite, signal, onListening });
}

/** The clients of the HTTP server, as the data folder has them. @throws EngineError `storage-*`. */
export function httpClients(home = homeDirectory()): HttpClients {
  ensurePrivateDirectory(home);
  return openHttpClients(home);
}

function open(options: ServeOptions): Omit<Served, 'followed'> {
  const { roots, model, askLimitMs = defaultAskLimitMs, version, log = toStderr } = options;
  const { homeDirectory: folder, reranker, isSemantic = true } = options;
  const home = folder === undefined ? {} : { homeDirectory: folder };
  const reranking = reranker === undefined ? {} : { reranker };
  const engine = compose({
    roots,
    ...home,
    ...reranking,
    isSemantic,
    follows: true,
    readsEditorExcludes: true,
    label: 'MCP server',
    log,
  });
  return { engine, model, askLimitMs, version, log };
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Someone took this file for the program: without a word, an agent would wait for a server that is none. */
function refuseToBeStarted(): never {
  const refusal = refusalOfNode({ version: process.versions.node, file: process.execPath });
  const howTo = 'mcp.js is a part of Sightline. The server is started by: cli.js mcp --workspace DIR';
  process.stderr.write(`sightline: ${refusal ?? howTo}\n`);
  process.exit(refusal === null ? 2 : 1);
}

const started = process.argv[1];
if (started !== undefined && realPath(started) === import.meta.filename) refuseToBeStarted();

/** `node mcp` starts `mcp.js`: that name is no file, and is not ours. */
function realPath(file: string): string | null {
  try {
    return fs.realpathSync(file);
  } catch {
    return null;
  }
}
