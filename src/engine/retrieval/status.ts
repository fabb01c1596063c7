import * as z from 'zod';

/** Why a file is not in the index; shown by `doctor`, counted in the status. */
export const skipReasons = [
  'ignored',
  'excluded',
  'binary',
  'too-large',
  'not-text',
  'unreadable',
  'link-outside',
  'not-a-file',
  'secret',
] as const;
export type SkipReason = (typeof skipReasons)[number];

/** `ready`: both phases are done and the index is current. */
export const indexStatusSchema = z.object({
  state: z.enum(['starting', 'indexing', 'ready', 'failed']),
  /** `walk`, then `scan` (phase 1), then `parse` (phase 2); `idle` when nothing is left to do. */
  phase: z.enum(['walk', 'scan', 'parse', 'idle']),
  isPaused: z.boolean(),
  /** `writer` indexes; `reader` follows the index that another window or server writes. */
  role: z.enum(['writer', 'reader']),
  filesIndexed: z.number().int().nonnegative(),
  filesTotal: z.number().int().nonnegative(),
  filesParsed: z.number().int().nonnegative(),
  chunks: z.number().int().nonnegative(),
  generation: z.number().int().nonnegative(),
  skipped: z.record(z.string(), z.number().int().nonnegative()),
  languages: z.record(z.string(), z.number().int().nonnegative()),
  indexBytes: z.number().int().nonnegative(),
  /** Past commits that count as evidence; absent where there is no history, none is wanted, or none is read yet. */
  commits: z.number().int().positive().optional(),
  warnings: z.array(z.string()),
});
export type IndexStatus = z.infer<typeof indexStatusSchema>;
