/** What a declaration is, in the words that hits show and that `find_symbol` takes. */
export const declarationKinds = [
  'function',
  'method',
  'class',
  'interface',
  'type',
  'enum',
  'struct',
  'trait',
  'module',
  'constant',
  'variable',
  'field',
  'property',
  'constructor',
  'macro',
  'test',
  'section',
  'rule',
  'element',
  'key',
] as const;

export type DeclarationKind = (typeof declarationKinds)[number];

/**
 * One declaration in one file, as a line scan (phase 1) or a syntax tree (phase 2) found it.
 * Lines are 1-based and inclusive. `startLine` includes decorators and attributes, not the doc comment.
 */
export interface Declaration {
  readonly name: string;
  readonly kind: DeclarationKind;
  readonly startLine: number;
  readonly endLine: number;
  /** The line that carries the name; the signature starts at `startLine` or here, whichever is later. */
  readonly nameLine: number;
  /** First line of the body, where the signature ends before it. Absent: the signature is one line. */
  readonly bodyStartLine?: number;
  /** Names of the enclosing declarations, outermost first: `['Uploader']` for a method of it. */
  readonly container: readonly string[];
  readonly isExported?: boolean;
}

/** Declarations in order of `startLine`, outer before inner. `isPartial` when the parser met errors or stopped. */
export interface Outline {
  readonly declarations: readonly Declaration[];
  readonly isPartial: boolean;
}

/** A contiguous range of lines of one file, ready to be indexed. Lines are 1-based and inclusive. */
export interface Chunk {
  readonly startLine: number;
  readonly endLine: number;
  /** The declaration that this chunk is, or begins with; none for a window over loose lines. */
  readonly symbol?: string;
  readonly kind?: DeclarationKind;
  readonly container: readonly string[];
  /** One logical line, whitespace folded, at most 300 characters. */
  readonly signature?: string;
  /** Plain words of the doc comment, markers stripped, at most 1,000 characters. */
  readonly doc?: string;
  /** Further declarations inside (small ones merged into this chunk), for the symbol field. */
  readonly alsoDefines: readonly string[];
  /** The chunk's lines joined by `\n`, doc comment included. */
  readonly text: string;
}

/** Finds the declarations of one file. Implemented by `parsing/` (tree-sitter) and by `retrieval/scan` (lines). */
export interface Parser {
  /** @returns null where the language has no grammar: the caller falls back to the line scan. */
  outline(language: string, text: string): Promise<Outline | null>;
}
