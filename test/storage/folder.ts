import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn, type ChildProcess } from 'node:child_process';

/** A new folder for one test; the caller's `afterEach` removes all of them with `removeFolders`. */
export function makeFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sightline-storage-'));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];
const children: ChildProcess[] = [];

export function removeFolders(): void {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
}

export interface Child {
  readonly process: ChildProcess;
  /** The next line that the child prints. */
  line(): Promise<string>;
  tell(line: string): void;
  ended(): Promise<number | null>;
}

/** A real second process that runs `source` as a module, with `storage` as the folder of this repository's storage room. */
export function startChild(source: string, options: { uid?: number } = {}): Child {
  const room = path.join(import.meta.dirname, '..', '..', 'src', 'storage');
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', source.replaceAll('STORAGE', `file://${room}`)],
    { stdio: ['pipe', 'pipe', 'inherit'], ...options },
  );
  children.push(child);
  const lines: string[] = [];
  const waiting: ((line: string) => void)[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      const next = waiting.shift();
      if (next === undefined) lines.push(line);
      else next(line);
    }
  });
  const end = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  return {
    process: child,
    line: () => {
      const line = lines.shift();
      return line === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(line);
    },
    tell: (line) => child.stdin.write(`${line}\n`),
    ended: () => end,
  };
}

/** Overwrite bytes in the middle of a closed file. */
export function damageMiddle(file: string): void {
  const handle = fs.openSync(file, 'r+');
  const size = fs.fstatSync(handle).size;
  fs.writeSync(handle, Buffer.alloc(8192, 0xa5), 0, 8192, Math.floor(size / 2 / 4096) * 4096 - 4096);
  fs.closeSync(handle);
}

export function truncate(file: string): void {
  fs.truncateSync(file, Math.floor(fs.statSync(file).size / 2));
}
