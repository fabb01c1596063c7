/** What an answer is made of, as plain data: a view draws it as elements and text nodes, never as HTML. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis' | 'strike'; readonly children: readonly Inline[] }
  /** `href` is `http:` or `https:`; any other target leaves only its words. */
  | { readonly kind: 'link'; readonly href: string; readonly children: readonly Inline[] }
  /** Lines that the answer claims as its source; whether they exist is told by the turn's citations. */
  | {
      readonly kind: 'citation';
      readonly path: string;
      readonly startLine: number;
      readonly endLine: number;
      /** `code`: written as code, and may be something else; a `bracket` is meant. */
      readonly form: 'bracket' | 'code';
      readonly text: string;
    }
  /** Never loaded. `href` is null where it is not `http:` or `https:`. */
  | { readonly kind: 'image'; readonly alt: string; readonly href: string | null }
  | { readonly kind: 'break' };

export interface CodeBlock {
  readonly kind: 'code';
  /** First word of the info string; empty where none is given. */
  readonly language: string;
  /** A file named in the info string, or cited in the block just above. */
  readonly path?: string;
  readonly text: string;
  /** The closing fence has not come yet: more may follow. */
  readonly isOpen: boolean;
}

export type Align = 'left' | 'center' | 'right';

export type Block =
  | { readonly kind: 'paragraph'; readonly children: readonly Inline[] }
  | { readonly kind: 'heading'; readonly level: number; readonly children: readonly Inline[] }
  | CodeBlock
  | {
      readonly kind: 'list';
      /** Null: bullets. */
      readonly start: number | null;
      readonly items: readonly (readonly Block[])[];
    }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'table';
      readonly aligns: readonly Align[];
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    }
  | { readonly kind: 'rule' };
