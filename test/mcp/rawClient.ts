import { once } from 'node:events';
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

export const scriptedServer = path.join(import.meta.dirname, 'scriptedServer.ts');

/** A client without an SDK: it writes bytes and reads lines, so that it can do what no proper client would. */
export interface RawClient {
  readonly process: ChildProcess;
  errors(): string;
  /** Resolves when stderr holds this text. */
  said(text: string): Promise<void>;
  write(bytes: string): void;
  request(method: string, params?: Record<string, unknown>): Promise<Reply>;
  /** Every line of stdout so far. */
  lines(): readonly string[];
  ended(): Promise<{ code: number | null; afterMs: number }>;
}

export interface Reply {
  readonly id: number | null;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string };
}

const running: ChildProcess[] = [];

export function startRaw(script = ''): RawClient {
  return startRawProcess([scriptedServer], { SCRIPT: script });
}

export function startRawProcess(args: readonly string[], env: Record<string, string>): RawClient {
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  running.push(child);
  const lines: string[] = [];
  const waiting = new Map<number, (reply: Reply) => void>();
  let [rest, errors, nextId] = ['', '', 0];
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdin.on('error', () => undefined);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    for (const reply of parts.map((line) => JSON.parse(line) as Reply)) {
      if (reply.id !== null && reply.id !== undefined) waiting.get(reply.id)?.(reply);
    }
  });
  const ended = new Promise<{ code: number | null; atMs: number }>((resolve) => {
    child.on('close', (code) => resolve({ code, atMs: performance.now() }));
  });
  return {
    process: child,
    errors: () => errors,
    said: async (text) => {
      while (!errors.includes(text)) await once(child.stderr, 'data');
    },
    write: (bytes) => void child.stdin.write(bytes),
    lines: () => lines,
    request: (method, params) => {
      const id = ++nextId;
      const reply = new Promise<Reply>((resolve) => waiting.set(id, resolve));
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
      return reply;
    },
    ended: async () => {
      const fromMs = performance.now();
      const { code, atMs } = await ended;
      return { code, afterMs: atMs - fromMs };
    },
  };
}

/** The opening of a client of the 2025 era. */
export async function initialize(client: RawClient): Promise<Reply> {
  const reply = await client.request('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'raw', version: '1' },
  });
  client.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
  return reply;
}

export function stopRaw(): void {
  for (const child of running.splice(0)) child.kill('SIGKILL');
}
