import * as z from 'zod';
import { turnSchema, type SessionSummary, type Turn } from '../engine/session/session.ts';
import type { SqlRow, SqlValue } from './database.ts';
import type { Migration } from './migrations.ts';
import { lifeOf, processIdentitySchema } from './processIdentity.ts';

/**
 * Questions and outcomes are rows that are only ever added; what a streaming answer has so far is the one row that
 * changes, and goes when its outcome comes. The bulky columns stand last: a search then reads past none of them.
 */
export const sessionMigrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE sessions(
        id TEXT PRIMARY KEY, workspace TEXT NOT NULL, title TEXT NOT NULL, created_at REAL NOT NULL,
        changed_at REAL NOT NULL, forked_from TEXT, leaf_id TEXT, deleted_at REAL, deleted_by TEXT
      ) STRICT;
      CREATE INDEX sessions_by_change ON sessions(workspace, changed_at);
      CREATE TABLE turns(
        seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
        session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE, parent_id TEXT REFERENCES turns(id),
        question TEXT NOT NULL, model TEXT, model_label TEXT, asked_by TEXT NOT NULL, asked_at REAL NOT NULL
      ) STRICT;
      CREATE INDEX turns_by_session ON turns(session_id);
      CREATE INDEX turns_by_parent ON turns(parent_id);
      CREATE TABLE partials(
        turn_id TEXT PRIMARY KEY REFERENCES turns(id) ON DELETE CASCADE, kept_at REAL NOT NULL,
        answer TEXT NOT NULL, reasoning TEXT NOT NULL
      ) STRICT;
      CREATE TABLE outcomes(
        turn_id TEXT PRIMARY KEY REFERENCES turns(id) ON DELETE CASCADE, state TEXT NOT NULL, ended_at REAL NOT NULL,
        answer TEXT NOT NULL, reasoning TEXT NOT NULL, citations TEXT NOT NULL, usage TEXT NOT NULL,
        failure TEXT NOT NULL, warnings TEXT NOT NULL, ledger TEXT NOT NULL, evidence TEXT NOT NULL
      ) STRICT;
    `,
  },
  { version: 2, sql: 'ALTER TABLE outcomes ADD COLUMN end_reason TEXT' },
];

export const summaryColumns = `s.id, s.title, s.created_at, s.changed_at, s.forked_from,
  (SELECT count(*) FROM turns t WHERE t.session_id = s.id) AS turn_count`;

export const turnColumns = `t.id, t.parent_id, t.question, t.model, t.model_label, t.asked_by, t.asked_at, p.kept_at,
  coalesce(o.answer, p.answer, '') AS answer, coalesce(o.reasoning, p.reasoning, '') AS reasoning,
  o.state, o.end_reason, o.ended_at, o.citations, o.usage, o.failure, o.warnings, o.ledger, o.evidence`;

export const turnTables = `turns t LEFT JOIN outcomes o ON o.turn_id = t.id LEFT JOIN partials p ON p.turn_id = t.id`;

/** Where it cannot be told whether the asker lives, an answer that did not grow for this long is not coming. */
const silenceMs = 60 * 60 * 1000;

const storedText = z.string();
const storedNumber = z.number();

export function toSummary(row: SqlRow): SessionSummary {
  return {
    id: storedText.parse(row['id']),
    title: storedText.parse(row['title']),
    createdAt: storedNumber.parse(row['created_at']),
    changedAt: storedNumber.parse(row['changed_at']),
    turnCount: storedNumber.parse(row['turn_count']),
    forkedFrom: storedText.nullable().parse(row['forked_from']),
  };
}

/**
 * A turn from its row. A column that does not read (a half-damaged file, a newer format) is left empty and told of,
 * since the question and the answer are worth more than their evidence.
 */
export function toTurn(row: SqlRow, options: { nowMs: number; onWarning: (sentence: string) => void }): Turn {
  const unread: string[] = [];
  const stored = <T>(column: keyof typeof turnSchema.shape, schema: z.ZodType<T>, empty: T): T => {
    const value = row[column];
    if (value === null || value === undefined) return empty;
    const parsed = schema.safeParse(parseJson(value));
    if (parsed.success) return parsed.data;
    unread.push(column);
    return empty;
  };
  const { shape } = turnSchema;
  const turn: Turn = {
    id: storedText.parse(row['id']),
    parentId: storedText.nullable().parse(row['parent_id']),
    question: storedText.parse(row['question']),
    answer: storedText.parse(row['answer']),
    reasoning: storedText.parse(row['reasoning']),
    state: shape.state.catch('interrupted').parse(row['state'] ?? openState(row, options.nowMs)),
    ...endReasonOf(row),
    model: storedText.nullable().parse(row['model']),
    modelLabel: storedText.nullable().parse(row['model_label']),
    evidence: stored('evidence', shape.evidence, null),
    ledger: stored('ledger', shape.ledger, null),
    citations: stored('citations', shape.citations, []),
    usage: stored('usage', shape.usage, null),
    failure: stored('failure', shape.failure, null),
    warnings: stored('warnings', shape.warnings, []),
    askedAt: storedNumber.parse(row['asked_at']),
    endedAt: storedNumber.nullable().parse(row['ended_at']),
  };
  if (unread.length > 0) {
    options.onWarning(
      `Part of a stored turn could not be read (${unread.join(', ')}): "${turn.question.slice(0, 60)}".`,
    );
  }
  return turn;
}

function endReasonOf(row: SqlRow): Pick<Turn, 'endReason'> {
  const endReason = turnSchema.shape.endReason.catch(undefined).parse(row['end_reason'] ?? undefined);
  return endReason === undefined ? {} : { endReason };
}

/** The state of a turn without an outcome: its asker is at it, or is gone. */
function openState(row: SqlRow, nowMs: number): 'asked' | 'interrupted' {
  const asker = processIdentitySchema.safeParse(parseJson(row['asked_by']));
  if (!asker.success) return 'interrupted';
  switch (lifeOf(asker.data)) {
    case 'alive':
      return 'asked';
    case 'gone':
      return 'interrupted';
    case 'unknown':
      return nowMs - Number(row['kept_at'] ?? row['asked_at']) < silenceMs ? 'asked' : 'interrupted';
  }
}

function parseJson(value: SqlValue | undefined): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    // No schema takes undefined, so the caller sees that the column does not read.
    return undefined;
  }
}
