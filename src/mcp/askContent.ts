import * as z from 'zod';
import { usageSchema } from '../engine/answer.ts';
import { ledgerSchema } from '../engine/prompt/part.ts';

/** The `structuredContent` of `ask`. */
export const askContentSchema = z.object({
  answer: z.string().describe('Markdown; where a schema was given, the value as JSON.'),
  value: z.unknown().optional().describe('Only where a schema was given: it fits the schema.'),
  citations: z
    .array(z.object({ path: z.string(), startLine: z.number().int(), endLine: z.number().int() }))
    .describe('Only places that exist.'),
  usage: usageSchema.optional(),
  ledger: ledgerSchema.optional().describe('What was sent to the model, piece by piece.'),
  model: z.string(),
  sessionId: z.string(),
  warnings: z.array(z.string()),
});
export type AskContent = z.infer<typeof askContentSchema>;

/** The same for a model that reads text. */
export function toAskText(content: AskContent): string {
  const places = content.citations.map(({ path, startLine, endLine }) => `${path}:${startLine}-${endLine}`);
  return [
    content.answer,
    ...(places.length === 0 ? [] : ['', `Checked places: ${places.join(', ')}`]),
    ...content.warnings.map((warning) => `Note: ${warning}`),
  ].join('\n');
}
