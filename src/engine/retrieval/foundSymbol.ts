import type { DeclarationKind } from './chunk.ts';
import type { Coverage, Freshness } from './hit.ts';

/** How a name was found: as written, in another case, or spelt alike. */
export const symbolMatches = ['exact', 'any-case', 'alike'] as const;
export type SymbolMatch = (typeof symbolMatches)[number];

export interface FoundDefinition {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  /** The line that names it. */
  readonly line: number;
  readonly name: string;
  /** Absent for a small declaration that shares its chunk with others: its kind was not kept. */
  readonly kind?: DeclarationKind;
  readonly container: readonly string[];
  /** The signature, or the line that names it where none was kept. */
  readonly signature: string;
  readonly doc?: string;
  readonly match: SymbolMatch;
  readonly freshness: Freshness;
}

export interface FoundReference {
  readonly line: number;
  /** The line, trimmed, at most 200 characters. */
  readonly text: string;
  /** What it stands in. */
  readonly symbol?: string;
}

/** The lines of one file that use a name. */
export interface ReferenceGroup {
  readonly path: string;
  /** All of them; `lines` holds the first few. */
  readonly count: number;
  readonly lines: readonly FoundReference[];
}

export interface SymbolRequest {
  /** `retryDelay`, or with what it is a member of: `Uploader.start`, `net::retry`. */
  readonly name: string;
  readonly kind?: string;
  readonly limit: number;
  /** Skip so many definitions: for paging. */
  readonly offset?: number;
  /** Files with references from here on; absent: none are looked for. */
  readonly references?: { readonly offset: number; readonly limit: number };
}

export interface FoundSymbol {
  /** Exact case first, then any case, then names that are spelt alike. */
  readonly definitions: readonly FoundDefinition[];
  readonly definitionsTotal: number;
  /** By name alone: a namesake's are among them. Code before tests. */
  readonly references: readonly ReferenceGroup[];
  /** Files that hold the name, those of the other pages too; one may mention it in a comment only. */
  readonly referenceFiles: number;
  readonly coverage: Coverage;
  readonly generation: number;
  readonly warnings: readonly string[];
}
