import { spawn } from 'node:child_process';
import { safeEnvironment, safeGitArguments } from './git.ts';

export interface GitStreamOptions {
  /** Written to its stdin. */
  readonly input?: string;
  readonly signal?: AbortSignal | undefined;
  /** After so long it is ended, with what it has said so far. */
  readonly limitMs: number;
  /** Each piece of its output. `false` ends it: that was enough. */
  readonly onData: (data: Buffer) => boolean;
}

/** `whole`: Git said all. `cut`: it was ended before that. `refused`: absent, or it failed. */
export type StreamEnd = 'whole' | 'cut' | 'refused';

/**
 * Run Git to read something large, piece by piece, as safely as `runGit` does.
 * @throws  The signal's reason when it aborts.
 */
export async function streamGit(
  directory: string,
  args: readonly string[],
  options: GitStreamOptions,
): Promise<StreamEnd> {
  const { input, signal, limitMs, onData } = options;
  signal?.throwIfAborted();
  const end = await new Promise<StreamEnd>((resolve) => {
    const git = spawn('git', [...safeGitArguments, ...args], {
      cwd: directory,
      env: safeEnvironment(),
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    let wasCut = false;
    const cut = (): void => {
      wasCut = true;
      git.kill();
    };
    const timer = setTimeout(cut, limitMs);
    const settle = (how: StreamEnd): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cut);
      resolve(how);
    };
    signal?.addEventListener('abort', cut, { once: true });
    git.once('error', () => settle('refused'));
    git.once('close', (code) => settle(wasCut ? 'cut' : code === 0 ? 'whole' : 'refused'));
    git.stdout.on('data', (data: Buffer) => {
      if (!wasCut && !onData(data)) cut();
    });
    // Git may end before it has read all of its input: how it ended tells why.
    git.stdin.on('error', () => undefined);
    git.stdin.end(input ?? '');
  });
  signal?.throwIfAborted();
  return end;
}
