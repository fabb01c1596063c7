import type { CommentSyntax } from './comment.ts';
import type { Declaration } from './chunk.ts';
import { cutAt, type FileLines } from './fileLines.ts';
import { signatureEnd } from './signature.ts';

const longest = 1000;

/** A comment of more lines is a licence or a chapter, and its first lines would be far from the code. */
const tallest = 400;

/**
 * The first line of the comment that stands directly above `line`; `line` itself where there is none.
 * Looks no higher than `floor`, the first line that may belong to it.
 */
export function commentStart(lines: FileLines, syntax: CommentSyntax, { line, floor }: Place): number {
  const lowest = Math.max(floor, line - tallest);
  let first = line;
  while (first > lowest) {
    const above = first - 1;
    if (isLineComment(lines, syntax, above)) first = above;
    else {
      const open = blockStart(lines, syntax, { line: above, floor: lowest });
      if (open === 0) break;
      first = open;
    }
  }
  return first;
}

interface Place {
  readonly line: number;
  readonly floor: number;
}

function isLineComment(lines: FileLines, syntax: CommentSyntax, line: number): boolean {
  const at = lines.contentOf(line);
  if (!syntax.line.some((marker) => lines.text.startsWith(marker, at))) return false;
  const next = lines.text.charCodeAt(at + 1);
  // `#[derive]` and `#!interpreter` only look like comments.
  return lines.text.charCodeAt(at) !== 35 || (next !== 91 && next !== 33);
}

/** First line of the block comment that ends `line`, or 0. */
function blockStart(lines: FileLines, { block }: CommentSyntax, { line, floor }: Place): number {
  if (block === undefined) return 0;
  let end = lines.endOf(line);
  const start = lines.startOf(line);
  while (end > start && lines.text.charCodeAt(end - 1) <= 32) end--;
  if (!lines.text.startsWith(block.close, end - block.close.length)) return 0;
  const open = lines.text.lastIndexOf(block.open, end - block.close.length);
  if (open < 0) return 0;
  for (let first = line; first >= floor; first--) {
    if (lines.startOf(first) > open) continue;
    return lines.contentOf(first) === open ? first : 0;
  }
  return 0;
}

/** The plain words of the comment in lines `first` to `last`, at most 1,000 characters. */
export function commentWords(lines: FileLines, first: number, last: number): string {
  const words: string[] = [];
  let length = 0;
  for (let line = first; line <= last && length < longest; line++) {
    const plain = plainWords(
      lines.text.slice(lines.contentOf(line), Math.min(lines.endOf(line), lines.contentOf(line) + longest)),
    );
    if (plain === '') continue;
    words.push(plain);
    length += plain.length + 1;
  }
  return cutAt(words.join(' '), longest);
}

/** The words of a Python docstring, or undefined where the body does not start with a string. */
export function docstringOf(lines: FileLines, declaration: Declaration): string | undefined {
  const first = Math.min(Math.max(declaration.startLine, declaration.nameLine), lines.count);
  const last = lines.endOf(Math.min(Math.max(first, declaration.endLine), lines.count));
  const from = lines.contentOf(first);
  const colon = signatureEnd(lines.text, from, { limit: Math.min(last, from + 4000), stopsAtColon: true });
  opening.lastIndex = colon + 1;
  const open = opening.exec(lines.text);
  if (open === null || opening.lastIndex > last) return undefined;
  const start = opening.lastIndex;
  const close = lines.text.indexOf(open[1] ?? '"', start);
  const end = Math.min(close < 0 ? last : close, last, start + 2 * longest);
  return cutAt(lines.text.slice(start, end).split('\n').map(plainWords).filter(Boolean).join(' '), longest);
}

const opening = /\s*(?:#[^\n]*\n\s*)*[rRuU]?("""|'''|"|')/y;

const openMarker =
  /^(?:\/\*[*!]?|\/\/[/!]?|\*(?!\/)|--\[\[|---?|<!--|#+!?|=begin|\(\*+|\{-\|?|<#|#=|"""|;+|%+)[ \t]?/;
const closeMarker = /(?:\*+\/|-->|\]\]|=end|\*\)|-\}|#>|=#|""")$/;

/** One line of a comment without its marker, tags and links: `* @param {string} name - the key` is `name the key`. */
function plainWords(line: string): string {
  let plain = line.trim().replace(closeMarker, '').replace(openMarker, '').trim();
  if (!/[^-=*_#~/+\s]/.test(plain)) return '';
  if (plain.includes('@') || plain.includes('\\')) {
    plain = plain
      .replace(/\{@\w+\s+([^}\n]*)\}/g, '$1')
      .replace(
        /(^|\s)[@\\](?:param|arg|argument|returns?|throws?|exception|type|typedef|property|prop|see|brief|tparam|private|public|internal|since|deprecated|template|summary|description|default|example)\b\s*(?:\{[^}\n]*\})?\s*(?:\[([\w$.]+)[^\]\n]*\])?\s*(?:([\w$.]+)\s+)?(?:-\s)?/g,
        '$1$2$3 ',
      )
      .replace(/(^|\s)@(?=\w)/g, '$1');
  }
  if (plain.includes('<')) plain = plain.replace(/<\/?[a-zA-Z][^<>\n]{0,80}>/g, tagWords);
  if (plain.startsWith(':'))
    plain = plain.replace(/^:(?:param|type|returns?|rtype|raises?|arg)\s*([^:\n]*):/, '$1');
  return /\s\s|[^\S ]/.test(plain) ? plain.replace(/\s+/g, ' ').trim() : plain.trim();
}

/** A tag's `name` or `cref` says something; the tag itself does not. */
function tagWords(tag: string): string {
  const name = /\b(?:name|cref)="(?:\w:)?([^"]+)"/.exec(tag)?.[1];
  if (name === undefined) return ' ';
  return tag.endsWith('/>') ? name : `${name} `;
}
