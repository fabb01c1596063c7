import * as z from 'zod';
import {
  memoryActions,
  memorySchema,
  type Memory,
  type MemoryChange,
  type StoredMemory,
} from '../engine/memory/memory.ts';
import type { SqlRow, SqlValue } from './database.ts';
import type { Migration } from './migrations.ts';
import type { PreciousStore } from './preciousStore.ts';

/**
 * A memory is one row with its whole body; every change of it is a row of its own with the body before and after, so
 * that each can be undone. A change `forgotten` has no bodies: it tells other processes, and an import, that the
 * memory is gone. Proposals that are resolved keep a digest of their words alone.
 */
export const memoryMigrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE memories(
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL, scope TEXT NOT NULL,
        same_key TEXT NOT NULL, body TEXT NOT NULL
      ) STRICT;
      CREATE INDEX memories_by_key ON memories(same_key);
      CREATE TABLE uses(memory_id TEXT PRIMARY KEY, use_count INTEGER NOT NULL, used_at REAL NOT NULL) STRICT;
      CREATE TABLE changes(
        seq INTEGER PRIMARY KEY AUTOINCREMENT, batch TEXT NOT NULL, memory_id TEXT NOT NULL, action TEXT NOT NULL,
        at REAL NOT NULL, before TEXT, after TEXT
      ) STRICT;
      CREATE INDEX changes_by_memory ON changes(memory_id, seq);
      CREATE INDEX changes_by_batch ON changes(batch);
      CREATE TABLE proposals(
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL, digest TEXT NOT NULL,
        state TEXT NOT NULL, body TEXT
      ) STRICT;
      CREATE INDEX proposals_by_digest ON proposals(digest);
    `,
  },
];

/** The store, and what reading its rows needs. */
export interface MemoryShelf {
  readonly store: PreciousStore;
  /** The folders of the workspace, one a line. */
  readonly workspace: string;
  readonly now: () => number;
  readonly onWarning: (sentence: string) => void;
}

export const memoryColumns = 'm.id, m.body, u.use_count, u.used_at';
export const memoryTables = 'memories m LEFT JOIN uses u ON u.memory_id = m.id';

/** A user's memories have no workspace; the others are seen where a folder is shared. */
export const isVisible = `(m.workspace = '' OR EXISTS (SELECT 1 FROM json_each(?) folder
  WHERE instr(char(10) || m.workspace || char(10), char(10) || folder.value || char(10)) > 0))`;

export function foldersOf({ workspace }: MemoryShelf): string {
  return JSON.stringify(workspace.split('\n'));
}

/** Null, with a warning, where a row does not read: one bad row must not hide the others. */
export function toMemory(row: SqlRow, onWarning: (sentence: string) => void): Memory | null {
  const stored = toStored(row['body']);
  if (stored === null) {
    onWarning(`A stored memory could not be read and is left out: ${String(row['id'])}.`);
    return null;
  }
  const usedAt = row['used_at'];
  return {
    ...stored,
    useCount: Number(row['use_count'] ?? 0),
    usedAt: typeof usedAt === 'number' ? usedAt : null,
  };
}

export function toStored(body: SqlValue | undefined): StoredMemory | null {
  if (typeof body !== 'string') return null;
  try {
    return memorySchema.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    // The caller says that the row does not read.
    return null;
  }
}

export function toChange(row: SqlRow): MemoryChange {
  return {
    seq: z.number().parse(row['seq']),
    batch: String(row['batch']),
    memoryId: String(row['memory_id']),
    action: z.enum(memoryActions).parse(row['action']),
    at: z.number().parse(row['at']),
    before: toStored(row['before']),
    after: toStored(row['after']),
  };
}
