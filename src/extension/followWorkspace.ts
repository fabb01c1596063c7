import * as vscode from 'vscode';
import { toFailure } from '../engine/errors.ts';
import { failureText } from './failureWords.ts';
import { followFiles } from './fileEvents.ts';
import type { IndexActions } from './indexActions.ts';
import type { Log } from './log.ts';
import type { EngineHolder } from './openEngine.ts';
import type { UnsavedEditors } from './unsavedEditors.ts';
import { followUnsavedEditors } from './unsavedEditors.ts';

export interface Following extends vscode.Disposable {
  /** Open the engine, unless the person has stopped the index. Never rejects. */
  start(): Promise<void>;
  /** Tell the index what waits to be told. */
  flush(): Promise<void>;
}

interface Sources {
  readonly engines: EngineHolder;
  readonly index: IndexActions;
  readonly log: Log;
}

/** Tell each engine of the files, the editors and the settings it depends on, for as long as it is open. */
export function followWorkspace({ engines, index: actions, log }: Sources): Following {
  let unsaved: UnsavedEditors | undefined;
  const opened = engines.onOpen((open) => {
    const { index } = open.engine;
    if (actions.isStopped()) index.pause().catch((error: unknown) => log.bug('Pausing the index', error));
    unsaved = followUnsavedEditors(open, log);
    return vscode.Disposable.from(unsaved, followFiles(open, log));
  });
  const settings = vscode.workspace.onDidChangeConfiguration((change) => {
    const retrieval = ['sightline.retrieval.history', 'sightline.retrieval.semantic'];
    const own = ['sightline.index.useExcludeSettings', ...retrieval];
    const names = ['files.exclude', 'search.exclude', ...own];
    if (names.some((name) => change.affectsConfiguration(name))) void engines.reopen();
  });
  return {
    async start() {
      if (actions.isStopped()) return;
      try {
        await engines.get();
      } catch (error) {
        // Nobody asked for it, so it is only logged: the first question meets it again and says so.
        const failure = toFailure(error);
        if (failure.kind === 'bug') log.bug('Opening the engine', error);
        else log.warn(failureText(failure));
      }
    },
    flush: async () => unsaved?.flush(),
    dispose: () => vscode.Disposable.from(opened, settings).dispose(),
  };
}
