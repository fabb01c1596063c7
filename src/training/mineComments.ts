import type { Chunk } from '../engine/retrieval/chunk.ts';
import { commentSyntaxOf, type CommentSyntax } from '../engine/retrieval/comment.ts';
import { plainEnglish } from './sentence.ts';

export interface Remark {
  readonly comment: string;
  readonly code: string;
}

/** So much code is what a comment inside a function speaks of. */
const mostLines = 12;
const fewestWords = 4;

/** The comments inside a chunk, each with the lines that follow it up to the next blank line or comment. */
export function remarksOf(language: string, { text }: Chunk): Remark[] {
  const syntax = commentSyntaxOf(language);
  if (syntax.line.length === 0) return [];
  const rows = text.split('\n').map((row) => row.trim());
  const remarks: Remark[] = [];
  // What stands above the first line of code is the doc comment.
  let at = rows.findIndex((row) => row !== '' && !isComment(row, syntax));
  while (at >= 0 && at < rows.length) {
    const first = rows.findIndex((row, index) => index > at && isLineComment(row, syntax));
    if (first < 0) break;
    let code = first;
    while (code < rows.length && isLineComment(rows[code] ?? '', syntax)) code++;
    let end = code;
    while (end < rows.length && end - code < mostLines && isCode(rows[end] ?? '', syntax)) end++;
    const comment = plainEnglish(
      rows
        .slice(first, code)
        .map((row) => unmarked(row, syntax))
        .join(' '),
    );
    if (comment !== undefined && end > code && comment.split(' ').length >= fewestWords) {
      remarks.push({ comment, code: rows.slice(code, end).join('\n') });
    }
    at = Math.max(code, first);
  }
  return remarks;
}

function isCode(row: string, syntax: CommentSyntax): boolean {
  return row !== '' && !isComment(row, syntax);
}

function isComment(row: string, syntax: CommentSyntax): boolean {
  return isLineComment(row, syntax) || (syntax.block !== undefined && /^(?:\/\*|\*|""")/.test(row));
}

function isLineComment(row: string, { line }: CommentSyntax): boolean {
  return (
    line.some((marker) => row.startsWith(marker)) && !/^#(?:include|define|if|el|end|pragma|\[|!)/.test(row)
  );
}

function unmarked(row: string, { line }: CommentSyntax): string {
  const marker = line.find((known) => row.startsWith(known)) ?? '';
  return row.slice(marker.length).replace(/^[/#!*\s-]+/, '');
}
