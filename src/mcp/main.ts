import { compose, editorExcludes, type ComposeOptions } from '../compose.ts';
import { defaultAskLimitMs, type AskModel } from './askTool.ts';
import { serveConnection } from './connection.ts';

export interface ServeOptions extends Pick<ComposeOptions, 'roots' | 'homeDirectory'> {
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
  const { model, askLimitMs = defaultAskLimitMs, version, log = toStderr, homeDirectory } = options;
  const roots = options.roots.map((root) => ({ excludes: editorExcludes(root.directory), ...root }));
  const home = homeDirectory === undefined ? {} : { homeDirectory };
  const engine = compose({ roots, ...home, follows: true, label: 'MCP server', log });
  await serveConnection({ engine, model, askLimitMs, version, log });
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
