import fs from 'node:fs';
import path from 'node:path';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import type { WorkspaceRoot } from '../engine/retrieval/workspaceIndex.ts';
import { chooseReranker } from './chooseReranker.ts';
import type { CommandContext } from './command.ts';
import { withProgress } from './progress.ts';
import { paintFor } from './terminal.ts';

/**
 * The folders that `--workspace` names, or the current one. Each gets its folder's name, numbered where two are alike.
 * @throws `EngineError` `workspace-missing`.
 */
export function rootsOf({ terminal, arguments: given }: CommandContext): WorkspaceRoot[] {
  const named = given.list('workspace');
  const wanted = named.length === 0 ? ['.'] : named;
  const directories = wanted.map((directory) =>
    realFolder(path.resolve(terminal.currentDirectory, directory)),
  );
  const taken = new Map<string, number>();
  return [...new Set(directories)].map((directory) => {
    const base = path.basename(directory) || 'root';
    const count = (taken.get(base) ?? 0) + 1;
    taken.set(base, count);
    return { name: count === 1 ? base : `${base}-${count}`, directory };
  });
}

function realFolder(directory: string): string {
  const stat = fs.statSync(directory, { throwIfNoEntry: false });
  if (stat?.isDirectory() === true) return fs.realpathSync(directory);
  throw new EngineError('workspace-missing', `There is no folder at ${directory}.`, {
    hint: 'Name a folder that exists: --workspace DIR',
  });
}

/** A command reads a file in milliseconds, but the thread that reads it takes a second to start on a busy machine. */
const evidenceMs = 10_000;

/** Open the engine on the workspace, do the work, and close it whatever happens. */
export async function withEngine<T>(
  context: CommandContext,
  options: { follows?: boolean },
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const { compose } = await context.load();
  const roots = rootsOf(context);
  const { err } = context.terminal;
  const log = (line: string): void => err.write(`${paintFor(err).dim(line)}\n`);
  const { follows = false } = options;
  const reranker = await chooseReranker(context);
  const engine = compose({
    roots,
    follows,
    readsEditorExcludes: true,
    label: 'command line',
    evidenceMs,
    isSemantic: isSemantic(context),
    reranker: async () => reranker,
    log,
  });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/** Whether code is found by what it is about, too: unless `SIGHTLINE_SEMANTIC=off`. */
export function isSemantic({ terminal }: CommandContext): boolean {
  return terminal.environment['SIGHTLINE_SEMANTIC'] !== 'off';
}

/** Wait, with progress on stderr, until everything that there is can be found. */
export async function untilSearchable({ terminal }: CommandContext, engine: Engine): Promise<void> {
  const { err, signal } = terminal;
  await withProgress(engine.index, err, () => engine.index.whenReady('searchable', signal));
}
