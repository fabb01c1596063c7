import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { makeTree } from '../files/tree.ts';
import { builtBundles } from '../support/builtBundles.ts';

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface RunningProgram {
  readonly process: ChildProcess;
  out(): string;
  err(): string;
  /** Resolves when stdout and stderr together hold this; rejects where the program ends before. */
  said(words: RegExp): Promise<void>;
  readonly ended: Promise<Finished>;
}

/** The built `sightline`, with a data folder of its own, in a clean environment. */
export interface BuiltProgram {
  /** The data folder. */
  readonly home: string;
  start(line: readonly string[], more?: { cwd?: string; env?: Record<string, string> }): RunningProgram;
  run(line: readonly string[], more?: { cwd?: string; env?: Record<string, string> }): Promise<Finished>;
  /** Ends what still runs, and removes the data folder. */
  dispose(): Promise<void>;
}

export async function builtProgram(workspace: string): Promise<BuiltProgram> {
  const entry = path.join(await builtBundles(), 'cli.js');
  const home = makeTree();
  const children = new Set<ChildProcess>();
  const start: BuiltProgram['start'] = (line, { cwd = workspace, env = {} } = {}) => {
    const child = spawn(process.execPath, [entry, ...line], {
      cwd,
      env: { PATH: process.env['PATH'], HOME: home.directory, SIGHTLINE_HOME: home.at('data'), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    child.once('close', () => children.delete(child));
    return follow(child);
  };
  return {
    home: home.at('data'),
    start,
    run: (line, more) => start(line, more).ended,
    dispose: async () => {
      const ends = [...children].map((child) => once(child, 'close'));
      for (const child of children) child.kill('SIGKILL');
      await Promise.all(ends);
      await home[Symbol.asyncDispose]();
    },
  };
}

function follow(child: ChildProcess): RunningProgram {
  let [out, err] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<Finished>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, out, err }));
  });
  return {
    process: child,
    out: () => out,
    err: () => err,
    ended,
    said: (words) =>
      new Promise((resolve, reject) => {
        const look = (): void => void (words.test(out + err) && resolve());
        child.stdout?.on('data', look);
        child.stderr?.on('data', look);
        child.once('close', () => reject(new Error(`ended without saying ${String(words)}: ${out}${err}`)));
        look();
      }),
  };
}
