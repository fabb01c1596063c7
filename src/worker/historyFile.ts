import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { ChangedFile, Commit } from '../engine/retrieval/commit.ts';

/** The commits that were read of a root's repository, as they lie beside its index. */
export interface StoredHistory {
  /** The commit up to which they were read. */
  readonly head: string;
  /** Newest first. */
  readonly commits: readonly Commit[];
}

const fileName = 'history.json';
const version = 1;
const changes = ['added', 'modified', 'deleted', 'renamed'] as const;

/** Paths are numbers into one list: they repeat from commit to commit. A file: path, change, and the name before. */
const storedSchema = z.object({
  version: z.literal(version),
  head: z.string(),
  paths: z.array(z.string()),
  commits: z.array(
    z.tuple([z.string(), z.number(), z.string(), z.string(), z.array(z.array(z.number()).min(2).max(3))]),
  ),
});

/** Store, so that a restart reads one file; a failure costs the next start some seconds, so that it goes to the log. */
export function storeHistory(directory: string, history: StoredHistory, log: (line: string) => void): void {
  const file = path.join(directory, fileName);
  const unfinished = `${file}.unfinished`;
  try {
    fs.writeFileSync(unfinished, JSON.stringify(encode(history)), { mode: 0o600 });
    fs.renameSync(unfinished, file);
  } catch (error) {
    log(`The history that was read could not be stored: ${String(error)}`);
  }
}

/** @returns null where there is none that can be read. */
export function loadHistory(directory: string): StoredHistory | null {
  try {
    const text = fs.readFileSync(path.join(directory, fileName), 'utf8');
    const parsed = storedSchema.safeParse(JSON.parse(text)).data;
    return parsed === undefined ? null : decode(parsed);
  } catch {
    // Not there yet, or cut off: it is read from Git anew.
    return null;
  }
}

export function forgetHistory(directory: string): void {
  fs.rmSync(path.join(directory, fileName), { force: true });
}

/** Changes when the file does; empty where there is none. */
export function stampOfHistory(directory: string): string {
  const stat = fs.statSync(path.join(directory, fileName), { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
}

function encode({ head, commits }: StoredHistory): z.infer<typeof storedSchema> {
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    const known = numbers.get(name) ?? numbers.size;
    numbers.set(name, known);
    return known;
  };
  const rows = commits.map(({ hash, time, subject, body, files }) => {
    const changed = files.map(({ path: name, change, from }) => [
      numberOf(name),
      changes.indexOf(change),
      ...(from === undefined ? [] : [numberOf(from)]),
    ]);
    return [hash, time, subject, body, changed] satisfies [string, number, string, string, number[][]];
  });
  return { version, head, paths: [...numbers.keys()], commits: rows };
}

function decode({ head, paths, commits }: z.infer<typeof storedSchema>): StoredHistory {
  const toFile = ([name = 0, change = 1, from]: readonly number[]): ChangedFile => ({
    path: paths[name] ?? '',
    change: changes[change] ?? 'modified',
    ...(from === undefined ? {} : { from: paths[from] ?? '' }),
  });
  return {
    head,
    commits: commits.map(([hash, time, subject, body, files]) => ({
      hash,
      time,
      subject,
      body,
      files: files.map(toFile),
    })),
  };
}
