import * as z from 'zod';

/** What VS Code keeps of the panel while it is hidden, reloaded or its window restarts. The rest comes from the host. */
export const savedSchema = z.object({
  draft: z.string(),
  view: z.enum(['chat', 'history']),
  /** Absent: a new chat. */
  sessionId: z.string().optional(),
  /** Pixels from the top of that session; null: at its end, and following it. */
  scrollTop: z.number().nonnegative().nullable(),
});
export type Saved = z.infer<typeof savedSchema>;

/** What an older or a damaged state cannot tell is as in a new panel. */
export function readSaved(state: unknown): Saved {
  const parsed = savedSchema.safeParse(state);
  return parsed.success ? parsed.data : { draft: '', view: 'chat', scrollTop: null };
}
