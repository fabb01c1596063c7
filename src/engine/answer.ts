import * as z from 'zod';
import { coverageSchema, hitSchema } from './retrieval/hit.ts';
import { ledgerSchema } from './prompt/part.ts';
import { errorKinds } from './errors.ts';

/** A claim that lines of a file support the answer. Only checked citations are links. */
export const citationSchema = z.object({
  path: z.string(),
  startLine: z.number().int().positive(),
  endLine: z.number().int().positive(),
  /** The file exists and has these lines. */
  isChecked: z.boolean(),
  /** The cited lines, verbatim, cut to 20; only where checked. For hover. */
  text: z.string().optional(),
  /** The path as the answer wrote it, where that is only the end of `path`. */
  writtenPath: z.string().optional(),
});
export type Citation = z.infer<typeof citationSchema>;

export const failureSchema = z.object({
  kind: z.enum([...errorKinds, 'bug']),
  message: z.string(),
  hint: z.string().optional(),
  rawText: z.string().optional(),
});

export const usageSchema = z.object({
  inputTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().nonnegative(),
  cachedInputTokens: z.number().int().nonnegative().optional(),
  reasoningTokens: z.number().int().nonnegative().optional(),
  isEstimated: z.boolean(),
});

/**
 * What a turn found in the workspace, before any model speaks. The panel draws it as places grouped by file;
 * with no model it is the answer.
 */
export const evidenceSchema = z.object({
  hits: z.array(hitSchema),
  coverage: coverageSchema,
  generation: z.number().int().nonnegative(),
  warnings: z.array(z.string()),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/**
 * The stream of one turn: `started`, then any of the middle kinds, then exactly one of `done`, `stopped`, `failed`.
 * It never throws after its first event. `stopped` and `failed` keep what was said so far.
 */
export const turnEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), sessionId: z.string(), turnId: z.string(), title: z.string() }),
  z.object({
    kind: z.literal('step'),
    /** "Searching 4,212 files", "Asking qwen": present tense, for a person. */
    text: z.string(),
    /** The step before, said anew: a count that grows. */
    isUpdate: z.boolean().optional(),
  }),
  /** Once more where the first was of a half indexed workspace: the last one counts. */
  z.object({ kind: z.literal('evidence'), evidence: evidenceSchema }),
  z.object({ kind: z.literal('ledger'), ledger: ledgerSchema }),
  z.object({ kind: z.literal('reasoning'), text: z.string() }),
  z.object({ kind: z.literal('text'), text: z.string() }),
  /**
   * Of a turn with a schema: the value so far, unchecked, then once the whole one, checked. The whole one also comes as
   * `text`, which is what is stored.
   */
  z.object({ kind: z.literal('value'), value: z.unknown(), isPartial: z.boolean() }),
  z.object({ kind: z.literal('usage'), usage: usageSchema }),
  z.object({ kind: z.literal('citations'), citations: z.array(citationSchema) }),
  z.object({ kind: z.literal('warning'), text: z.string() }),
  z.object({ kind: z.literal('done'), elapsedMs: z.number(), reason: z.enum(['stop', 'length', 'refused']) }),
  z.object({ kind: z.literal('stopped'), elapsedMs: z.number() }),
  z.object({ kind: z.literal('failed'), elapsedMs: z.number(), failure: failureSchema }),
]);
export type TurnEvent = z.infer<typeof turnEventSchema>;
