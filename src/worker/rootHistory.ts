import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Commit } from '../engine/retrieval/commit.ts';
import { historySteps, mostFilesTold, type History } from '../engine/retrieval/history.ts';
import { readHead } from '../files/git.ts';
import { listCommits, readLog } from '../files/gitLog.ts';
import {
  forgetHistory,
  loadHistory,
  stampOfHistory,
  storeHistory,
  type StoredHistory,
} from './historyFile.ts';

export interface RootHistoryOptions {
  /** The folder that is indexed. */
  readonly root: string;
  /** The folder of its index. */
  readonly directory: string;
  /** Asked each time: it can be switched off while the index is open. */
  readonly isWanted: () => boolean;
  readonly log: (line: string) => void;
  /** The newest commits that are kept; default 20,000. */
  readonly most?: number;
}

/** Over a dozen years of a busy repository; 20,000 commits take 6 MB on disk and 200 ms to make searchable. */
const mostCommits = 20_000;

/** Where time ran out after so many, older ones would add little: they are not tried again at each start. */
const enoughCommits = 5000;

/** What the commits of a root's repository say of its files: read once, stored beside the index, kept up with HEAD. */
export class RootHistory {
  readonly #options: RootHistoryOptions;
  readonly #most: number;
  #stamp = '';
  #head: string | null = null;
  #running: Promise<boolean> | null = null;
  /** Null where there is no Git, no history, or none is wanted. */
  current: History | null = null;

  constructor(options: RootHistoryOptions) {
    this.#options = options;
    this.#most = options.most ?? mostCommits;
  }

  /** Take over what is stored, where that changed: all that a reader of an index does. @returns whether it did. */
  async load(): Promise<boolean> {
    const { directory, isWanted } = this.#options;
    if (!isWanted()) return this.#drop();
    const stamp = stampOfHistory(directory);
    if (stamp === this.#stamp) return false;
    this.#stamp = stamp;
    const stored = loadHistory(directory);
    if (stored === null) return false;
    await this.#take(stored);
    return true;
  }

  /** Read what was committed since, for the writer of an index; a read under way is waited for. @returns whether anything changed. */
  refresh(signal: AbortSignal): Promise<boolean> {
    this.#running ??= this.#refresh(signal).finally(() => (this.#running = null));
    return this.#running;
  }

  async #refresh(signal: AbortSignal): Promise<boolean> {
    const { root, directory, isWanted, log } = this.#options;
    if (!isWanted()) {
      forgetHistory(directory);
      return this.#drop();
    }
    const head = (await readHead(root, signal))?.commit ?? null;
    if (head === this.#head && this.current !== null) return false;
    if (head === null) return this.#drop();
    const stored = loadHistory(directory);
    if (stored?.head === head) await this.#take(stored);
    else {
      const next = await this.#read(stored, head, signal);
      if (next === null) return this.#drop(head);
      if (next.isWhole) storeHistory(directory, next, log);
      await this.#take(next);
    }
    this.#stamp = stampOfHistory(directory);
    return true;
  }

  /** What is new since the stored state, or everything. Incomplete where time ran out: that is used, and not stored. */
  async #read(
    stored: StoredHistory | null,
    head: string,
    signal: AbortSignal,
  ): Promise<(StoredHistory & { readonly isWhole: boolean }) | null> {
    const { root } = this.#options;
    const most = this.#most;
    if (stored !== null) {
      const added = await readLog(root, { range: `${stored.head}..${head}`, most, signal });
      const removed = await listCommits(root, `${head}..${stored.head}`, signal);
      // Where many were kept and some leave, older ones would take their place: these are not stored.
      const isEnough = removed?.length === 0 || stored.commits.length < most;
      if (added !== null && !added.wasCut && removed !== null && isEnough) {
        const gone = new Set(removed);
        const kept = stored.commits.filter(({ hash }) => !gone.has(hash));
        return { head, commits: inOrder([...added.commits.map(shortened), ...kept], most), isWhole: true };
      }
    }
    const log = await readLog(root, { range: head, most, signal });
    if (log === null) return null;
    const isWhole = !log.wasCut || log.commits.length >= enoughCommits;
    return { head, commits: inOrder(log.commits.map(shortened), most), isWhole };
  }

  async #take({ head, commits }: StoredHistory): Promise<void> {
    const steps = historySteps(commits);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) {
        this.current = value;
        this.#head = head;
        return;
      }
      // Searches come in between.
      await nextTurn();
    }
  }

  #drop(head: string | null = null): boolean {
    const had = this.current !== null;
    this.current = null;
    this.#head = head;
    this.#stamp = '';
    return had;
  }
}

/** Newest first. Commits of one second (a rebase makes many) stay in Git's order, in which what follows comes first. */
function inOrder(commits: readonly Commit[], most: number): Commit[] {
  const once = new Map<string, Commit>();
  for (const commit of commits) if (!once.has(commit.hash)) once.set(commit.hash, commit);
  return [...once.values()].sort((a, b) => b.time - a.time).slice(0, most);
}

/** Of a commit that tells nothing of its files only the renames are kept, so that older ones can. */
function shortened(commit: Commit): Commit {
  if (commit.files.length <= mostFilesTold) return commit;
  const renames = commit.files.filter(({ change }) => change === 'renamed');
  // Still too many to be told of: a few more stand for the rest.
  const rest = commit.files.filter(({ change }) => change !== 'renamed').slice(0, mostFilesTold + 1);
  return { ...commit, files: [...renames, ...rest] };
}
