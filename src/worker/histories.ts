import type { EvidenceOfRoots } from '../engine/retrieval/fileEvidence.ts';
import { evidenceOfHistory } from '../engine/retrieval/changedTogether.ts';
import type { Query } from '../engine/retrieval/query.ts';
import { editorWantsHistory } from '../files/editorExcludes.ts';
import type { WorkerData } from './protocol.ts';
import { RootHistory } from './rootHistory.ts';
import type { RootTask } from './rootTask.ts';

/** How often it is looked whether something was committed: reads two small files. */
const lookEveryMs = 10_000;

/** A restart answers its first questions without what takes longer to load. */
const loadWithinMs = 500;

export interface HistoriesOptions {
  readonly data: Pick<WorkerData & { readonly role: 'index' }, 'readsHistory' | 'readsEditorExcludes'>;
  readonly log: (line: string) => void;
  /** Called where a look found something new, and after the first one. */
  readonly onChange: () => void;
}

interface Followed {
  readonly task: RootTask;
  /** What the root's paths are shown with. */
  readonly rootName: string;
  readonly history: RootHistory;
  readonly loading: Promise<unknown>;
  lookedAtMs: number;
  looking: Promise<void> | null;
  /** It was looked once. */
  isSettled: boolean;
}

/** The histories of all roots, kept up with their repositories in the background. */
export class Histories {
  readonly #followed: Followed[] = [];
  readonly #stop = new AbortController();
  readonly #options: HistoriesOptions;

  constructor(options: HistoriesOptions) {
    this.#options = options;
  }

  /** Begin with what is stored; nothing is read from Git before the root is searchable. */
  add(task: RootTask, rootName: string): void {
    const { data, log } = this.#options;
    const { root, directory } = task.index;
    const history = new RootHistory({
      root: root.directory,
      directory,
      // Asked each time, since doors other than VS Code learn of a changed setting from its file.
      isWanted: () =>
        data.readsHistory !== false &&
        (data.readsEditorExcludes !== true || editorWantsHistory(root.directory)),
      log,
    });
    const loading = history.load().catch((error: unknown) => this.#tell(task, error));
    const state = { lookedAtMs: -Infinity, looking: null, isSettled: false };
    this.#followed.push({ task, rootName, history, loading, ...state });
  }

  /** Whether each was looked at: what there is of history can be found. */
  get areSettled(): boolean {
    return this.#followed.every(({ isSettled }) => isSettled);
  }

  /** How many commits count. */
  get commits(): number {
    return this.#followed.reduce((sum, { history }) => sum + (history.current?.commits.length ?? 0), 0);
  }

  /**
   * Look whether something was committed, where the last look is long ago. The writer of an index asks Git; a reader
   * loads what the writer stored.
   */
  look(): void {
    for (const each of this.#followed) {
      const isDue = performance.now() - each.lookedAtMs > lookEveryMs;
      if (!isDue || each.looking !== null || !each.task.isSearchable || this.#stop.signal.aborted) continue;
      each.lookedAtMs = performance.now();
      each.looking = this.#lookAt(each).then((isNew) => {
        const isFirst = !each.isSettled;
        each.looking = null;
        each.isSettled = true;
        if (isNew || isFirst) this.#options.onChange();
      });
    }
  }

  /** Resolves when what is stored is loaded, or that takes too long. */
  async loaded(): Promise<void> {
    if (this.areSettled) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, loadWithinMs)));
    await Promise.race([late, Promise.all(this.#followed.map(({ loading }) => loading))]);
    clearTimeout(timer);
  }

  /** What they tell of their roots' files; undefined where there is none. */
  readonly evidence = (query: Query): EvidenceOfRoots | undefined => {
    const told = this.#followed.flatMap(({ rootName, history: { current } }) =>
      current === null ? [] : [[rootName, evidenceOfHistory(current, query)] as const],
    );
    return told.length === 0 ? undefined : new Map(told);
  };

  async close(): Promise<void> {
    this.#stop.abort(new Error('The index is closed.'));
    await Promise.all(this.#followed.flatMap(({ looking }) => looking ?? []));
  }

  async #lookAt({ task, history, loading }: Followed): Promise<boolean> {
    await loading;
    try {
      return task.index.isWriter ? await history.refresh(this.#stop.signal) : await history.load();
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#tell(task, error);
      return false;
    }
  }

  #tell(task: RootTask, error: unknown): void {
    this.#options.log(`The history of ${task.index.root.directory} could not be read: ${String(error)}`);
  }
}
