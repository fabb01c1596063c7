import fs from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { EngineError } from '../engine/errors.ts';
import type { WorkspaceRoot } from '../engine/retrieval/workspaceIndex.ts';

/** An open folder: its URI as VS Code knows it, and its place on disk with links resolved. */
export interface OpenFolder extends WorkspaceRoot {
  readonly uri: vscode.Uri;
}

/** Between the engine's paths (relative, `/`, prefixed with the root's name where there are several) and URIs. */
export interface WorkspacePaths {
  readonly folders: readonly OpenFolder[];
  /** Folders that are not on this disk, and so cannot be indexed. */
  readonly skipped: readonly vscode.Uri[];
  /** Null: not under any open folder. */
  toPath(uri: vscode.Uri): string | null;
  /** The absolute path that the index knows a file by; null: not under any open folder. */
  toIndexedFile(uri: vscode.Uri): string | null;
  /**
   * The file behind an engine path, as the editor opens it.
   * @throws EngineError `path-outside-workspace` where the path or a link on it leads out of the workspace.
   */
  resolve(enginePath: string): Promise<vscode.Uri>;
}

export async function readWorkspacePaths(
  open: readonly vscode.WorkspaceFolder[] = vscode.workspace.workspaceFolders ?? [],
): Promise<WorkspacePaths> {
  const onDisk = open.filter(({ uri }) => uri.scheme === 'file');
  const names = uniqueNames(onDisk.map(({ name, uri }) => name || path.basename(uri.fsPath)));
  const folders = await Promise.all(
    onDisk.map(async ({ uri }, at) => ({
      uri,
      name: names[at] ?? '',
      directory: await fs.realpath(uri.fsPath).catch(() => uri.fsPath),
    })),
  );
  return {
    folders,
    skipped: open.filter(({ uri }) => uri.scheme !== 'file').map(({ uri }) => uri),
    toPath: (uri) => {
      const found = locate(folders, uri);
      if (found === null) return null;
      return folders.length > 1 ? `${found.folder.name}/${found.relative}` : found.relative;
    },
    toIndexedFile: (uri) => {
      const found = locate(folders, uri);
      return found === null ? null : path.join(found.folder.directory, ...found.relative.split('/'));
    },
    resolve: (enginePath) => resolveInside(folders, enginePath),
  };
}

/** Two folders with one name get a number each after the first, as a prefix must say which is meant. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain = name.replaceAll('/', '-');
    let unique = plain;
    for (let n = 2; taken.has(unique); n++) unique = `${plain}-${n}`;
    taken.add(unique);
    return unique;
  });
}

/** The innermost folder that holds the file. */
function locate(
  folders: readonly OpenFolder[],
  uri: vscode.Uri,
): { folder: OpenFolder; relative: string } | null {
  if (uri.scheme !== 'file') return null;
  let best: { folder: OpenFolder; relative: string } | null = null;
  for (const folder of folders) {
    for (const base of [folder.uri.fsPath, folder.directory]) {
      const relative = path.relative(base, uri.fsPath);
      if (relative === '' || /^\.\.([\\/]|$)/.test(relative) || path.isAbsolute(relative)) continue;
      const found = { folder, relative: relative.split(path.sep).join('/') };
      if (best === null || found.relative.length < best.relative.length) best = found;
    }
  }
  return best;
}

async function resolveInside(folders: readonly OpenFolder[], enginePath: string): Promise<vscode.Uri> {
  const { folder, relative } = splitPrefix(folders, enginePath);
  const outside = new EngineError('path-outside-workspace', `${enginePath} is not inside this workspace.`);
  if (relative.split('/').includes('..') || path.isAbsolute(relative) || /^[A-Za-z]:/.test(relative))
    throw outside;
  const real = await fs.realpath(path.join(folder.directory, relative)).catch(() => null);
  if (real === null) {
    throw new EngineError('path-outside-workspace', `${enginePath} does not exist any more.`, {
      hint: 'It may have been renamed or deleted since.',
    });
  }
  const isInside = folders.some(
    ({ directory }) => real === directory || real.startsWith(directory + path.sep),
  );
  if (!isInside) throw outside;
  return vscode.Uri.joinPath(folder.uri, relative);
}

function splitPrefix(
  folders: readonly OpenFolder[],
  enginePath: string,
): { folder: OpenFolder; relative: string } {
  const [first] = folders;
  if (first === undefined) throw new EngineError('workspace-missing', 'No folder is open.');
  const plain = enginePath.replaceAll('\\', '/').replace(/^\.\//, '');
  if (folders.length === 1) return { folder: first, relative: plain };
  const named = folders.find(({ name }) => plain.startsWith(`${name}/`));
  if (named === undefined) {
    throw new EngineError('path-outside-workspace', `${enginePath} names none of the open folders.`);
  }
  return { folder: named, relative: plain.slice(named.name.length + 1) };
}
