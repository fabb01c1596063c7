import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { EngineError } from '../engine/errors.ts';

const clientSchema = z.object({
  name: z.string(),
  /** SHA-256 of the token, in hex: the token itself is shown once and kept nowhere. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  mayWrite: z.boolean(),
  createdAt: z.number(),
  lastUsedAt: z.number().nullable(),
});
export type HttpClient = z.infer<typeof clientSchema>;

const fileSchema = z.object({ version: z.literal(1), clients: z.array(clientSchema) });

/** A client that calls often is noted this often: a write for each call would cost more than most calls. */
const noteEveryMs = 60_000;
/** Whoever holds the lock writes a few kilobytes; one that is older was left by a process that died. */
const staleLockMs = 5_000;
const lockWaitMs = 2_000;

/** Programs that may call the HTTP server, each with a token of its own, in one file of the data folder. */
export interface HttpClients {
  /** By name. */
  list(): HttpClient[];
  /** @returns the token, which nobody can read again. @throws EngineError `wrong-use` where the name is taken or none. */
  add(name: string, options: { readonly mayWrite: boolean }): string;
  /** @returns whether there was one. Its token is refused from the next request on. */
  revoke(name: string): boolean;
  /** Whose token it is, or null; notes that it was used. */
  find(token: string, nowMs: number): HttpClient | null;
}

/** @param directory  The data folder, which is there. */
export function openHttpClients(directory: string): HttpClients {
  const file = path.join(directory, 'mcp-clients.json');
  const change = <T>(work: (clients: HttpClient[]) => { clients: HttpClient[]; result: T }): T =>
    locked(`${file}.lock`, () => {
      const { clients, result } = work(read(file));
      const text = JSON.stringify({ version: 1, clients }, null, 2);
      fs.writeFileSync(`${file}.tmp`, text, { mode: 0o600 });
      fs.renameSync(`${file}.tmp`, file);
      return result;
    });
  return {
    list: () => read(file).sort((a, b) => (a.name < b.name ? -1 : 1)),
    add: (name, { mayWrite }) =>
      change((clients) => {
        if (!/^[\w .-]{1,60}$/.test(name)) throw badName(name);
        if (clients.some((client) => client.name === name)) throw taken(name);
        const token = newToken();
        const client = { name, hash: hashOf(token), mayWrite, createdAt: Date.now(), lastUsedAt: null };
        return { clients: [...clients, client], result: token };
      }),
    revoke: (name) =>
      change((clients) => {
        const left = clients.filter((client) => client.name !== name);
        return { clients: left, result: left.length < clients.length };
      }),
    find: (token, nowMs) => {
      // Hashes are compared, so that the time it takes tells nothing of a token.
      const hash = hashOf(token);
      const found = read(file).find((client) => client.hash === hash) ?? null;
      if (found !== null && nowMs - (found.lastUsedAt ?? 0) > noteEveryMs) {
        change((clients) => ({
          clients: clients.map((one) => (one.hash === hash ? { ...one, lastUsedAt: nowMs } : one)),
          result: undefined,
        }));
      }
      return found;
    },
  };
}

/** 256 bits of chance, in letters that need no escaping anywhere. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function read(file: string): HttpClient[] {
  if (!fs.existsSync(file)) return [];
  try {
    return fileSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8'))).clients;
  } catch (cause) {
    throw new EngineError('storage-damaged', `The list of MCP clients in ${file} cannot be read.`, {
      hint: 'Delete the file, and add each client again.',
      cause,
    });
  }
}

function locked<T>(lock: string, work: () => T): T {
  const until = Date.now() + lockWaitMs;
  for (;;) {
    try {
      fs.closeSync(fs.openSync(lock, 'wx', 0o600));
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const ageMs = Date.now() - (fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (ageMs > staleLockMs) fs.rmSync(lock, { force: true });
      else if (Date.now() > until) throw busy(lock);
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
  try {
    return work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function badName(name: string): EngineError {
  return new EngineError('wrong-use', `"${name}" is no name for a client.`, {
    hint: 'Use up to 60 letters, digits, spaces, dots and dashes.',
  });
}

function taken(name: string): EngineError {
  return new EngineError('wrong-use', `There is a client named "${name}" already.`, {
    hint: `Revoke it first: sightline mcp clients revoke "${name}"`,
  });
}

function busy(lock: string): EngineError {
  return new EngineError(
    'storage-locked',
    `The list of MCP clients is being changed by another process (${lock}).`,
    {
      hint: 'Try again.',
    },
  );
}
