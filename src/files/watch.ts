import fs from 'node:fs';
import path from 'node:path';
import { isVersionControl } from './judge.ts';
import { changesRules, settingsFolder } from './ruleFiles.ts';
import type { WorkspaceFiles } from './walk.ts';

export interface WatchOptions {
  /** Real path of the workspace root that `files` speaks for. */
  readonly root: string;
  readonly files: WorkspaceFiles;
  /** Something was made, written or deleted at these absolute paths. A new folder stands for all in it. */
  changed(paths: readonly string[]): void;
  /** Too much changed to name it, or the rules did: compare everything. Also called each `pollMs` where watching fails. */
  rescan(): void;
  /** One sentence for a person, once, when watching falls back to looking every so often. */
  warn(line: string): void;
  /** Quiet time before changes are told: an editor writes a file in several steps. Default 60 ms, at most ten times that. */
  readonly debounceMs?: number;
  /** Default 30 s. */
  readonly pollMs?: number;
  /** Default 20,000 folders: beyond it the kernel's share of memory (about 1 kB each) and start-up time are too dear. */
  readonly maxFolders?: number;
  /** For tests: stands in for `fs.watch`. */
  readonly openWatcher?: OpenWatcher;
}

type OpenWatcher = (
  directory: string,
  options: { recursive: boolean; persistent: boolean },
  listener: (event: string, name: string | null) => void,
) => Pick<fs.FSWatcher, 'close' | 'on'>;

export interface Watch {
  /** `polling`: the system gave no (more) watches, so changes are found by comparing now and then. */
  readonly mode: () => 'events' | 'polling';
  close(): void;
}

/** A burst beyond this (a branch switch) is cheaper to compare than to tell apart. */
const maxPending = 1000;

/**
 * Tell what changes under a root until closed. Ignored folders are not watched, save `.vscode`, whose settings exclude.
 * Keeps no process alive.
 * Never throws: where the system refuses (ENOSPC, EMFILE, too many folders), it warns and falls back to `rescan`
 * by the clock.
 *
 * @param folders  Relative to the root, from a walk that just ended; absent: it walks itself.
 */
export async function watchFiles(options: WatchOptions, folders?: readonly string[]): Promise<Watch> {
  let poll: NodeJS.Timeout | null = null;
  let isClosed = false;
  const fallBack = (why: string): void => {
    if (poll !== null || isClosed) return;
    watched.close();
    const everyMs = options.pollMs ?? 30_000;
    options.warn(`${why} Sightline looks for changes every ${Math.ceil(everyMs / 1000)} s instead.`);
    poll = setInterval(() => options.rescan(), everyMs).unref();
  };
  /** A new folder is watched before it is told of, so that what is written into it meanwhile is not missed. */
  const flush = async (paths: readonly string[]): Promise<void> => {
    if (!isRecursive && poll === null) {
      for (const changed of paths) watched.forget(path.relative(options.root, changed));
      const looked = await options.files.lookAt(paths.filter(isFolder)).catch(() => null);
      if (!isClosed) watched.add([...(looked?.folders ?? []), settingsFolder]);
    }
    if (!isClosed) options.changed(paths);
  };
  /** Folders that are new, or that the rules let in only now, are watched from here on. */
  const rescan = async (): Promise<void> => {
    options.rescan();
    if (isRecursive || poll !== null) return;
    const listed = await listFolders(options.files);
    // What was written into them before they were watched nobody told.
    if (!isClosed && poll === null && watched.add(listed)) options.rescan();
  };
  const gather = gatherChanges(options, {
    flush: (paths) => void flush(paths),
    rescan: () => void rescan(),
  });
  const watched = openWatchSet(options, { gather, fallBack });
  const isRecursive = process.platform !== 'linux';
  const listed = isRecursive ? [''] : (folders ?? (await listFolders(options.files)));
  // Ignored or not: what it excludes counts.
  watched.add(isRecursive ? listed : [...listed, settingsFolder]);
  return {
    mode: () => (poll === null ? 'events' : 'polling'),
    close: () => {
      isClosed = true;
      watched.close();
      gather.stop();
      if (poll !== null) clearInterval(poll);
    },
  };
}

/** The watches that are open. One for each folder on Linux, where the system has no recursive one; else one in all. */
function openWatchSet(
  options: WatchOptions,
  to: { gather: (absolute: string) => void; fallBack: (why: string) => void },
) {
  const openWatcher: OpenWatcher = options.openWatcher ?? fs.watch;
  const recursive = process.platform !== 'linux';
  const watchers = new Map<string, Pick<fs.FSWatcher, 'close'>>();
  const addOne = (folder: string): void => {
    const directory = path.join(options.root, folder);
    try {
      const watcher = openWatcher(directory, { recursive, persistent: false }, (_event, name) => {
        to.gather(name === null ? directory : path.join(directory, name));
      });
      watcher.on('error', (error: unknown) => to.fallBack(refusalInWords(options.root, error)));
      watchers.set(folder, watcher);
    } catch (error) {
      const isGone = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (!isGone) throw error;
    }
  };
  return {
    /** Tells whether any is new. Stops at the first refusal, which will hold for the others too. */
    add(folders: readonly string[]): boolean {
      const added = [...new Set(folders)].filter((folder) => !watchers.has(folder));
      if (watchers.size + added.length > (options.maxFolders ?? 20_000)) {
        to.fallBack(`${options.root} has too many folders to watch.`);
        return false;
      }
      try {
        for (const folder of added) addOne(folder);
      } catch (error) {
        to.fallBack(refusalInWords(options.root, error));
      }
      return added.some((folder) => watchers.has(folder));
    },
    /** Drop the watches of a folder that went away or was made anew, and of all below it. */
    forget(folder: string): void {
      if (!watchers.has(folder)) return;
      for (const [name, watcher] of watchers) {
        if (name !== folder && !name.startsWith(`${folder}/`)) continue;
        watcher.close();
        watchers.delete(name);
      }
    },
    close(): void {
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}

/** An unreadable root has no folders to watch; whoever walks it says so. */
async function listFolders(files: WorkspaceFiles): Promise<string[]> {
  const folders: string[] = [];
  try {
    for await (const batch of files.walk()) folders.push(...batch.folders);
  } catch {
    return [''];
  }
  return folders;
}

interface Gather {
  (absolute: string): void;
  stop(): void;
}

/** Collect paths until it is quiet for a moment, then hand them over together; rescan where they are too many. */
function gatherChanges(
  options: WatchOptions,
  to: { flush: (paths: readonly string[]) => void; rescan: () => void },
): Gather {
  const quietMs = options.debounceMs ?? 60;
  let pending = new Set<string>();
  let firstAt = 0;
  let timer: NodeJS.Timeout | undefined;
  const fire = (): void => {
    const paths = [...pending];
    pending = new Set();
    const mustRescan =
      paths.length > maxPending || paths.some((changed) => changesRules(options.root, changed));
    if (mustRescan) to.rescan();
    if (paths.length <= maxPending) to.flush(paths);
  };
  const gather = (absolute: string): void => {
    if (isInVersionControl(path.relative(options.root, absolute))) return;
    const now = performance.now();
    if (pending.size === 0) firstAt = now;
    // Beyond the limit it will be a rescan; more names would only cost memory.
    if (pending.size <= maxPending) pending.add(absolute);
    clearTimeout(timer);
    const waitMs = Math.min(quietMs, Math.max(0, firstAt + quietMs * 10 - now));
    timer = setTimeout(fire, waitMs).unref();
  };
  return Object.assign(gather, { stop: () => clearTimeout(timer) });
}

function isInVersionControl(relative: string): boolean {
  return relative.split(path.sep).some(isVersionControl);
}

function isFolder(absolute: string): boolean {
  try {
    return fs.lstatSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    // Not reachable means not a folder to watch.
    return false;
  }
}

function refusalInWords(root: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC') {
    return `The system gives no more file watches for ${root} (raise fs.inotify.max_user_watches).`;
  }
  if (code === 'EMFILE') {
    return `The system gives no more file watchers for ${root} (raise fs.inotify.max_user_instances).`;
  }
  return `${root} cannot be watched (${code ?? String(error)}).`;
}
