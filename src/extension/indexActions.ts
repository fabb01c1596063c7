import * as vscode from 'vscode';
import { describeStatus } from './describeIndex.ts';
import { openDoctor } from './doctor.ts';
import type { EngineHolder } from './openEngine.ts';

/** Pause and stop differ in time: a pause ends with the window, a stop lasts until the person resumes. */
export interface IndexActions {
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
  rebuild(): Promise<void>;
  menu(): Promise<void>;
  /** The person has stopped the index of this workspace, in this window or an earlier one. */
  isStopped(): boolean;
}

const stoppedKey = 'sightline.isIndexStopped';

export function indexActions(engines: EngineHolder, memory: vscode.Memento): IndexActions {
  const index = async () => (await engines.get()).engine.index;
  const actions: IndexActions = {
    pause: async () => (await index()).pause(),
    async resume() {
      await memory.update(stoppedKey, undefined);
      await (await index()).resume();
    },
    async stop() {
      await memory.update(stoppedKey, true);
      await (await index()).pause();
    },
    async rebuild() {
      await memory.update(stoppedKey, undefined);
      const it = await index();
      await it.resume();
      await it.rebuild();
    },
    menu: async () => {
      await showMenu(actions, engines);
    },
    isStopped: () => memory.get<boolean>(stoppedKey) === true,
  };
  return actions;
}

interface Item extends vscode.QuickPickItem {
  readonly act: () => Promise<void>;
}

async function showMenu(actions: IndexActions, engines: EngineHolder): Promise<void> {
  const status = await (await engines.get()).engine.index.status();
  const items: Item[] = [
    ...(status.isPaused
      ? [{ label: '$(debug-continue) Resume indexing', act: () => actions.resume() }]
      : [
          {
            label: '$(debug-pause) Pause indexing',
            description: 'until this window is reloaded',
            act: () => actions.pause(),
          },
          {
            label: '$(circle-slash) Stop indexing this workspace',
            description: 'until you resume; what is indexed stays searchable',
            act: () => actions.stop(),
          },
        ]),
    { label: '$(refresh) Rebuild the index', act: () => actions.rebuild() },
    {
      label: '$(pulse) Open the doctor',
      description: 'what is indexed, what is not, and why',
      act: openDoctor,
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Sightline Index',
    placeHolder: describeStatus(status).text.replace(/\$\([^)]*\)\s*/g, ''),
  });
  await picked?.act();
}
