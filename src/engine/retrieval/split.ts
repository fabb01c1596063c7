import type { Chunk, Declaration, DeclarationKind, Outline } from './chunk.ts';
import { commentSyntaxOf } from './comment.ts';
import { commentWords, docstringOf } from './docComment.ts';
import { FileLines } from './fileLines.ts';
import { normalText } from './lines.ts';
import { type Piece, piecesOf } from './pieces.ts';
import { signatureOf } from './signature.ts';
import { type Window, windowsOf } from './windows.ts';

export interface SplitInput {
  readonly path: string;
  /** VS Code language id, from `languageOf`. */
  readonly language: string;
  readonly text: string;
  readonly outline: Outline;
}

/** A function of more lines is split in windows; a class is split by its members long before. */
const tallestDeclaration = 60;
const tallestLoose = 40;

/** Small neighbours share a chunk of at most this many characters: 100,000 of them are about 87 MB of code. */
const comfortable = 900;

/** Pieces of fewer characters are too small to be found alone, and are merged with small neighbours. */
const small = 250;

/** Lines of a function that counts as a one-liner, its comment included. */
const shortest = 3;

const minor: ReadonlySet<DeclarationKind> = new Set([
  'constant',
  'variable',
  'field',
  'property',
  'type',
  'macro',
  'key',
  'rule',
  'element',
  'section',
]);

/** A chunk of one-liners names at most this many of them; a minified line can define thousands. */
const mostNames = 64;

/**
 * Cut a file into chunks: contiguous ranges, in order, that hold every line which is not blank exactly once.
 * A function or method is one chunk with its doc comment and decorators (several windows of it, each with its symbol
 * and signature, where it has more than 60 lines); a class is a chunk for its head and fields, then its methods;
 * small neighbours share a chunk of up to 900 characters; loose code comes in windows of up to 40 lines.
 * Never throws, whatever the outline says.
 */
export function splitFile({ language, text, outline }: SplitInput): Chunk[] {
  const lines = new FileLines(normalText(text));
  const pieces = piecesOf(lines, outline, commentSyntaxOf(language));
  const chunks: Chunk[] = [];
  for (let i = 0; i < pieces.length;) {
    const next = endOfGroup(lines, pieces, i);
    const group = pieces.slice(i, next);
    pushChunks({ lines, language, chunks }, group);
    i = next;
  }
  return chunks;
}

/** Index after the last piece that shares a chunk with the piece at `first`. */
function endOfGroup(lines: FileLines, pieces: readonly Piece[], first: number): number {
  const head = pieces[first];
  let next = first + 1;
  if (head === undefined || !isSmall(lines, head)) return next;
  for (; next < pieces.length; next++) {
    const piece = pieces[next];
    if (piece === undefined || piece.isHead || !isSmall(lines, piece) || !mayJoin(head, piece)) break;
    if (lines.sizeOf(head.start, piece.end) > comfortable) break;
  }
  return next;
}

/** What is asked for by its own name (a function, a class) is small only as a one-liner. */
function isSmall(lines: FileLines, piece: Piece): boolean {
  const { declaration, start, end, isHead } = piece;
  if (lines.sizeOf(start, end) >= small) return false;
  return declaration === null || isHead || minor.has(declaration.kind) || end - start < shortest;
}

/** Siblings may share a chunk, and so may the head of a class and its first members; loose lines take in no function. */
function mayJoin(head: Piece, piece: Piece): boolean {
  const depth = head.container.length;
  const { container, declaration } = piece;
  const isNamed = declaration !== null && (!minor.has(declaration.kind) || declaration.kind === 'section');
  if (head.declaration === null && isNamed) return false;
  if (container.length !== depth && container.length !== depth + 1) return false;
  if (container.length > depth && (!head.isHead || container[depth] !== head.declaration?.name)) return false;
  for (let i = 0; i < depth; i++) if (container[i] !== head.container[i]) return false;
  return true;
}

interface Output {
  readonly lines: FileLines;
  readonly language: string;
  readonly chunks: Chunk[];
}

function pushChunks(output: Output, group: readonly Piece[]): void {
  const head = group[0];
  const last = group.at(-1);
  if (head === undefined || last === undefined) return;
  const { declaration, container } = head;
  const described = declaration === null ? {} : describe(output, head, declaration);
  const alsoDefines = namesOf(group, declaration?.name);
  const most = declaration === null ? tallestLoose : tallestDeclaration;
  const windows = windowsOf(output.lines, { start: head.start, end: last.end }, most);
  const { doc, ...signed } = described;
  windows.forEach((window, index) => {
    output.chunks.push({
      startLine: window.start,
      endLine: window.end,
      ...signed,
      container,
      // The comment stands in the first window, and so do the words of it.
      ...(doc === undefined || index > 0 ? {} : { doc }),
      alsoDefines: windows.length === 1 ? alsoDefines : namesIn(output.lines, window, alsoDefines),
      text: output.lines.textOf(window.start, window.end),
    });
  });
}

type Description = Pick<Chunk, 'symbol' | 'kind' | 'signature' | 'doc'>;

function describe({ lines, language }: Output, piece: Piece, declaration: Declaration): Description {
  const signature = signatureOf(lines, language, declaration);
  const doc = docOf(lines, language, { piece, declaration });
  return {
    symbol: declaration.name,
    kind: declaration.kind,
    ...(signature === '' ? {} : { signature }),
    ...(doc === undefined || doc === '' ? {} : { doc }),
  };
}

interface Documented {
  readonly piece: Piece;
  readonly declaration: Declaration;
}

function docOf(lines: FileLines, language: string, { piece, declaration }: Documented): string | undefined {
  if (commentSyntaxOf(language).hasDocstring === true && declaration.kind !== 'constant') {
    const docstring = docstringOf(lines, declaration);
    if (docstring !== undefined) return docstring;
  }
  if (piece.commentLine >= declaration.startLine) return undefined;
  return commentWords(lines, piece.commentLine, Math.min(declaration.startLine - 1, lines.count));
}

const noNames: readonly string[] = [];

function namesOf(group: readonly Piece[], symbol: string | undefined): readonly string[] {
  if (group.length === 1 && group[0]?.names.length === 0) return noNames;
  const names = new Set<string>();
  for (const [index, piece] of group.entries()) {
    if (index > 0 && piece.declaration !== null) names.add(piece.declaration.name);
    for (const name of piece.names) names.add(name);
    if (names.size > mostNames) break;
  }
  if (symbol !== undefined) names.delete(symbol);
  return [...names].slice(0, mostNames);
}

/** Of the further names, those that the window mentions. */
function namesIn(lines: FileLines, window: Window, names: readonly string[]): readonly string[] {
  if (names.length === 0) return names;
  const text = lines.text.slice(lines.startOf(window.start), lines.endOf(window.end));
  return names.filter((name) => text.includes(name));
}
