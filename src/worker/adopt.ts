import { batches } from './difference.ts';
import type { Version } from './formerVersions.ts';
import type { WantedFile } from './parseJob.ts';
import type { RootIndex } from './rootIndex.ts';
import type { RunOptions } from './runOptions.ts';

type Wanted = WantedFile & { readonly size: number };

interface Adoption<T extends Wanted> extends RunOptions {
  readonly wanted: readonly T[];
  /** Whether a version can be what the file is now, where that is known before it is read. */
  readonly mayBe?: (file: T, version: Version) => boolean;
}

/** Nothing is parsed here: one job reads and hashes at 100 MB/s and more, and opens each segment that it takes from. */
const adoptBatch = { firstBytes: 32_000_000, maxBytes: 32_000_000, maxFiles: 10_000 };

/**
 * Take the chunks of files that are indexed somewhere already: former versions of this index (a branch that somebody
 * comes back to), and other folders of the same repository (worktrees, clones).
 *
 * @returns  The files that are left to build. A failure only costs building them all.
 */
export async function adoptKnown<T extends Wanted>(
  index: RootIndex,
  { wanted, mayBe = () => true, ...options }: Adoption<T>,
): Promise<readonly T[]> {
  if (wanted.length === 0) return wanted;
  const found = await index.known.versionsOf(wanted.map(({ path }) => path));
  const known = wanted.flatMap((file) => {
    const versions = (found.get(file.path) ?? []).filter((version) => mayBe(file, version));
    return versions.length === 0 ? [] : [{ ...file, versions }];
  });
  const taken = new Set<string>();
  for (const files of batches(known, adoptBatch)) {
    await options.gate();
    options.signal.throwIfAborted();
    for (const name of await adoptBatchOf(index, options, files)) taken.add(name);
  }
  return wanted.filter(({ path }) => !taken.has(path));
}

async function adoptBatchOf(
  index: RootIndex,
  options: RunOptions,
  files: readonly (Wanted & { readonly versions: readonly Version[] })[],
): Promise<readonly string[]> {
  const versions = new Map(files.map(({ path }) => [path, options.version(path)]));
  const isOutdated = (path: string): boolean => versions.get(path) !== options.version(path);
  try {
    const result = await options.pool.build({
      kind: 'adopt',
      directory: index.root.directory,
      files: files.map(({ path, versions: all }) => ({ path, versions: all })),
      maxFileBytes: options.maxFileBytes,
      vectorKey: options.vectorKey,
    });
    await index.commitBuilt(result, isOutdated);
    if (result.files.length > 0) options.onProgress({ kind: 'committed' });
    return result.files.map(({ path }) => path);
  } catch (error) {
    options.signal.throwIfAborted();
    options.log(`Known files of ${index.root.directory} are indexed again: ${String(error)}`);
    return [];
  }
}
