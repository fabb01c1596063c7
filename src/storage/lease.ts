import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { lockFile } from './database.ts';
import { lifeOf, processIdentitySchema, thisProcess } from './processIdentity.ts';

const holderSchema = processIdentitySchema.extend({
  /** What a person reads: "VS Code", "MCP server". */
  label: z.string(),
  acquiredAtMs: z.number(),
  renewedAtMs: z.number(),
});
export type LeaseHolder = z.infer<typeof holderSchema>;

/** The right to write one index. At most one process has it at any time. */
export interface Lease {
  /** @returns whether this lease is now the writer's. Never waits. */
  tryAcquire(): boolean;
  /**
   * Call before each commit, and every few seconds.
   * @returns false where the lease is no longer ours (the index folder was deleted): stop writing, acquire again.
   */
  renew(): boolean;
  release(): void;
  /** Who writes now, as far as they said so; null where nobody does. Tells, and decides nothing. */
  holder(): LeaseHolder | null;
}

/**
 * The lease of one index folder: a lock of the operating system on `writer.lock`, which goes back the moment its
 * process ends, killed or not. So there is no heartbeat that decides: a sleeping laptop or a process that was stopped
 * for a minute keeps its lease and cannot wake up beside a second writer. A worker thread that dies gives it back too.
 * `writer.json` beside it only tells people who the holder is.
 */
export function openLease(options: { directory: string; label: string; now?: () => number }): Lease {
  const lockPath = path.join(options.directory, 'writer.lock');
  const holderPath = path.join(options.directory, 'writer.json');
  const now = options.now ?? Date.now;
  let lock: ReturnType<typeof lockFile> = null;
  let acquiredAtMs = 0;

  const tell = (): void => {
    const holder: LeaseHolder = { ...thisProcess(), label: options.label, acquiredAtMs, renewedAtMs: now() };
    const unfinished = `${holderPath}.${process.pid}.unfinished`;
    fs.writeFileSync(unfinished, JSON.stringify(holder), { mode: 0o600 });
    fs.renameSync(unfinished, holderPath);
  };
  const letGo = (): void => {
    lock?.release();
    lock = null;
  };
  return {
    tryAcquire: () => {
      if (lock?.isInPlace() === true) return true;
      letGo();
      lock = lockFile(lockPath);
      // Deleted between its making and its locking: another process may hold the new one.
      if (lock?.isInPlace() === false) letGo();
      if (lock === null) return false;
      acquiredAtMs = now();
      tell();
      return true;
    },
    renew: () => {
      if (lock?.isInPlace() !== true) {
        letGo();
        return false;
      }
      tell();
      return true;
    },
    release: () => {
      // First the word, then the lock: the next holder's word must not be removed.
      if (lock?.isInPlace() === true) fs.rmSync(holderPath, { force: true });
      letGo();
    },
    holder: () => readHolder(holderPath),
  };
}

function readHolder(file: string): LeaseHolder | null {
  if (!fs.existsSync(file)) return null;
  try {
    const holder = holderSchema.safeParse(JSON.parse(fs.readFileSync(file, 'utf8')));
    return holder.success && lifeOf(holder.data) !== 'gone' ? holder.data : null;
  } catch {
    // It went away or is half written by an older version: nobody tells who writes.
    return null;
  }
}
