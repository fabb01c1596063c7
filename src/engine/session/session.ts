import * as z from 'zod';
import { citationSchema, evidenceSchema, failureSchema, usageSchema } from '../answer.ts';
import { ledgerSchema } from '../prompt/part.ts';

/**
 * `asked`: the question is stored, the answer is on its way (or its process died). `done`, `stopped`, `failed`: ended.
 * A turn found `asked` by a process that did not ask it, and whose asker is gone, reads as `interrupted`.
 */
export const turnStates = ['asked', 'done', 'stopped', 'failed', 'interrupted'] as const;

/** One question and its answer, as stored. Times are milliseconds since 1970. */
export const turnSchema = z.object({
  id: z.string(),
  /** The turn that this one answers after; null for the first. A branch is a second turn with the same parent. */
  parentId: z.string().nullable(),
  question: z.string(),
  answer: z.string(),
  reasoning: z.string(),
  state: z.enum(turnStates),
  /** Why an answer that is `done` is not whole; absent where it is. */
  endReason: z.enum(['length', 'refused']).optional(),
  /** `ChatModel.id`; null where the answer is the evidence alone. */
  model: z.string().nullable(),
  modelLabel: z.string().nullable(),
  evidence: evidenceSchema.nullable(),
  ledger: ledgerSchema.nullable(),
  citations: z.array(citationSchema),
  usage: usageSchema.nullable(),
  failure: failureSchema.nullable(),
  warnings: z.array(z.string()),
  askedAt: z.number(),
  endedAt: z.number().nullable(),
});
export type Turn = z.infer<typeof turnSchema>;

export const sessionSummarySchema = z.object({
  id: z.string(),
  title: z.string(),
  createdAt: z.number(),
  changedAt: z.number(),
  turnCount: z.number().int().nonnegative(),
  forkedFrom: z.string().nullable(),
});
export type SessionSummary = z.infer<typeof sessionSummarySchema>;

/** An ordered list of turns: the path from the first turn to the newest leaf of the branch that is shown. */
export const sessionSchema = sessionSummarySchema.extend({ turns: z.array(turnSchema) });
export type Session = z.infer<typeof sessionSchema>;

export interface NewTurn {
  readonly sessionId: string;
  readonly parentId: string | null;
  readonly question: string;
  readonly model: string | null;
  readonly modelLabel: string | null;
}

export type TurnOutcome = Omit<
  Turn,
  'id' | 'parentId' | 'question' | 'askedAt' | 'endedAt' | 'model' | 'modelLabel'
>;

/**
 * Where sessions live. Every call is one durable transaction: when it returns, a crash cannot undo it.
 * Throws `EngineError` with `storage-locked`, `storage-full`, `storage-damaged` or `session-missing`.
 */
export interface SessionStore {
  create(title: string): SessionSummary;
  /** Newest change first; `query` matches titles, questions and answers. Sessions of this workspace only. */
  list(options?: { query?: string; limit?: number }): readonly SessionSummary[];
  get(sessionId: string): Session;
  /** Store the question before anything answers it. The new turn becomes the leaf of the shown branch. */
  ask(turn: NewTurn): Turn;
  /** Save a half answer while it streams, so that a crash loses at most the last second. */
  keepPartial(turnId: string, partial: { answer: string; reasoning: string }): void;
  end(turnId: string, outcome: TurnOutcome): void;
  rename(sessionId: string, title: string): void;
  /** A new session with copies of the turns up to and including `turnId`. */
  fork(sessionId: string, turnId: string): SessionSummary;
  /** Ids of the turns that share `turnId`'s parent, itself included, oldest first: the branches to choose from. */
  branches(turnId: string): readonly string[];
  /** Show the branch that ends below this turn. */
  showBranch(turnId: string): Session;
  delete(sessionId: string): void;
  /** Undo `delete`, for as long as this store is open. */
  restore(sessionId: string): void;
  close(): void;
}
