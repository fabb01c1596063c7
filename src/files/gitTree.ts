import { streamGit } from './gitStream.ts';
import { textOf } from './read.ts';
import { runGit } from './git.ts';
import { isSecretName, skipByName } from './skip.ts';

export interface TreeFile {
  /** Relative to the folder that was asked about, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Git's name of the content. */
  readonly hash: string;
}

export interface TreeOptions {
  /** Larger files are left out. */
  readonly maxFileBytes: number;
  /** When so many bytes are read, the rest is left out. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

export interface TreeFiles {
  /** In order of path. */
  readonly files: readonly TreeFile[];
  /** Files that there was no room for. */
  readonly leftOut: number;
}

const limitMs = 120_000;

/**
 * The text files of a commit under a folder, without a checkout. Links, submodules, binary files and those whose names
 * promise secrets are left out, as a walk of the folder would; ignore rules are not asked, since what is committed is
 * not ignored.
 * @returns  Null where Git does not have it.
 * @throws   The signal's reason when it aborts.
 */
export async function readTree(
  directory: string,
  commit: string,
  options: TreeOptions,
): Promise<TreeFiles | null> {
  const args = ['ls-tree', '-r', '-z', '-l', commit, '--', '.'];
  const listed = await runGit(directory, args, options.signal);
  if (listed === null) return null;
  const wanted = listed.split('\0').flatMap((line) => entryOf(line, options.maxFileBytes) ?? []);
  let bytes = 0;
  const taken = wanted.filter(({ size }) => (bytes += size) <= options.maxBytes);
  const blobs = await readBlobs(directory, taken, options.signal);
  if (blobs === null) return null;
  const files = blobs.flatMap((content, at) => {
    const { path = '', hash = '' } = taken[at] ?? {};
    const text = content === null ? null : textOf(content);
    return typeof text === 'string' ? [{ path, hash, text }] : [];
  });
  return { files, leftOut: wanted.length - taken.length };
}

interface Entry {
  readonly path: string;
  readonly hash: string;
  readonly size: number;
}

function entryOf(line: string, maxFileBytes: number): Entry | null {
  const [, mode = '', hash = '', size = '', path = ''] =
    /^(\d+) blob ([0-9a-f]+) +(\d+)\t(.*)$/s.exec(line) ?? [];
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!mode.startsWith('100') || Number(size) > maxFileBytes) return null;
  if (isSecretName(name) || skipByName(name) !== null) return null;
  return { path, hash, size: Number(size) };
}

/** The contents of objects, in their order; null for one that is not there. */
async function readBlobs(
  directory: string,
  entries: readonly Entry[],
  signal: AbortSignal | undefined,
): Promise<(Buffer | null)[] | null> {
  const found: (Buffer | null)[] = [];
  const pieces: Buffer[] = [];
  const input = entries.map(({ hash }) => `${hash}\n`).join('');
  const end = await streamGit(directory, ['cat-file', '--batch'], {
    input,
    signal,
    limitMs,
    onData: (data) => pieces.push(data) > 0,
  });
  if (end !== 'whole') return null;
  const all = Buffer.concat(pieces);
  let at = 0;
  while (at < all.length && found.length < entries.length) {
    const lineEnd = all.indexOf(10, at);
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(all.toString('latin1', at, lineEnd))?.[1];
    at = lineEnd + 1;
    if (size === undefined) {
      found.push(null);
      continue;
    }
    found.push(all.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return found;
}
