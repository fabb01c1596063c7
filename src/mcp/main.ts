import { compose, type ComposeOptions } from '../compose.ts';
import type { ChatModel } from '../engine/model.ts';
import { serveConnection } from './connection.ts';

export interface ServeOptions extends Pick<ComposeOptions, 'roots' | 'homeDirectory' | 'excludes'> {
  /** Answers `ask`; null: the tool is not offered. */
  readonly model: ChatModel | null;
  readonly version: string;
  /** Absent: stderr. Never stdout, which carries the protocol. */
  readonly log?: (line: string) => void;
}

/**
 * Serve the workspace to one MCP client over stdin and stdout, until the client is done. The process should end then.
 *
 * @throws EngineError `workspace-missing` or `storage-*` before anything is served.
 */
export async function serveStdio(options: ServeOptions): Promise<void> {
  const { model, version, log = toStderr, ...workspace } = options;
  const engine = compose({ ...workspace, follows: true, label: 'MCP server', log });
  await serveConnection({ engine, model, version, log });
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
