import type { Declaration, Outline } from './chunk.ts';
import { commentStart } from './docComment.ts';
import type { CommentSyntax } from './comment.ts';
import type { FileLines } from './fileLines.ts';

/** Lines that stay together for now: a declaration with the comment above it, a class without its methods, loose code. */
export interface Piece {
  start: number;
  end: number;
  readonly declaration: Declaration | null;
  /** Where the comment above the declaration starts; the declaration's first line where there is none. */
  readonly commentLine: number;
  readonly container: readonly string[];
  /** Names of further declarations inside. */
  readonly names: string[];
  /** The first lines of a declaration whose members are pieces of their own. */
  readonly isHead: boolean;
}

/** A declaration with those inside it. Line ranges lie inside the parent's, and do not overlap. */
interface Tree {
  readonly declaration: Declaration;
  readonly start: number;
  readonly end: number;
  readonly children: Tree[];
}

/** Deeper outlines are generated code; their innermost names are kept, their ranges are not. */
const deepest = 50;

/** A type of at most this many characters stays whole with its members: a handful of one-liners. */
const wholeType = 500;

/** Loose code of fewer characters, directly above a declaration, stays with it: `template <typename T>`, `{`. */
const crumb = 120;

/**
 * Lay a file out as pieces: in order, without overlap, covering every line that is not blank.
 * Whatever the outline says: ranges beyond the file or across each other are cut to fit.
 */
export function piecesOf(lines: FileLines, outline: Outline, syntax: CommentSyntax): Piece[] {
  const layout = new Layout(lines);
  layout.lay(treesOf(lines, outline, syntax), { from: 1, to: lines.count, container: [], head: null });
  return layout.pieces;
}

function treesOf(lines: FileLines, outline: Outline, syntax: CommentSyntax): Tree[] {
  const roots: Tree[] = [];
  const open: Tree[] = [];
  for (const declaration of outline.declarations) {
    const startLine = Math.max(1, declaration.startLine);
    if (startLine > lines.count) continue;
    while (open.length > 0 && (open.at(-1)?.end ?? 0) < startLine) open.pop();
    const parent = open.at(-1);
    const siblings = parent?.children ?? roots;
    const floor = Math.max(
      1,
      parent === undefined ? 1 : Math.max(parent.declaration.startLine, parent.declaration.nameLine) + 1,
      (siblings.at(-1)?.end ?? 0) + 1,
    );
    const end = Math.min(Math.max(declaration.endLine, startLine), parent?.end ?? lines.count);
    const start = commentStart(lines, syntax, { line: startLine, floor: Math.min(floor, startLine) });
    const tree: Tree = { declaration, start, end, children: [] };
    siblings.push(tree);
    if (open.length < deepest) open.push(tree);
  }
  return roots;
}

interface Region {
  readonly from: number;
  readonly to: number;
  readonly container: readonly string[];
  /** Whose lines these are, where they are a declaration's own. */
  readonly head: Declaration | null;
}

class Layout {
  readonly pieces: Piece[] = [];
  readonly #lines: FileLines;

  constructor(lines: FileLines) {
    this.#lines = lines;
  }

  lay(trees: readonly Tree[], { from, to, container, head }: Region): void {
    const inside = head === null ? container : [...container, head.name];
    let cursor = from;
    let owner = head;
    for (const tree of trees) {
      const start = Math.max(tree.start, cursor);
      const end = Math.min(tree.end, to);
      if (start > cursor) {
        this.#loose({
          from: cursor,
          to: start - 1,
          container: owner === null ? inside : container,
          head: owner,
        });
        owner = null;
      }
      if (end < start) {
        this.#mention(tree);
        continue;
      }
      const before = this.pieces.length;
      this.#tree(tree, { from: start, to: end, container: inside, head: null });
      // A class on the same line as its first member has no lines of its own.
      if (owner !== null) this.pieces[before]?.names.push(owner.name);
      owner = null;
      cursor = end + 1;
    }
    if (cursor <= to)
      this.#loose({ from: cursor, to, container: owner === null ? inside : container, head: owner });
  }

  #tree(tree: Tree, { from, to, container }: Region): void {
    const isWhole = tree.children.length === 0 || this.#lines.sizeOf(from, to) <= wholeType;
    const outer =
      tree.declaration.container.length > container.length ? tree.declaration.container : container;
    if (!isWhole) {
      this.lay(tree.children, { from, to, container: outer, head: tree.declaration });
      return;
    }
    const names: string[] = [];
    for (const child of tree.children) collectNames(child, names);
    this.#push({
      start: this.#takeCrumb(from, container),
      end: to,
      declaration: tree.declaration,
      commentLine: from,
      container: outer,
      names,
      isHead: false,
    });
  }

  #loose({ from, to, container, head }: Region): void {
    if (head === null && this.#isClosing(from, to)) {
      const previous = this.pieces.at(-1);
      if (previous !== undefined) previous.end = this.#lastCode(from, to) ?? previous.end;
      return;
    }
    const start = head === null ? from : this.#takeCrumb(from, container);
    this.#push({
      start,
      end: to,
      declaration: head,
      commentLine: from,
      container,
      names: [],
      isHead: head !== null,
    });
  }

  #lastCode(from: number, to: number): number | undefined {
    for (let line = to; line >= from; line--) if (!this.#lines.isBlank(line)) return line;
    return undefined;
  }

  /** The start of the loose lines that end just above `from`, taken from the pieces where they are few; else `from`. */
  #takeCrumb(from: number, container: readonly string[]): number {
    const last = this.pieces.at(-1);
    if (last === undefined || last.declaration !== null || last.end !== from - 1) return from;
    if (last.container.length !== container.length || last.names.length > 0) return from;
    if (this.#lines.sizeOf(last.start, last.end) >= crumb) return from;
    this.pieces.pop();
    return last.start;
  }

  #push(piece: Piece): void {
    while (piece.start <= piece.end && this.#lines.isBlank(piece.start)) piece.start++;
    while (piece.end >= piece.start && this.#lines.isBlank(piece.end)) piece.end--;
    if (piece.start <= piece.end) this.pieces.push(piece);
    else if (piece.declaration !== null) this.pieces.at(-1)?.names.push(piece.declaration.name);
  }

  /** A declaration with no line left for it is named by the piece that has its lines. */
  #mention(tree: Tree): void {
    const last = this.pieces.at(-1);
    if (last !== undefined) collectNames(tree, last.names);
  }

  /** Only closing brackets and blank lines, or `end`: they belong to what they close. */
  #isClosing(from: number, to: number): boolean {
    if (this.pieces.length === 0 || to - from > 4) return false;
    for (let line = from; line <= to; line++) {
      const at = this.#lines.contentOf(line);
      const end = this.#lines.endOf(line);
      if (end - at > 60) return false;
      if (at < end && !closing.test(this.#lines.text.slice(at, end))) return false;
    }
    return true;
  }
}

const closing = /^(?:[)\]};,\s]+(?:(?:\/\/|\/\*|#|--)[^\n]*)?|end|<\/[\w-]+>)$/;

function collectNames(tree: Tree, names: string[]): void {
  names.push(tree.declaration.name);
  for (const child of tree.children) collectNames(child, names);
}
