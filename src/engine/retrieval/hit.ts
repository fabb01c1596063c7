import * as z from 'zod';
import { declarationKinds } from './chunk.ts';

/** `fresh`: the file on disk is what the index saw. `stale`: it changed since. `unsaved`: an open editor's text. */
export const freshnessSchema = z.enum(['fresh', 'stale', 'unsaved']);
export type Freshness = z.infer<typeof freshnessSchema>;

/** A place that calls or uses a hit's symbol. */
export const useSchema = z.object({
  path: z.string(),
  line: z.number().int().positive(),
  symbol: z.string().optional(),
  text: z.string(),
});
export type Use = z.infer<typeof useSchema>;

/**
 * A chunk with a score and the reasons for its rank.
 * `path` is relative to its workspace root, with `/`; with several roots it is prefixed with the root's name.
 */
export const hitSchema = z.object({
  path: z.string(),
  startLine: z.number().int().positive(),
  endLine: z.number().int().positive(),
  /** Comparable within one answer only; the best hit is at most 1. */
  score: z.number(),
  symbol: z.string().optional(),
  kind: z.enum(declarationKinds).optional(),
  container: z.array(z.string()),
  signature: z.string().optional(),
  doc: z.string().optional(),
  language: z.string(),
  /** In plain words: "defines `retryDelay`", "matches 'backoff' in its doc comment". */
  reasons: z.array(z.string()),
  freshness: freshnessSchema,
  /** Verbatim lines `startLine` to `endLine`. */
  text: z.string(),
  /** 1-based lines of the file that matter most for the query, ascending. */
  highlightLines: z.array(z.number().int().positive()),
  /** Known places that use `symbol`, best first, at most 5; `usesTotal` counts all that were found. */
  uses: z.array(useSchema),
  usesTotal: z.number().int().nonnegative(),
});
export type Hit = z.infer<typeof hitSchema>;

export const coverageSchema = z.object({
  filesIndexed: z.number().int().nonnegative(),
  filesTotal: z.number().int().nonnegative(),
});
export type Coverage = z.infer<typeof coverageSchema>;

export const searchResultSchema = z.object({
  hits: z.array(hitSchema),
  coverage: coverageSchema,
  generation: z.number().int().nonnegative(),
  /** One sentence each, for a person: what was not looked at, and why. */
  warnings: z.array(z.string()),
});
export type SearchResult = z.infer<typeof searchResultSchema>;

export const searchRequestSchema = z.object({
  query: z.string(),
  limit: z.number().int().positive().default(10),
  /** Skip this many hits: for paging. */
  offset: z.number().int().nonnegative().default(0),
  /** Path prefixes or globs (`src/**`); a hit lies under one of them. */
  paths: z.array(z.string()).optional(),
  languages: z.array(z.string()).optional(),
  /** Also find who uses each hit's symbol. Costs a little more. */
  withUses: z.boolean().default(false),
});
export type SearchRequest = z.infer<typeof searchRequestSchema>;
