import type { Tokens } from '../tokens.ts';
import type { Freshness, Hit } from './hit.ts';

/** Lines of one file, 1-based and inclusive. */
export interface LineRange {
  readonly startLine: number;
  readonly endLine: number;
}

/**
 * What a packed part is there for: `code` was found by the question; `definition`, `caller` and `test` stand beside it
 * in the symbol graph.
 */
export const packedKinds = ['code', 'definition', 'caller', 'test'] as const;
export type PackedKind = (typeof packedKinds)[number];

/** What a packed context shows of one file. */
export interface PackedPart {
  /** Path, lines and a hash of the text: `src/a.ts:1-2,10-18#1f3c`. The same for the same content. */
  readonly id: string;
  readonly kind: PackedKind;
  /** As in a hit. */
  readonly path: string;
  /** Ascending, with something left out between any two. */
  readonly ranges: readonly LineRange[];
  /** `src/a.ts:1-2,10-18`. */
  readonly source: string;
  /** With its heading and its reasons. */
  readonly tokens: Tokens;
  /** What it would take with nothing shortened. */
  readonly fullTokens: Tokens;
  readonly reasons: readonly string[];
  readonly freshness: Freshness;
  /** The best symbol that it shows. */
  readonly symbol?: string;
  /** The lines of the ranges verbatim, with a line `…` between two ranges. */
  readonly text: string;
}

/** What was found and is not shown. */
export interface LeftOut {
  readonly source: string;
  readonly reason: string;
  readonly tokens: Tokens;
}

export interface Packed {
  /** The most relevant file first. */
  readonly parts: readonly PackedPart[];
  /** Of all parts together; never more than the budget. */
  readonly tokens: Tokens;
  readonly leftOut: readonly LeftOut[];
  /** One sentence each, for a person. */
  readonly warnings: readonly string[];
  /** Another page would show what found no room here. */
  readonly hasMore: boolean;
}

export interface PackRequest {
  /** Best first. */
  readonly hits: readonly Hit[];
  readonly budgetTokens: Tokens;
  /** Ids of parts that the reader has: their lines are not shown again, unless they changed. */
  readonly exclude?: readonly string[];
  /** 0 is the first; each further page shows what found no room on those before. */
  readonly page?: number;
  /** What each part takes beside its text and the usual heading. */
  readonly overheadTokens?: Tokens;
}
