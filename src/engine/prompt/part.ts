import * as z from 'zod';

/** In prompt order: what changes least comes first, so that a provider's prefix cache holds. */
export const partKinds = ['system', 'rules', 'memory', 'history', 'code', 'attachment', 'question'] as const;
export type PartKind = (typeof partKinds)[number];

/** One candidate piece of a prompt. */
export interface Part {
  readonly id: string;
  readonly kind: PartKind;
  readonly title: string;
  /** Where it comes from: `src/net/retry.ts:41-63`, `session`, `sightline`. */
  readonly source: string;
  /** In plain words, why it is here. */
  readonly reasons: readonly string[];
  /** Required parts are always kept; the others leave in order of priority, lowest first. */
  readonly isRequired: boolean;
  readonly priority: number;
  readonly role: 'system' | 'user' | 'assistant';
  readonly text: string;
  /** Parts of one group are kept or left out together: a past question and its answer. */
  readonly group?: string;
  /** What it would take in full, where `text` is already cut; `cut` says to what, for the ledger. */
  readonly full?: { readonly tokens: number; readonly cut: string };
}

/** What became of one part. `tokens` counts what was sent: 0 where it was left out. */
export const ledgerRowSchema = z.object({
  id: z.string(),
  kind: z.enum(partKinds),
  title: z.string(),
  source: z.string(),
  reasons: z.array(z.string()),
  state: z.enum(['kept', 'shortened', 'left-out', 'redacted']),
  tokens: z.number().int().nonnegative(),
  /** What it would take in full. */
  fullTokens: z.number().int().nonnegative(),
  note: z.string().optional(),
});
export type LedgerRow = z.infer<typeof ledgerRowSchema>;

export const ledgerSchema = z.object({
  rows: z.array(ledgerRowSchema),
  tokens: z.number().int().nonnegative(),
  budgetTokens: z.number().int().nonnegative(),
});
export type Ledger = z.infer<typeof ledgerSchema>;
