import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import * as z from 'zod';

/** Which process did something. A pid alone is not enough: the system gives it to another process one day. */
export const processIdentitySchema = z.object({
  pid: z.number().int().positive(),
  /** Differs between two processes that had the same pid; null where the platform does not tell cheaply. */
  startedAt: z.string().nullable(),
  host: z.string(),
});
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

let self: ProcessIdentity | undefined;

export function thisProcess(): ProcessIdentity {
  self ??= { pid: process.pid, startedAt: startOf(process.pid), host: os.hostname() };
  return self;
}

/** `unknown`: on another host, or the platform cannot tell two processes of one pid apart. */
export function lifeOf(identity: ProcessIdentity): 'alive' | 'gone' | 'unknown' {
  if (identity.host !== os.hostname()) return 'unknown';
  if (!isRunning(identity.pid)) return 'gone';
  const startedAt = startOf(identity.pid);
  if (startedAt === null || identity.startedAt === null) return 'unknown';
  return startedAt === identity.startedAt ? 'alive' : 'gone';
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function startOf(pid: number): string | null {
  if (process.platform === 'linux') return startOnLinux(pid);
  if (process.platform === 'darwin') return startOnMac(pid);
  // Windows tells only through PowerShell, which takes half a second.
  return null;
}

function startOnLinux(pid: number): string | null {
  try {
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in brackets and may hold spaces; the start time is field 22.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? null : `${boot}:${ticks}`;
  } catch {
    // No /proc here, or the process ended in between: the caller then goes by the pid alone.
    return null;
  }
}

function startOnMac(pid: number): string | null {
  try {
    const options = { encoding: 'utf8', timeout: 2000, env: { LC_ALL: 'C' } } as const;
    return execFileSync('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], options).trim() || null;
  } catch {
    // The process ended in between, or ps is not allowed: the caller then goes by the pid alone.
    return null;
  }
}
