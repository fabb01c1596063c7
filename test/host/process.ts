import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The repository's root: every path of the harness starts here. */
export const root = path.join(import.meta.dirname, '..', '..');

/** Kept between runs, ignored by git: the server, screenshots, results. */
export const cacheFolder = path.join(root, '.cache');

/** Node 24 from devDependencies, whatever the machine's own is. */
export const node = path.join(root, 'node_modules', 'node', 'bin', 'node');

export interface Outcome {
  /** Null: ended by a signal, or it never started. */
  readonly code: number | null;
  readonly output: string;
  readonly timedOut: boolean;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Infinity: until it ends by itself. */
  readonly timeoutMs: number;
  /** Show the output while it comes, besides returning it. */
  readonly isShown?: boolean;
}

/** What is still running, so that no way out of this process leaves it behind. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) killTree(child, below(child));
});

/**
 * Whoever stops this process (Ctrl+C, a time limit) wants nothing of it left: end all that it started, then leave.
 * @returns  Whether that is under way: then a child that ends is no failure.
 */
export function endWhenStopped(andThen: () => void = () => undefined): () => boolean {
  let isEnding = false;
  const end = async (): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    await Promise.all([...running].map((child) => stop(child)));
    andThen();
    process.exit(130);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => void end());
  return () => isEnding;
}

/**
 * Run a program to its end, at most for `timeoutMs`; then it and all that it started are ended.
 * @returns  What it printed on both streams, in order. A failure is in `code`; nothing throws.
 */
export async function run(program: string, args: readonly string[], options: RunOptions): Promise<Outcome> {
  const child = start(program, args, options);
  let output = '';
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
    if (options.isShown) process.stdout.write(chunk);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  let timedOut = false;
  const end = (): void => {
    timedOut = true;
    void stop(child);
  };
  const timer = Number.isFinite(options.timeoutMs) ? setTimeout(end, options.timeoutMs) : undefined;
  const code = await new Promise<number | null>((resolve) => {
    child.on('close', resolve);
    // What outlives its parent and holds the pipe open must not hold us.
    child.on('exit', () => setTimeout(() => signalTree(child, 'SIGKILL'), 3000).unref());
    child.on('error', (error) => {
      output += `${error.message}\n`;
      resolve(null);
    });
  });
  clearTimeout(timer);
  return { code, output, timedOut };
}

/** Run npm: the one whose script this is, else the one on PATH. */
export function runNpm(args: readonly string[], options: RunOptions): Promise<Outcome> {
  const script = process.env['npm_execpath'];
  return script?.endsWith('.js')
    ? run(process.execPath, [script, ...args], options)
    : run('npm', args, options);
}

/** Start a program as the head of its own process group; `stop` ends the whole of it. */
export function start(
  program: string,
  args: readonly string[],
  options: Pick<RunOptions, 'cwd' | 'env'> = {},
): ChildProcess {
  const child = spawn(program, args, {
    cwd: options.cwd ?? root,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  running.add(child);
  child.on('exit', () => running.delete(child));
  return child;
}

/** Ask a program and all that it started to end; after `graceMs` they are killed. Returns when it is gone. */
export async function stop(child: ChildProcess, graceMs = 4000): Promise<void> {
  const isOver = (): boolean =>
    child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const tree = below(child);
  if (!isOver()) {
    signalTree(child, 'SIGTERM');
    const deadline = performance.now() + graceMs;
    while (!isOver() && performance.now() < deadline) await pause(50);
  }
  killTree(child, tree);
}

function below(child: ChildProcess): number[] {
  return child.pid === undefined ? [] : descendants(child.pid);
}

function killTree(child: ChildProcess, tree: readonly number[]): void {
  signalTree(child, 'SIGKILL');
  for (const pid of tree) signal(pid, 'SIGKILL');
}

function signalTree(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  signal(process.platform === 'win32' ? child.pid : -child.pid, name);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // Already gone is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** All processes below one, parents first. A browser starts a group of its own, which a signal to ours would miss. */
export function descendants(pid: number): number[] {
  const rows = fs.existsSync('/proc/self/stat') ? readProc() : readPs();
  const below = (parent: number): number[] =>
    rows.filter(([, ppid]) => ppid === parent).flatMap(([child = 0]) => [child, ...below(child)]);
  return below(pid);
}

/** Pairs of process and parent. A slim Debian has no `ps`. */
function readProc(): number[][] {
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    const stat = readIfThere(`/proc/${pid}/stat`);
    // The name in brackets may hold anything, brackets too.
    const ppid = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    return ppid === undefined ? [] : [[Number(pid), Number(ppid)]];
  });
}

function readPs(): number[][] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return (stdout ?? '').split('\n').map((line) => line.trim().split(/\s+/).map(Number));
}

/** The text of a file, or undefined where there is none. */
export function readIfThere(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** Whether a process with this number runs. One that has ended and waits for its parent to ask does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readIfThere(`/proc/${pid}/stat`) ?? '');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
