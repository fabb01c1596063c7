import * as z from 'zod';

export const memoryKinds = ['preference', 'fact', 'decision', 'procedure', 'episode'] as const;
export type MemoryKind = (typeof memoryKinds)[number];

/** `user`: in every workspace. `workspace`: in this one. `team`: in this one, and exported for those who share it. */
export const memoryScopes = ['user', 'workspace', 'team'] as const;
export type MemoryScope = (typeof memoryScopes)[number];

/** The most characters of a memory: about four sentences. What is longer is a document, and belongs in a file. */
export const maxMemoryLength = 500;
/** The most places that one memory rests on. */
export const maxEvidence = 10;

/** Who said it, and when: `user` in person, `turn` proposed from one, an `agent` by its name, `import` from a file. */
export const originSchema = z.object({
  by: z.enum(['user', 'turn', 'agent', 'import']),
  /** The agent's name, or the file that it was imported from. */
  name: z.string().optional(),
  at: z.number(),
});
export type Origin = z.infer<typeof originSchema>;

/** Lines that a memory rests on, as they were when it was learned. Lines are 1-based and inclusive. */
export const memoryEvidenceSchema = z.object({
  path: z.string(),
  startLine: z.number().int().positive(),
  endLine: z.number().int().positive(),
  /** Of the lines, however they end, as `hashLines` makes it; '' where they could not be read. */
  hash: z.string(),
  /** What the lines were, without secrets, to show beside what they are now. */
  text: z.string(),
  commit: z.string().optional(),
});
export type MemoryEvidence = z.infer<typeof memoryEvidenceSchema>;

/** One remembered statement. Times are milliseconds since 1970. */
export const memorySchema = z.object({
  id: z.string(),
  text: z.string(),
  kind: z.enum(memoryKinds),
  scope: z.enum(memoryScopes),
  /** All who said it, the first one first. */
  origins: z.array(originSchema).min(1),
  learnedAt: z.number(),
  validFrom: z.number(),
  expiresAt: z.number().nullable(),
  changedAt: z.number(),
  evidence: z.array(memoryEvidenceSchema),
  /** From 0 to 1: a person's own word is 1. */
  confidence: z.number().min(0).max(1),
  /** The memory that this one took the place of. */
  supersedes: z.string().nullable(),
  /** The memory that took the place of this one: it is history then, and no longer recalled. */
  supersededBy: z.string().nullable(),
});
export type StoredMemory = z.infer<typeof memorySchema>;

export interface Memory extends StoredMemory {
  /** How often it was recalled into a prompt or an answer. */
  readonly useCount: number;
  readonly usedAt: number | null;
}

export const memoryActions = ['added', 'edited', 'merged', 'superseded', 'undone', 'forgotten'] as const;
export type MemoryAction = (typeof memoryActions)[number];

/** One change of one memory. Changes of one `batch` were made together, and are undone together. */
export interface MemoryChange {
  readonly seq: number;
  readonly batch: string;
  readonly memoryId: string;
  readonly action: MemoryAction;
  readonly at: number;
  readonly before: StoredMemory | null;
  readonly after: StoredMemory | null;
}

/** What a finished turn or a file suggests to remember; it waits until a person accepts or rejects it. */
export const proposalSchema = z.object({
  id: z.string(),
  text: z.string(),
  kind: z.enum(memoryKinds),
  scope: z.enum(memoryScopes),
  origin: originSchema,
  /** In plain words, why it is proposed: `you said "always"`. */
  reason: z.string(),
});
export type Proposal = z.infer<typeof proposalSchema>;

/** What was done to make memories gone, and what could not be. */
export interface Forgotten {
  readonly ids: readonly string[];
  /** Every file that was searched for their words afterwards. */
  readonly searched: readonly string[];
  /** Files that may still hold them, each with the reason. Empty: they are proved gone. */
  readonly remains: readonly string[];
}

/** Whether a memory counts now: not superseded, and not expired. */
export function isCurrent(memory: StoredMemory, nowMs: number): boolean {
  return memory.supersededBy === null && (memory.expiresAt === null || memory.expiresAt > nowMs);
}
