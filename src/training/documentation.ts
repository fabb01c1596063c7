import { commentSyntaxOf, type CommentSyntax } from '../engine/retrieval/comment.ts';

/** A chunk's text without the comment above the code and without its docstring. Comments further inside stay. */
export function withoutDoc(language: string, text: string): string {
  const syntax = commentSyntaxOf(language);
  const code = withoutLeadingComment(text, syntax);
  return syntax.hasDocstring === true ? withoutDocstring(code) : code;
}

function withoutLeadingComment(text: string, { line, block }: CommentSyntax): string {
  const rows = text.split('\n');
  let first = 0;
  let isInside = false;
  for (; first < rows.length; first++) {
    const row = (rows[first] ?? '').trim();
    const opens: boolean = !isInside && block !== undefined && row.startsWith(block.open);
    if (block !== undefined && (isInside || opens)) {
      isInside = !row.slice(opens ? block.open.length : 0).includes(block.close);
    } else if (row !== '' && !line.some((marker) => row.startsWith(marker))) break;
  }
  return rows.slice(first).join('\n');
}

const docstring = /(^|\n)[ \t]*[rRuU]?("""|''')[\s\S]*?(?:\2|$)/;

function withoutDocstring(code: string): string {
  return code.replace(docstring, '$1');
}
