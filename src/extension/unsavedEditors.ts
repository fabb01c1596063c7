import * as vscode from 'vscode';
import type { UnsavedText } from '../engine/retrieval/workspaceIndex.ts';
import type { OpenEngine } from './openEngine.ts';
import type { Log } from './log.ts';
import { readSettings } from './settings.ts';

/** Typing comes in bursts; the index needs the text only when somebody asks. */
const pauseMs = 400;
/** As the index's own limit for files: what is larger is not searched unsaved either. */
const limitChars = 1_000_000;

export interface UnsavedEditors extends vscode.Disposable {
  /** Tell the index now what waits to be told: for a question that is asked within a keystroke of an edit. */
  flush(): Promise<void>;
}

/** Keep the index told of all editors whose text is not on disk yet. */
export function followUnsavedEditors(open: OpenEngine, log: Log): UnsavedEditors {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  let sent = 0;

  const send = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const texts = readSettings().includesUnsavedEditors ? collect(open) : [];
    if (texts.length === 0 && sent === 0) return;
    sent = texts.length;
    await open.engine.index.unsaved(texts).catch((error: unknown) => {
      if (!isClosed) log.bug('Telling the index of unsaved editors', error);
    });
  };
  const sendSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void send(), pauseMs);
  };
  const disposables = [
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme === 'file') sendSoon();
    }),
    vscode.workspace.onDidSaveTextDocument(sendSoon),
    vscode.workspace.onDidCloseTextDocument(sendSoon),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('sightline.index.includeUnsavedEditors')) sendSoon();
    }),
  ];
  sendSoon();
  return {
    flush: async () => {
      if (timer !== undefined) await send();
    },
    dispose: () => {
      isClosed = true;
      clearTimeout(timer);
      for (const each of disposables) each.dispose();
    },
  };
}

function collect({ paths }: OpenEngine): UnsavedText[] {
  const texts: UnsavedText[] = [];
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty || document.isUntitled) continue;
    const path = paths.toPath(document.uri);
    if (path === null) continue;
    const text = document.getText();
    if (text.length <= limitChars) texts.push({ path, text });
  }
  return texts;
}
