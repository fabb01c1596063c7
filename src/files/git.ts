import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Long enough for an index of a million files on a slow disk; a hung Git costs the walk its list, not its life. */
const gitTimeoutMs = 20_000;

/** `git ls-files` of a million paths is about 60 MB. */
const maxOutputBytes = 256_000_000;

/**
 * Run Git to read something. It never asks for a password, never opens a pager, takes no lock that would get in
 * the user's way, and runs no program that a repository's own configuration names (fsmonitor): the folder may be untrusted.
 *
 * @returns What it wrote to stdout, or null where Git is absent, refuses (not a repository, another owner) or hangs.
 */
export function runGit(
  directory: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<string | null> {
  const options = {
    cwd: directory,
    env: safeEnvironment(),
    timeout: gitTimeoutMs,
    maxBuffer: maxOutputBytes,
    windowsHide: true,
    ...(signal === undefined ? {} : { signal }),
  };
  return new Promise((resolve) => {
    execFile('git', [...safeGitArguments, ...args], options, (error, stdout) =>
      resolve(error === null ? stdout : null),
    );
  });
}

/** What is put before each command of Git. */
export const safeGitArguments: readonly string[] = [
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '--no-pager',
];

/** What Git is told of its surroundings. What a partial clone lacks it must not fetch: reading sends nothing. */
export function safeEnvironment(): NodeJS.ProcessEnv {
  return {
    ...withoutGit(process.env),
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    LC_ALL: 'C',
  };
}

/** A hook or an editor may have set GIT_DIR or GIT_INDEX_FILE for another repository. */
function withoutGit(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !name.startsWith('GIT_') || name.startsWith('GIT_CONFIG') || name === 'GIT_EXEC_PATH',
  );
  return Object.fromEntries(kept);
}

/** Where a repository keeps its data. */
export interface Repository {
  /** The folder that holds `.git`. */
  readonly top: string;
  /** `.git`, or what a `.git` file points to (worktrees, submodules): has `HEAD`. */
  readonly gitDirectory: string;
  /** Shared by all worktrees: has `info/exclude`, `refs` and `packed-refs`. */
  readonly commonDirectory: string;
}

/** The repository whose top is exactly this folder, or null. Reads files only. */
export function repositoryAt(directory: string): Repository | null {
  const dotGit = path.join(directory, '.git');
  const stat = fs.lstatSync(dotGit, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  const pointer = stat.isFile() ? /^gitdir: (.+)$/m.exec(readSmall(dotGit) ?? '')?.[1] : undefined;
  const gitDirectory = pointer === undefined ? dotGit : path.resolve(directory, pointer.trim());
  if (readSmall(path.join(gitDirectory, 'HEAD')) === null) return null;
  const common = readSmall(path.join(gitDirectory, 'commondir'))?.trim();
  return {
    top: directory,
    gitDirectory,
    commonDirectory: common === undefined ? gitDirectory : path.resolve(gitDirectory, common),
  };
}

/** The repository that a folder lies in, its own or one above, or null. */
export function repositoryAround(directory: string): Repository | null {
  for (let at = path.resolve(directory); ; at = path.dirname(at)) {
    const found = repositoryAt(at);
    if (found !== null || at === path.dirname(at)) return found;
  }
}

export interface Head {
  /** Short name; null where HEAD is detached. */
  readonly branch: string | null;
  /** Null before the first commit. */
  readonly commit: string | null;
}

/** What is checked out around a folder, or null where it lies in no repository. Starts Git only for reftables. */
export async function readHead(directory: string, signal?: AbortSignal): Promise<Head | null> {
  const repository = repositoryAround(directory);
  if (repository === null) return null;
  const head = readSmall(path.join(repository.gitDirectory, 'HEAD'))?.trim() ?? '';
  const ref = /^ref: (refs\/.+)$/.exec(head)?.[1];
  if (ref === undefined) return { branch: null, commit: isObjectId(head) ? head : null };
  if (fs.existsSync(path.join(repository.commonDirectory, 'reftable'))) return askHead(directory, signal);
  return { branch: ref.replace(/^refs\/heads\//, ''), commit: readRef(repository, ref) };
}

function readRef(repository: Repository, ref: string): string | null {
  for (const directory of [repository.gitDirectory, repository.commonDirectory]) {
    const loose = readSmall(path.join(directory, ref))?.trim();
    if (loose !== undefined && isObjectId(loose)) return loose;
  }
  const packed = readSmall(path.join(repository.commonDirectory, 'packed-refs'), 64_000_000) ?? '';
  const line = packed.split('\n').find((candidate) => candidate.endsWith(` ${ref}`));
  const commit = line?.slice(0, line.indexOf(' '));
  return commit !== undefined && isObjectId(commit) ? commit : null;
}

async function askHead(directory: string, signal?: AbortSignal): Promise<Head> {
  const branch = await runGit(directory, ['symbolic-ref', '--quiet', '--short', 'HEAD'], signal);
  const commit = await runGit(directory, ['rev-parse', '--quiet', '--verify', 'HEAD'], signal);
  return { branch: branch?.trim() ?? null, commit: commit?.trim() ?? null };
}

function isObjectId(text: string): boolean {
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text);
}

export interface GitIgnoreSettings {
  /** Absolute path of the user's own ignore file; it may not exist. */
  readonly globalFile: string;
  readonly ignoreCase: boolean;
}

/** What Git's configuration says about ignoring, with Git's own defaults where it says nothing or is absent. */
export async function readIgnoreSettings(
  directory: string,
  signal?: AbortSignal,
): Promise<GitIgnoreSettings> {
  const query = '^core\\.(excludesfile|ignorecase)$';
  const output = (await runGit(directory, ['config', '--null', '--get-regexp', query], signal)) ?? '';
  // A key without a value stands for true; it ends without a newline.
  const values = new Map(
    output.split('\0').map((entry): [string, string] => {
      const [key, value] = entry.split('\n');
      return [key ?? '', value ?? 'true'];
    }),
  );
  const configHome = process.env['XDG_CONFIG_HOME'] || path.join(os.homedir(), '.config');
  const globalFile = values.get('core.excludesfile') ?? path.join(configHome, 'git', 'ignore');
  const ignoreCase = values.get('core.ignorecase');
  return {
    globalFile: path.resolve(directory, globalFile.replace(/^~(?=\/)/, os.homedir())),
    ignoreCase: ignoreCase === undefined ? process.platform === 'win32' : ignoreCase === 'true',
  };
}

/**
 * Files that are in Git's index although an ignore rule matches them: Git keeps them, so the walk does too.
 * Almost always none. Relative to `directory`, with `/`; a submodule is named as a folder.
 */
export async function listTrackedIgnored(
  directory: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const args = ['ls-files', '--cached', '--ignored', '--exclude-standard', '-z'];
  const output = await runGit(directory, args, signal);
  return (output ?? '').split('\0').filter((name) => name !== '');
}

/** A regular file's text, or null: absent, special, unreadable or larger than the limit. Never blocks on a pipe. */
export function readSmall(file: string, maxBytes = 1_000_000): string | null {
  let descriptor: number | undefined;
  try {
    descriptor = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    const stat = fs.fstatSync(descriptor);
    if (!stat.isFile() || stat.size > maxBytes) return null;
    return fs.readFileSync(descriptor, 'utf8');
  } catch {
    // Whatever the reason, there is nothing to read: the callers' default is the same.
    return null;
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}
