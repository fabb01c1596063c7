import path from 'node:path';
import { collectWalk } from '../files/walk.ts';
import { adoptKnown } from './adopt.ts';
import { batches, difference } from './difference.ts';
import { chooseMerge } from './mergeJob.ts';
import type { BuildJob, BuildResult, WantedFile } from './parseJob.ts';
import type { RootIndex } from './rootIndex.ts';
import type { RunOptions } from './runOptions.ts';

/**
 * The first batch is small, so that something can be found within a fraction of a second. Later ones are large, since
 * each makes a segment that is merged again; a parse batch takes about a second of one core.
 */
export const scanBatch = { firstBytes: 512 * 1024, maxBytes: 8 * 1024 * 1024, maxFiles: 2000 };
const parseBatch = { firstBytes: 1024 * 1024, maxBytes: 4 * 1024 * 1024, maxFiles: 1000 };

/**
 * Bring the index of one root up to date with its folder: walk, phase 1 for what changed, phase 2 for what has only
 * phase 1, merges. Resolves when both phases are current; rejects when the signal aborts or storage fails.
 */
export async function runRoot(index: RootIndex, options: RunOptions): Promise<void> {
  options.onProgress({ kind: 'walking' });
  const walk = await collectWalk(options.files.walk(options.signal));
  options.onProgress({ kind: 'walked', filesTotal: walk.files.length });
  const { wanted, removed } = difference(index.entries, walk.files);
  await index.commitWalk(removed, walk.skipped);
  const unknown = await adoptKnown(index, { ...options, wanted });
  await buildAll(index, { ...options, phase: 1, wanted: unknown, limits: scanBatch });
  options.onProgress({ kind: 'searchable' });
  await parseRest(index, options);
  index.known.mayAdopt = true;
  options.onProgress({ kind: 'ready' });
}

/** Phase 2 for every file that has only phase 1, newest first, and merges where segments became many. */
export async function parseRest(index: RootIndex, options: RunOptions): Promise<void> {
  const rest = [...index.entries]
    .filter(([, entry]) => entry.phase === 1)
    .map(([filePath, entry]) => ({ path: filePath, ...entry, knownHash: entry.hash }))
    .sort((a, b) => b.mtimeMs - a.mtimeMs || (a.path < b.path ? -1 : 1));
  const unknown = await adoptKnown(index, {
    ...options,
    wanted: rest,
    mayBe: (file, version) => file.hash === version.hash,
  });
  await buildAll(index, { ...options, phase: 2, wanted: unknown, limits: parseBatch });
  await mergeMany(index, options);
}

interface Build extends RunOptions {
  readonly phase: 1 | 2;
  readonly wanted: readonly (WantedFile & { readonly size: number })[];
  readonly limits: typeof scanBatch;
}

/** Send batches to the pool, one more than it has workers, and commit each as it comes back. */
async function buildAll(index: RootIndex, build: Build): Promise<void> {
  const underWay = new Set<Promise<void>>();
  for (const files of batches(build.wanted, build.limits)) {
    await build.gate();
    build.signal.throwIfAborted();
    const versions = new Map(files.map((file) => [file.path, build.version(file.path)]));
    const done = buildBatch(index, build, files)
      .then((results) =>
        commitAll(index, results, (filePath) => versions.get(filePath) !== build.version(filePath)),
      )
      .then(() => build.onProgress({ kind: 'committed' }));
    const settled = done.finally(() => underWay.delete(settled));
    underWay.add(settled);
    // A failure is thrown by the next race or by the wait below.
    settled.catch(() => undefined);
    if (underWay.size > build.pool.size) await Promise.race(underWay);
    if (index.live.size > 40) await mergeMany(index, build);
  }
  await Promise.all(underWay);
}

async function commitAll(
  index: RootIndex,
  results: readonly BuildResult[],
  isOutdated: (path: string) => boolean,
): Promise<void> {
  for (const result of results) await index.commitBuilt(result, isOutdated);
}

/** One batch. A worker that dies over it is asked again in halves, until the file that kills it stands alone. */
async function buildBatch(
  index: RootIndex,
  build: Build,
  files: readonly WantedFile[],
): Promise<BuildResult[]> {
  const job: BuildJob = {
    kind: 'build',
    directory: index.root.directory,
    phase: build.phase,
    files: files.map(({ path: filePath, knownHash }) => ({ path: filePath, knownHash })),
    maxFileBytes: build.maxFileBytes,
  };
  try {
    return [await build.pool.build(job)];
  } catch (error) {
    build.signal.throwIfAborted();
    const [first] = files;
    if (files.length > 1 || first === undefined) {
      const middle = Math.ceil(files.length / 2);
      const halves = [files.slice(0, middle), files.slice(middle)];
      return (await Promise.all(halves.map((half) => buildBatch(index, build, half)))).flat();
    }
    const where = path.join(index.root.name, first.path);
    build.log(`${where} could not be ${build.phase === 1 ? 'read' : 'parsed'}: ${String(error)}`);
    return [alone(index, first, build.phase)];
  }
}

/** A file that no worker survives: in phase 1 it is skipped, in phase 2 it keeps its chunks from the line scan. */
function alone(index: RootIndex, file: WantedFile, phase: 1 | 2): BuildResult {
  const entry = index.entries.get(file.path);
  const none = { kind: 'built', bytes: null, vanished: [], parsedBytes: 0 } as const;
  if (phase === 1 || entry === undefined) {
    const detail = 'reading it ended the index worker';
    return { ...none, files: [], skipped: [{ path: file.path, reason: 'unreadable', detail }] };
  }
  const { size, mtimeMs, hash, language } = entry;
  return {
    ...none,
    files: [{ path: file.path, size, mtimeMs, hash, language, phase: 2, ordinal: null }],
    skipped: [],
  };
}

export async function mergeMany(index: RootIndex, options: RunOptions): Promise<void> {
  for (;;) {
    const chosen = chooseMerge(index.live.values());
    if (chosen.length === 0) return;
    await options.gate();
    options.signal.throwIfAborted();
    const sources = chosen.map(({ file, deleted }) => ({ file, deletedFiles: deleted }));
    const merged = await options.pool.merge({ kind: 'merge', sources });
    await index.commitMerged(
      merged,
      chosen.map((segment) => segment.id),
    );
    options.onProgress({ kind: 'committed' });
  }
}
