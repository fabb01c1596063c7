import fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { OpenEngine } from './openEngine.ts';
import type { Log } from './log.ts';

/**
 * A save is searchable within 100 ms, so it waits only long enough to gather "save all". What the watcher tells comes
 * in storms (a build, an install), and waits for them to pass.
 */
const savePauseMs = 20;
const watchPauseMs = 250;
/** Past this many files in one pause, comparing everything once is cheaper than asking file by file. */
const stormFiles = 500;

/** Tell the index of saves, creations, deletions, renames and branch switches, gathered for a short pause. */
export function followFiles(open: OpenEngine, log: Log): vscode.Disposable {
  const { engine, paths } = open;
  const changed = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dueAt = Infinity;
  let isClosed = false;

  const flush = (): void => {
    timer = undefined;
    dueAt = Infinity;
    const files = [...changed];
    changed.clear();
    const work = files.length > stormFiles ? engine.index.reconcile() : engine.index.filesChanged(files);
    work.catch((error: unknown) => {
      if (!isClosed) log.bug(`Telling the index of ${files.length} changed files`, error);
    });
  };
  const add = (uri: vscode.Uri, pauseMs: number): void => {
    const file = paths.toIndexedFile(uri);
    if (file === null || isGitInside(file)) return;
    changed.add(file);
    const at = Date.now() + pauseMs;
    if (at >= dueAt) return;
    clearTimeout(timer);
    dueAt = at;
    timer = setTimeout(flush, pauseMs);
  };
  const addFromWatcher = (uri: vscode.Uri): void => add(uri, watchPauseMs);

  const watcher = vscode.workspace.createFileSystemWatcher('**/*');
  const disposables = [
    watcher,
    watcher.onDidChange(addFromWatcher),
    watcher.onDidCreate(addFromWatcher),
    watcher.onDidDelete(addFromWatcher),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => add(uri, savePauseMs)),
    vscode.workspace.onDidSaveNotebookDocument(({ uri }) => add(uri, savePauseMs)),
    vscode.workspace.onDidRenameFiles(({ files }) => {
      // A renamed folder says nothing about the files in it.
      reconcileSoon(open, log);
      for (const { oldUri, newUri } of files) for (const uri of [oldUri, newUri]) add(uri, savePauseMs);
    }),
    followBranches(open, log),
  ];
  return {
    dispose: () => {
      isClosed = true;
      clearTimeout(timer);
      for (const each of disposables) each.dispose();
    },
  };
}

function isGitInside(file: string): boolean {
  return file.includes(`${path.sep}.git${path.sep}`);
}

function reconcileSoon({ engine }: OpenEngine, log: Log): void {
  engine.index.reconcile().catch((error: unknown) => log.bug('Comparing the files with the index', error));
}

/** A switch of branches writes `HEAD`; many files may have changed, some before the watcher sees them. */
function followBranches(open: OpenEngine, log: Log): vscode.Disposable {
  const watchers: vscode.Disposable[] = [];
  let isClosed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onHead = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => reconcileSoon(open, log), watchPauseMs);
  };
  const watch = async (directory: string): Promise<void> => {
    const gitDirectory = await findGitDirectory(directory);
    if (gitDirectory === null || isClosed) return;
    const pattern = new vscode.RelativePattern(vscode.Uri.file(gitDirectory), 'HEAD');
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    watchers.push(watcher, watcher.onDidChange(onHead), watcher.onDidCreate(onHead));
  };
  for (const { directory } of open.paths.folders) {
    watch(directory).catch((error: unknown) => log.bug(`Watching the branch of ${directory}`, error));
  }
  return {
    dispose: () => {
      isClosed = true;
      clearTimeout(timer);
      for (const watcher of watchers) watcher.dispose();
    },
  };
}

/** `.git` as a folder, or the folder that a worktree's `.git` file names; null without git. */
async function findGitDirectory(directory: string): Promise<string | null> {
  const dotGit = path.join(directory, '.git');
  const stat = await fs.stat(dotGit).catch(() => null);
  if (stat === null) return null;
  if (stat.isDirectory()) return dotGit;
  const named = /^gitdir:\s*(.+?)\s*$/m.exec(await fs.readFile(dotGit, 'utf8'))?.[1];
  return named === undefined ? null : path.resolve(directory, named);
}
