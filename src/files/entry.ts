import fs from 'node:fs';
import path from 'node:path';
import type { SkippedFile } from '../engine/retrieval/workspaceIndex.ts';
import type { Folder, Ground, Markers } from './folder.ts';
import { judge } from './judge.ts';
import { judgeLink } from './link.ts';
import { skipByName, skipBySize } from './skip.ts';
import type { Skip } from './skip.ts';

/** One file to index. `path` is relative to the walked root, with `/`. */
export interface WalkedFile {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** Some of what a walk found. A skipped folder is one row, whose path ends in `/`; nothing in it is looked at. */
export interface WalkBatch {
  readonly files: WalkedFile[];
  readonly skipped: SkippedFile[];
  /** Folders that were opened, relative to the root; the root is the empty string. For watching. */
  readonly folders: string[];
}

export function emptyBatch(): WalkBatch {
  return { files: [], skipped: [], folders: [] };
}

/** What `readdir` and `lstat` both tell about one name. */
export interface EntryKind {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

/**
 * Put one entry of `folder` where it belongs in the batch.
 * @returns The folder to walk next, where the entry is one that is not skipped.
 */
export function take(
  ground: Ground,
  folder: Folder,
  into: { name: string; entry: EntryKind; batch: WalkBatch },
): Folder | null {
  const { name, entry, batch } = into;
  const isFolder = entry.isDirectory();
  const inRoot = folder.path === '' ? name : `${folder.path}/${name}`;
  const judgement = judge(ground, folder, { path: inRoot, isFolder });
  if (judgement.kind === 'out') record(batch, { path: inRoot, isFolder, skip: judgement.skip });
  if (judgement.kind === 'out') return null;
  if (isFolder) {
    const ignoredBy = judgement.kind === 'through' ? judgement.skip : null;
    return { ...folder, path: inRoot, ignoredBy };
  }
  const found = examine(ground, entry, inRoot);
  if (found === null) return null;
  if ('reason' in found) record(batch, { path: inRoot, isFolder, skip: found });
  else batch.files.push({ path: inRoot, size: found.size, mtimeMs: found.mtimeMs });
  return null;
}

/** Add a skipped row; a folder's path gets its slash. */
export function record(batch: WalkBatch, row: { path: string; isFolder: boolean; skip: Skip }): void {
  const { reason, detail } = row.skip;
  batch.skipped.push({ path: row.isFolder ? `${row.path}/` : row.path, reason, detail });
}

/** @returns Size and time, or why not, or null where the file went away meanwhile. */
function examine(ground: Ground, entry: EntryKind, inRoot: string): fs.Stats | Skip | null {
  const absolute = path.join(ground.root, inRoot);
  if (entry.isSymbolicLink()) return judgeLink(ground, absolute);
  if (!entry.isFile()) return { reason: 'not-a-file', detail: kindInWords(entry) };
  const byName = skipByName(path.posix.basename(inRoot));
  if (byName !== null) return byName;
  try {
    const stat = fs.lstatSync(absolute, { throwIfNoEntry: false });
    return stat === undefined ? null : (skipBySize(stat.size, ground.maxFileBytes) ?? stat);
  } catch (error) {
    return unreadable(error);
  }
}

export function unreadable(error: unknown): Skip {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  const words =
    code === 'EACCES' || code === 'EPERM' ? 'no permission to read it' : `cannot be read (${code})`;
  return { reason: 'unreadable', detail: words };
}

export function kindInWords(entry: Pick<EntryKind, 'isFIFO' | 'isSocket' | 'isDirectory'>): string {
  if (entry.isFIFO()) return 'a named pipe';
  if (entry.isSocket()) return 'a socket';
  return entry.isDirectory() ? 'a folder' : 'a device';
}

export type Listing =
  | { readonly kind: 'listed'; readonly entries: readonly fs.Dirent[] }
  | { readonly kind: 'failed'; readonly skip: Skip }
  | { readonly kind: 'gone' };

/** The entries of a folder, names in code unit order. */
export async function listFolder(directory: string): Promise<Listing> {
  try {
    const entries = await fs.promises.readdir(directory, { withFileTypes: true });
    return { kind: 'listed', entries: entries.sort((a, b) => (a.name < b.name ? -1 : 1)) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { kind: 'gone' }
      : { kind: 'failed', skip: unreadable(error) };
  }
}

/** The names that change the rules, from a listing. An ignore file counts only where it is a regular file, as in Git. */
export function markersOf(entries: readonly fs.Dirent[]): Markers {
  const named = (name: string): fs.Dirent | undefined => entries.find((entry) => entry.name === name);
  return {
    hasGitignore: named('.gitignore')?.isFile() === true,
    hasSightlineignore: named('.sightlineignore')?.isFile() === true,
    hasDotGit: named('.git') !== undefined,
    derivedMark: derivedMarks.find((name) => named(name) !== undefined) ?? null,
  };
}

/** The same, without a listing. */
export function markersAt(directory: string): Markers {
  const stat = (name: string): fs.Stats | undefined =>
    fs.lstatSync(path.join(directory, name), { throwIfNoEntry: false });
  return {
    hasGitignore: stat('.gitignore')?.isFile() === true,
    hasSightlineignore: stat('.sightlineignore')?.isFile() === true,
    hasDotGit: stat('.git') !== undefined,
    derivedMark: derivedMarks.find((name) => stat(name) !== undefined) ?? null,
  };
}

/** Python's virtual environments, and the sign of the Cache Directory Tagging Specification (Cargo's `target`). */
const derivedMarks = ['pyvenv.cfg', 'CACHEDIR.TAG'];
