import fs from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { EngineError } from '../engine/errors.ts';
import { compileExcludes } from './excludeGlobs.ts';
import { emptyBatch, listFolder, markersAt, markersOf, record, take } from './entry.ts';
import type { WalkBatch } from './entry.ts';
import { enterFolder, openGround, skipDerived } from './folder.ts';
import type { Folder, Ground } from './folder.ts';
import { readIgnoreSettings } from './git.ts';
import { defaultMaxFileBytes } from './skip.ts';

/** Glob → whether it applies. */
export type Excludes = Readonly<Record<string, boolean>>;

export interface WalkOptions {
  /** All workspace roots, so that a link from one into another counts as inside. Default: this root alone. */
  readonly workspace?: readonly string[];
  /** As in VS Code's `files.exclude` and `search.exclude`, merged. A function is asked at the start of each walk. */
  readonly excludes?: Excludes | (() => Excludes);
  /** Default 2 MB. */
  readonly maxFileBytes?: number;
}

/** The files of one workspace root, as the rules see them. */
export interface WorkspaceFiles {
  /**
   * Find every file that should be indexed, and say of every other why not. A file is named once: links are never
   * followed, their targets count under their own path. No file is opened but ignore files; content (binary,
   * encoding) is judged by `readText`.
   *
   * @returns  Batches of at most about 1,000 entries: folder by folder, names in code unit order.
   *           The event loop gets its turn at least every 10 ms or so.
   * @throws   `EngineError` `workspace-missing` where the root is no readable folder; the signal's reason when
   *           it aborts. A folder below that cannot be read is a skipped row.
   */
  walk(signal?: AbortSignal): AsyncGenerator<WalkBatch>;
  /**
   * Judge single files or folders by the same rules, after a change. Folders are walked. What was asked about and is
   * neither in `files` nor in `skipped` is gone: drop it, and all below it. Git is not asked again after a walk, so
   * this takes about a millisecond; ignore files are read anew.
   *
   * @param paths  Absolute; those outside the root are passed over.
   * @throws       As `walk`.
   */
  lookAt(paths: readonly string[], signal?: AbortSignal): Promise<Looked>;
}

export interface Looked extends WalkBatch {
  /** Those of the given paths where nothing is (any more), relative to the root. */
  readonly missing: readonly string[];
}

/**
 * @param root  Absolute path of a folder. Nothing is read before the first call.
 * Source: the rules of gitignore(5), which tests compare with `git ls-files -co --exclude-standard`.
 */
export function filesOf(root: string, options: WalkOptions = {}): WorkspaceFiles {
  let ground: Promise<Ground> | null = null;
  const prepare = async (signal: AbortSignal | undefined, known: Promise<Ground> | null): Promise<Ground> => {
    const prepared = known ?? prepareGround(root, options);
    ground = prepared;
    // A root that was missing may be there the next time.
    prepared.catch(() => (ground = null));
    return { ...(await prepared), signal };
  };
  return {
    async *walk(signal) {
      signal?.throwIfAborted();
      const fresh = await prepare(signal, null);
      yield* walkFrom(fresh, await openGround(fresh));
    },
    async lookAt(paths, signal) {
      return lookAtPaths(await prepare(signal, ground), paths);
    },
  };
}

/** A whole walk in one value, in path order. */
export async function collectWalk(batches: AsyncIterable<WalkBatch>): Promise<WalkBatch> {
  const all = emptyBatch();
  for await (const batch of batches) append(all, batch);
  const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : 1);
  return { files: all.files.sort(byPath), skipped: all.skipped.sort(byPath), folders: all.folders.sort() };
}

async function lookAtPaths(ground: Ground, paths: readonly string[]): Promise<Looked> {
  const top = await enterFolder(ground, await openGround(ground), markersAt(ground.root));
  const opened = new Map<string, Folder>([['', top]]);
  const all = emptyBatch();
  const missing: string[] = [];
  for (const wanted of new Set(paths)) {
    ground.signal?.throwIfAborted();
    const relative = path.relative(ground.root, wanted).split(path.sep).join('/');
    if (relative.startsWith('../') || relative === '..' || path.isAbsolute(relative)) continue;
    const found = await lookAt(ground, opened, relative);
    if (found === null) missing.push(relative);
    else append(all, found);
  }
  return { ...all, missing };
}

function append(all: WalkBatch, batch: WalkBatch): void {
  for (const file of batch.files) all.files.push(file);
  for (const row of batch.skipped) all.skipped.push(row);
  for (const folder of batch.folders) all.folders.push(folder);
}

async function prepareGround(root: string, options: WalkOptions): Promise<Ground> {
  const real = await fs.promises.realpath(root).catch((cause: unknown) => {
    throw missingRoot(root, cause);
  });
  const settings = await readIgnoreSettings(real);
  const { ignoreCase } = settings;
  const { excludes = {} } = options;
  return {
    root: real,
    workspace: [real, ...(options.workspace ?? [])],
    excludes: compileExcludes(typeof excludes === 'function' ? excludes() : excludes, { ignoreCase }),
    maxFileBytes: options.maxFileBytes ?? defaultMaxFileBytes,
    settings,
    trackedIn: new Map(),
    signal: undefined,
  };
}

const batchEntries = 1000;
const sliceMs = 8;

/** Walk from a folder that is not yet entered, depth first. */
async function* walkFrom(ground: Ground, start: Folder): AsyncGenerator<WalkBatch> {
  const waiting: Folder[] = [start];
  let batch = emptyBatch();
  let sliceEndsAt = performance.now() + sliceMs;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    ground.signal?.throwIfAborted();
    const opened = await open(ground, folder, batch);
    const below: Folder[] = [];
    for (const entry of opened?.entries ?? []) {
      const child = take(ground, opened?.folder ?? folder, { name: entry.name, entry, batch });
      if (child !== null) below.push(child);
      if (batch.files.length + batch.skipped.length >= batchEntries) {
        yield batch;
        batch = emptyBatch();
      }
      if (performance.now() < sliceEndsAt) continue;
      await nextTurn();
      ground.signal?.throwIfAborted();
      sliceEndsAt = performance.now() + sliceMs;
    }
    while (below.length > 0) waiting.push(below.pop() as Folder);
  }
  yield batch;
}

interface OpenedFolder {
  readonly folder: Folder;
  readonly entries: readonly fs.Dirent[];
}

/** List a folder and read its rules; where it is left out after all, record that and return null. */
async function open(ground: Ground, folder: Folder, batch: WalkBatch): Promise<OpenedFolder | null> {
  const listing = await listFolder(path.join(ground.root, folder.path));
  if (listing.kind !== 'listed' && folder.path === '') throw missingRoot(ground.root);
  if (listing.kind === 'gone') return null;
  const markers = listing.kind === 'listed' ? markersOf(listing.entries) : null;
  const skip = listing.kind === 'failed' ? listing.skip : skipDerived(folder, markers);
  if (skip !== null) record(batch, { path: folder.path, isFolder: true, skip });
  if (skip !== null || listing.kind === 'failed' || markers === null) return null;
  batch.folders.push(folder.path);
  return { folder: await enterFolder(ground, folder, markers), entries: listing.entries };
}

/** Find one path by stepping down from the root through folders that are opened once each. */
async function lookAt(
  ground: Ground,
  opened: Map<string, Folder>,
  wanted: string,
): Promise<WalkBatch | null> {
  const batch = emptyBatch();
  const segments = wanted.split('/').filter(Boolean);
  const last = segments.pop();
  if (last === undefined) return collectWalk(walkFrom(ground, await openGround(ground)));
  let above = '';
  for (const name of segments) {
    const parent = opened.get(above) as Folder;
    above = above === '' ? name : `${above}/${name}`;
    const state = opened.has(above) ? 'in' : await stepInto(ground, parent, { name, opened, batch });
    if (state === 'gone') return null;
    if (state === 'left-out') return batch;
  }
  const entry = lstatOrNull(path.join(ground.root, wanted));
  if (entry === null) return null;
  const child = take(ground, opened.get(above) as Folder, { name: last, entry, batch });
  return child === null ? batch : collectWalk(walkFrom(ground, child));
}

async function stepInto(
  ground: Ground,
  parent: Folder,
  to: { name: string; opened: Map<string, Folder>; batch: WalkBatch },
): Promise<'in' | 'gone' | 'left-out'> {
  const absolute = path.join(ground.root, parent.path, to.name);
  const entry = lstatOrNull(absolute);
  if (entry === null || entry.isFile()) return 'gone';
  const child = take(ground, parent, { name: to.name, entry, batch: to.batch });
  if (child === null) return 'left-out';
  const markers = markersAt(absolute);
  const skip = skipDerived(child, markers);
  if (skip !== null) record(to.batch, { path: child.path, isFolder: true, skip });
  if (skip !== null) return 'left-out';
  to.opened.set(child.path, await enterFolder(ground, child, markers));
  return 'in';
}

function lstatOrNull(absolute: string): fs.Stats | null {
  try {
    return fs.lstatSync(absolute, { throwIfNoEntry: false }) ?? null;
  } catch {
    // A file where a folder should be (ENOTDIR), or a folder that may not be entered: nothing to be found there.
    return null;
  }
}

function missingRoot(root: string, cause?: unknown): EngineError {
  return new EngineError('workspace-missing', `There is no folder at ${root} that can be read.`, {
    hint: 'Open a folder that exists and that you may read.',
    cause,
  });
}
