import * as vscode from 'vscode';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import type { WorkspacePaths } from './workspacePaths.ts';
import { readWorkspacePaths } from './workspacePaths.ts';
import type { Log } from './log.ts';

/** The engine of the folders that are open now, with the paths that it speaks in. */
export interface OpenEngine {
  readonly engine: Engine;
  readonly paths: WorkspacePaths;
}

/** Opens the engine on first use, and again when folders come or go. */
export interface EngineHolder {
  /** @throws EngineError `workspace-missing` where no folder is open. */
  get(): Promise<OpenEngine>;
  /** The engine if it is open already; never opens one. */
  peek(): OpenEngine | undefined;
  /** Called with each engine that opens, and at once with one that is open. What it returns is disposed of with it. */
  onOpen(listener: (open: OpenEngine) => vscode.Disposable): vscode.Disposable;
  /** Close it and open it again, if it is open: folders or settings that it was made of have changed. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

interface Options {
  readonly log: Log;
  readonly open: (paths: WorkspacePaths) => Engine | Promise<Engine>;
}

export function holdEngine(options: Options): EngineHolder {
  const { log } = options;
  const listeners = new Map<(open: OpenEngine) => vscode.Disposable, vscode.Disposable | undefined>();
  let opening: Promise<OpenEngine> | undefined;
  let current: OpenEngine | undefined;

  const get = (): Promise<OpenEngine> => {
    if (opening !== undefined) return opening;
    const attempt = openFolders(options).then((opened) => {
      current = opened;
      for (const listener of listeners.keys()) listeners.set(listener, listener(opened));
      return opened;
    });
    opening = attempt;
    // A failed attempt is not kept: the next use tries again.
    attempt.catch(() => {
      if (opening === attempt) opening = undefined;
    });
    return attempt;
  };
  const closeCurrent = async (): Promise<void> => {
    const closing = opening;
    opening = undefined;
    const opened = await closing?.catch(() => undefined);
    if (opened === undefined) return;
    if (current === opened) current = undefined;
    for (const [listener, attached] of listeners) {
      attached?.dispose();
      listeners.set(listener, undefined);
    }
    await opened.engine.close().catch((error: unknown) => log.bug('Closing the engine', error));
  };
  const reopen = async (): Promise<void> => {
    const wasOpen = opening !== undefined;
    await closeCurrent();
    if (wasOpen && vscode.workspace.workspaceFolders?.length) {
      await get().catch((error: unknown) => log.bug('Opening the engine again', error));
    }
  };
  const folders = vscode.workspace.onDidChangeWorkspaceFolders(reopen);
  return {
    get,
    peek: () => current,
    onOpen(listener) {
      listeners.set(listener, current === undefined ? undefined : listener(current));
      return {
        dispose: () => {
          listeners.get(listener)?.dispose();
          listeners.delete(listener);
        },
      };
    },
    reopen,
    async close() {
      folders.dispose();
      await closeCurrent();
    },
  };
}

async function openFolders({ log, open }: Options): Promise<OpenEngine> {
  const paths = await readWorkspacePaths();
  for (const uri of paths.skipped) log.warn(`${uri.toString()} is not on this disk and is not indexed.`);
  if (paths.folders.length === 0) {
    throw new EngineError('workspace-missing', 'No folder is open.', {
      hint: 'Open a folder to ask about its code.',
    });
  }
  const engine = await open(paths);
  log.info(`Opened ${paths.folders.map(({ directory }) => directory).join(', ')}.`);
  return { engine, paths };
}
