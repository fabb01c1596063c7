import { StringDecoder } from 'node:string_decoder';
import type { ChangedFile, Commit } from '../engine/retrieval/commit.ts';
import { runGit } from './git.ts';
import { streamGit } from './gitStream.ts';

export interface LogOptions {
  /** Commits to read, as `git log` takes them: `HEAD`, `old..HEAD`. */
  readonly range: string;
  /** The newest so many; older ones are not read. */
  readonly most: number;
  readonly signal?: AbortSignal | undefined;
  /** Default 30,000: reading 20,000 commits takes 1 to 4 s on a repository of 2,000 files. */
  readonly limitMs?: number;
}

export interface Log {
  /** Newest first, as Git orders them. Merges are left out: what they bring in has commits of its own. */
  readonly commits: readonly Commit[];
  /** Time ran out before all that were asked for were read. */
  readonly wasCut: boolean;
}

/** A commit that changed more files (a reformat, an import) says nothing of any of them, and need not be kept whole. */
export const mostFilesOfCommit = 100;

/**
 * Read commits with the files that they changed under a folder, which may be a part of its repository: paths are
 * relative to it. A renamed file is recognised where its content is the same, which costs Git no reading of content.
 *
 * @returns  Null where there is nothing to read: no Git, no repository, no such commit.
 * @throws   The signal's reason when it aborts.
 */
export async function readLog(directory: string, options: LogOptions): Promise<Log | null> {
  const { range, most, signal, limitMs = 30_000 } = options;
  if (await lacksTrees(directory, signal)) return null;
  const reader = logReader();
  const how =
    '-c log.showSignature=false log --no-merges --no-color -z --name-status --find-renames=100% --no-ext-diff --relative';
  const format = '--format=%x01%H%x1f%ct%x1f%s%x1f%b%x1f';
  const args = [...how.split(' '), `--max-count=${most}`, format, '--end-of-options', range, '--', '.'];
  const end = await streamGit(directory, args, {
    signal,
    limitMs,
    onData: (data) => reader.add(data),
  });
  if (end === 'refused') return null;
  return { commits: reader.finish(end === 'cut'), wasCut: end === 'cut' };
}

/** A clone without trees (`--filter=tree:0`) would fetch each of them, on Gits that cannot be told not to. */
async function lacksTrees(directory: string, signal: AbortSignal | undefined): Promise<boolean> {
  const filters = await runGit(
    directory,
    ['config', '--get-regexp', '^remote\\..*\\.partialclonefilter$'],
    signal,
  );
  return filters?.includes('tree:') === true;
}

/** A folder that moved takes its files with it, however many: each must be found under its new name. */
const mostRenames = 20_000;

const mostBodyCharacters = 300;

function logReader() {
  const decoder = new StringDecoder('utf8');
  const commits: Commit[] = [];
  let rest = '';
  let files: ChangedFile[] = [];
  let open: Omit<Commit, 'files'> | null = null;
  let status = '';
  let from: string | null = null;
  const close = (): void => {
    if (open !== null) commits.push({ ...open, files });
    open = null;
    files = [];
  };
  const take = (token: string): void => {
    const text = token.startsWith('\n') ? token.slice(1) : token;
    if (text.startsWith('\u0001') && status === '') {
      close();
      open = headOf(text);
    } else if (status === '') status = text;
    else if (/^[RC]/.test(status) && from === null) from = text;
    else {
      const isKept = files.length <= mostFilesOfCommit || (from !== null && files.length <= mostRenames);
      if (open !== null && isKept) files.push(changeOf(status, from, text));
      status = '';
      from = null;
    }
  };
  return {
    add(data: Buffer): boolean {
      const tokens = (rest + decoder.write(data)).split('\0');
      rest = tokens.pop() ?? '';
      for (const token of tokens) take(token);
      return true;
    },
    /** A commit that was cut off in the middle is left out. */
    finish(wasCut: boolean): Commit[] {
      if (!wasCut) {
        if (rest !== '') take(rest);
        close();
      }
      return commits;
    },
  };
}

function headOf(text: string): Omit<Commit, 'files'> {
  const [hash = '', time = '0', subject = '', body = ''] = text.slice(1).split('\u001f');
  return {
    hash,
    time: Number(time),
    subject,
    body: (body.split('\n')[0] ?? '').slice(0, mostBodyCharacters),
  };
}

function changeOf(status: string, from: string | null, path: string): ChangedFile {
  if (status.startsWith('R') && from !== null) return { path, change: 'renamed', from };
  if (status.startsWith('A') || status.startsWith('C')) return { path, change: 'added' };
  return { path, change: status.startsWith('D') ? 'deleted' : 'modified' };
}

/** Commits of the line of first parents, newest first: the states that the branch itself was in. */
export async function firstParents(
  directory: string,
  most: number,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const args = ['rev-list', '--first-parent', `--max-count=${most}`, 'HEAD'];
  const output = await runGit(directory, args, signal);
  return (output ?? '').split('\n').filter((line) => line !== '');
}

/** Hashes of a range, or null where Git does not know one of its ends. */
export async function listCommits(
  directory: string,
  range: string,
  signal?: AbortSignal,
): Promise<readonly string[] | null> {
  const output = await runGit(directory, ['rev-list', '--end-of-options', range], signal);
  return output === null ? null : output.split('\n').filter((line) => line !== '');
}
