import path from 'node:path';
import { EngineError } from '../engine/errors.ts';
import { openSegment, segmentFormat } from '../engine/retrieval/segment.ts';
import type { WordVectors } from '../engine/ranking/wordVectors.ts';
import type { SkippedFile, WorkspaceRoot } from '../engine/retrieval/workspaceIndex.ts';
import { orphanSegments, removeSegment, writeSegment } from '../segments/segmentFiles.ts';
import { openCatalogue, type Catalogue } from '../storage/catalogue.ts';
import type { FileRow } from '../storage/catalogueRows.ts';
import { openLease, type Lease } from '../storage/lease.ts';
import type { FileEntry } from './difference.ts';
import { isNothing, type Added, type Change } from './indexChange.ts';
import { KnownVersions } from './knownVersions.ts';
import { countDeleted, loadSegments, markDeleted, removeFiles, type LiveSegment } from './liveSegment.ts';
import { embedAgain } from './embedAgain.ts';
import type { MergeResult } from './mergeJob.ts';
import type { BuildResult } from './parseJob.ts';

export interface RootIndexOptions {
  readonly root: WorkspaceRoot;
  /** The folder of this root's index. */
  readonly directory: string;
  /** What other processes are told of the writer: "VS Code", "MCP server". */
  readonly label: string;
  /** By which chunks are embedded and found; null: neither. */
  readonly vectors: WordVectors | null;
  /** A sentence for a person: what was damaged and is built again. */
  readonly onMessage: (sentence: string) => void;
}

/**
 * The index of one root on disk, and what of it is loaded. One process writes (it holds the lease), the others follow.
 * Every change is: write a segment file, then one catalogue transaction, then what readers of this object see.
 * A crash between two of these leaves a file that nobody names, which the next writer removes.
 */
export class RootIndex {
  readonly root: WorkspaceRoot;
  readonly directory: string;
  readonly known: KnownVersions;
  readonly #options: RootIndexOptions;
  readonly #lease: Lease;
  #catalogue: Catalogue | null = null;
  #epoch = '';
  #nextSegmentId = 1;
  #tail: Promise<unknown> = Promise.resolve();
  #isWriter = false;
  generation = 0;
  /** By path; for the writer only. */
  entries = new Map<string, FileEntry>();
  live = new Map<number, LiveSegment>();

  constructor(options: RootIndexOptions) {
    this.#options = options;
    this.root = options.root;
    this.directory = options.directory;
    const { directory, onMessage } = options;
    this.known = new KnownVersions({ directory, root: this.root.directory, onMessage });
    this.#lease = openLease({ directory: options.directory, label: options.label });
  }

  get isWriter(): boolean {
    return this.#isWriter;
  }

  /** Load what is on disk. @returns whether this process writes now. */
  async open(): Promise<boolean> {
    this.#isWriter = this.#lease.tryAcquire();
    await this.#load();
    return this.#isWriter;
  }

  /** A reader's turn: take over where the writer is gone, else load what it wrote since. @returns whether anything changed. */
  async follow(): Promise<'same' | 'newer' | 'writer'> {
    if (this.#isWriter) return 'same';
    if (this.#lease.tryAcquire()) {
      this.#closeCatalogue();
      this.#isWriter = true;
      await this.#load();
      return 'writer';
    }
    return (await this.#isBehind()) ? 'newer' : 'same';
  }

  /** @returns false where another process has become the writer (the index folder was deleted meanwhile). */
  renew(): boolean {
    if (this.#isWriter && !this.#lease.renew()) this.#isWriter = this.#lease.tryAcquire();
    return this.#isWriter;
  }

  skipped(limit: number): readonly SkippedFile[] {
    return this.#catalogue?.skipped(limit) ?? [];
  }

  skippedCounts(): Readonly<Record<string, number>> {
    return this.#catalogue?.skippedCounts() ?? {};
  }

  /** Store a batch that was built. `isOutdated` tells of files that changed since the batch was sent off. */
  commitBuilt(result: BuildResult, isOutdated: (path: string) => boolean): Promise<void> {
    return this.#exclusively(async () => {
      const added = await this.#addSegment(
        result.bytes,
        result.files.filter((file) => file.ordinal !== null).length,
      );
      const deleted = new Map<number, Uint8Array>();
      const putFiles: FileRow[] = [];
      const gone: string[] = [...result.vanished];
      const putSkipped = result.skipped.filter((file) => !isOutdated(file.path));
      for (const file of result.files) {
        if (file.ordinal === null) {
          const entry = this.entries.get(file.path);
          if (entry !== undefined && entry.hash === file.hash && !isOutdated(file.path)) {
            putFiles.push({ ...entry, path: file.path, size: file.size, mtimeMs: file.mtimeMs });
          }
        } else if (added === null || isOutdated(file.path)) {
          if (added !== null) markDeleted(added.row.deleted, file.ordinal);
        } else {
          this.#markEntry(file.path, deleted);
          const { path: filePath, size, mtimeMs, hash, language, phase, ordinal } = file;
          putFiles.push({
            path: filePath,
            size,
            mtimeMs,
            hash,
            language,
            phase,
            segmentId: added.row.id,
            ordinal,
          });
        }
      }
      for (const filePath of [...gone, ...putSkipped.map((file) => file.path)])
        this.#markEntry(filePath, deleted);
      this.#commit({ added, deleted, putFiles, putSkipped, dropPaths: gone });
    });
  }

  /** Forget files, and replace the list of what is skipped where one is given. */
  commitWalk(removed: readonly string[], skipped: readonly SkippedFile[] | null): Promise<void> {
    return this.#exclusively(async () => {
      const deleted = new Map<number, Uint8Array>();
      for (const filePath of removed) this.#markEntry(filePath, deleted);
      this.#commit({
        added: null,
        deleted,
        putFiles: [],
        putSkipped: skipped ?? [],
        dropPaths: removed,
        replaceSkipped: skipped !== null,
      });
    });
  }

  /**
   * Put one segment in the place of several, or nothing where none of their files is current. Files that changed since
   * the merge was sent off stay deleted.
   */
  commitMerged(result: MergeResult, sourceIds: readonly number[]): Promise<void> {
    return this.#exclusively(async () => {
      const added = await this.#addSegment(result.bytes, result.paths.length);
      const sources = new Set(sourceIds);
      const putFiles: FileRow[] = [];
      result.paths.forEach((filePath, ordinal) => {
        const entry = this.entries.get(filePath);
        if (added === null) return;
        if (entry === undefined || !sources.has(entry.segmentId)) markDeleted(added.row.deleted, ordinal);
        else putFiles.push({ ...entry, path: filePath, segmentId: added.row.id, ordinal });
      });
      this.#commit({
        added,
        deleted: new Map(),
        putFiles,
        putSkipped: [],
        dropPaths: [],
        dropSegmentIds: sourceIds,
      });
    });
  }

  /** Forget everything, as if the folder had never been indexed. */
  clear(): Promise<void> {
    return this.#exclusively(async () => {
      const dropPaths = [...this.entries.keys()];
      removeFiles(this.known.forget(), this.#options.onMessage);
      this.#commit({
        added: null,
        deleted: new Map(),
        putFiles: [],
        putSkipped: [],
        dropPaths,
        replaceSkipped: true,
        dropSegmentIds: [...this.live.keys()],
      });
    });
  }

  async close(): Promise<void> {
    await this.#exclusively(async () => {
      this.#closeCatalogue();
      this.#lease.release();
      this.#isWriter = false;
    });
  }

  #exclusively<T>(action: () => Promise<T>): Promise<T> {
    const run = this.#tail.then(action, action);
    this.#tail = run.catch(() => undefined);
    return run;
  }

  async #load(): Promise<void> {
    this.#catalogue = this.#openOrWait();
    if (this.#catalogue === null) return;
    const state = this.#catalogue.load();
    this.#epoch = state.epoch;
    this.#nextSegmentId = state.nextSegmentId;
    const loaded = await loadSegments(this.directory, state.segments, this.live);
    this.live = loaded.live;
    for (const sentence of loaded.problems) this.#options.onMessage(sentence);
    const damaged = loaded.damaged;
    this.generation = state.generation;
    if (!this.#isWriter) return;
    this.entries = new Map(
      [...this.#catalogue.files()].map(({ path: filePath, ...entry }) => [filePath, entry]),
    );
    embedAgain(this.entries, this.live, this.#options.vectors);
    if (damaged.length > 0) await this.#forgetSegments(damaged);
    await this.#removeOrphans();
    this.known.announce();
  }

  /** @returns null where a reader comes before the writer's first commit: it looks again when it follows. */
  #openOrWait(): Catalogue | null {
    try {
      return openCatalogue({
        directory: this.directory,
        isReadOnly: !this.#isWriter,
        formatVersion: segmentFormat,
        onMessage: (sentence) => this.#options.onMessage(sentence),
      });
    } catch (error) {
      const isEarly = error instanceof EngineError && error.kind.startsWith('index-');
      if (this.#isWriter || !isEarly) throw error;
      this.live = new Map();
      this.generation = 0;
      return null;
    }
  }

  async #forgetSegments(ids: readonly number[]): Promise<void> {
    const lost = new Set(ids);
    const dropPaths = [...this.entries]
      .filter(([, entry]) => lost.has(entry.segmentId))
      .map(([filePath]) => filePath);
    this.#options.onMessage(
      `A part of the index in ${this.directory} was damaged; its ${dropPaths.length} files are indexed again.`,
    );
    for (const filePath of dropPaths) this.entries.delete(filePath);
    this.generation = this.#openCatalogue().commit({ dropSegmentIds: ids, dropPaths });
  }

  async #removeOrphans(): Promise<void> {
    const known = new Set([...this.live.values()].map(({ file }) => path.basename(file, path.extname(file))));
    const orphans = await orphanSegments(this.directory, { known, olderThanMs: 0, nowMs: Date.now() });
    for (const file of orphans) await removeSegment(file);
  }

  async #isBehind(): Promise<boolean> {
    try {
      const version = this.#catalogue?.version();
      if (version?.epoch === this.#epoch && version.generation === this.generation) return false;
    } catch {
      // Rebuilt or gone: what there is now is loaded below.
      this.live = new Map();
    }
    this.#closeCatalogue();
    await this.#load();
    return this.#catalogue !== null;
  }

  async #addSegment(bytes: Uint8Array<ArrayBuffer> | null, fileCount: number): Promise<Added | null> {
    if (bytes === null || fileCount === 0) return null;
    const id = this.#nextSegmentId++;
    // Another epoch of the catalogue may have used this number: its file may still be in use by a reader.
    const file = await writeSegment(this.directory, `${this.#epoch.slice(0, 8)}-${id}`, bytes);
    const fileName = path.basename(file);
    const segment = openSegment(bytes);
    const deleted = new Uint8Array(Math.ceil(segment.fileCount / 8));
    const { chunkCount } = segment;
    return { row: { id, fileName, bytes: bytes.byteLength, fileCount, chunkCount, deleted }, segment };
  }

  /** Mark the place of an indexed file as no longer current, in a copy. */
  #markEntry(filePath: string, deleted: Map<number, Uint8Array>): void {
    const entry = this.entries.get(filePath);
    const segment = entry === undefined ? undefined : this.live.get(entry.segmentId);
    if (entry === undefined || segment === undefined) return;
    const bits = deleted.get(segment.id) ?? Uint8Array.from(segment.deleted);
    markDeleted(bits, entry.ordinal);
    deleted.set(segment.id, bits);
    if (entry.phase === 2) this.known.former.note(filePath, { ...entry, file: segment.file });
  }

  #commit(change: Change): void {
    const { added, deleted, dropSegmentIds = [], ...rest } = change;
    const dropped = new Set(dropSegmentIds);
    for (const [id, bits] of deleted) {
      const fileCount = this.live.get(id)?.segment.fileCount ?? 0;
      if (countDeleted(bits) >= fileCount) dropped.add(id);
    }
    for (const id of dropped) deleted.delete(id);
    if (isNothing(change, dropped)) return;
    this.generation = this.#openCatalogue().commit({
      ...rest,
      deleted,
      dropSegmentIds: dropped,
      addSegments: added === null ? [] : [added.row],
    });
    this.#apply(change, dropped);
  }

  /** What the catalogue now says, in memory: only after the transaction, so that a failed one changes nothing. */
  #apply(change: Change, dropped: ReadonlySet<number>): void {
    const live = new Map(this.live);
    for (const [id, bits] of change.deleted) {
      const segment = live.get(id);
      if (segment !== undefined) live.set(id, { ...segment, deleted: bits });
    }
    if (change.added !== null) {
      const { row, segment } = change.added;
      const file = path.join(this.directory, row.fileName);
      live.set(row.id, { id: row.id, file, bytes: row.bytes, segment, deleted: row.deleted });
    }
    const leaving = [...dropped].flatMap((id) => live.get(id) ?? []);
    for (const id of dropped) live.delete(id);
    this.live = live;
    for (const filePath of change.dropPaths) this.entries.delete(filePath);
    for (const { path: filePath, ...entry } of change.putFiles) this.entries.set(filePath, entry);
    for (const { path: filePath } of change.putSkipped) this.entries.delete(filePath);
    removeFiles(this.known.former.retire(leaving), this.#options.onMessage);
  }

  #openCatalogue(): Catalogue {
    if (this.#catalogue === null) throw new Error(`The index of ${this.root.directory} is not open.`);
    return this.#catalogue;
  }

  #closeCatalogue(): void {
    this.#catalogue?.close();
    this.#catalogue = null;
  }
}
