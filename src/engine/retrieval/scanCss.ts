import type { Declaration, Outline } from './chunk.ts';

type Draft = { -readonly [K in keyof Declaration]: Declaration[K] };

const levels = 3;

/** Rules and at-rules with a body, of CSS, SCSS and Less, nested up to three levels. */
export function scanCss(text: string): Outline {
  const found: Draft[] = [];
  const open: (Draft | null)[] = [];
  let line = 1;
  /** Where the selector of the next rule starts, and its line. */
  let start = 0;
  let startLine = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) line++;
    if (code <= 32) continue;
    if (code === 47 /* / */) {
      const end = commentEnd(text, at);
      if (end > at) {
        for (let next = text.indexOf('\n', at); next >= 0 && next < end; next = text.indexOf('\n', next + 1))
          line++;
        at = end - 1;
        continue;
      }
    }
    if (startLine === 0) {
      start = at;
      startLine = line;
    }
    if (code === 34 || code === 39) at = quoteEnd(text, at);
    else if (code === 123 /* { */) {
      // `#{$name}` is a value inside a selector.
      const isValue = text.charCodeAt(at - 1) === 35 || text.charCodeAt(at - 1) === 64;
      const rule = isValue || open.length >= levels ? null : draftOf(text.slice(start, at), startLine, open);
      if (rule !== null) found.push(rule);
      open.push(rule);
      if (!isValue) startLine = 0;
    } else if (code === 125 /* } */) {
      const closed = open.pop();
      if (closed) closed.endLine = line;
      if (closed !== null || open.length > 0) startLine = 0;
    } else if (code === 59 /* ; */) startLine = 0;
  }
  for (const rule of open) if (rule !== null) rule.endLine = line;
  return { declarations: found, isPartial: open.length > 0 };
}

function draftOf(selector: string, line: number, open: readonly (Draft | null)[]): Draft | null {
  const name = selector
    .slice(0, 400)
    .replace(/\/\*.*?\*\//gs, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (name === '') return null;
  const container = open.flatMap((outer) => (outer === null ? [] : [outer.name]));
  return {
    name: name.slice(0, 120),
    kind: 'rule',
    startLine: line,
    endLine: line,
    nameLine: line,
    container,
  };
}

function commentEnd(text: string, at: number): number {
  const next = text[at + 1];
  if (next !== '*' && next !== '/') return at;
  // `//` within a URL is no comment.
  if (next === '/' && text[at - 1] === ':') return at;
  const end = text.indexOf(next === '*' ? '*/' : '\n', at + 2);
  if (end < 0) return text.length;
  return next === '*' ? end + 2 : end;
}

/** The closing quote on the same line, or the opening one where there is none. */
function quoteEnd(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  for (let end = at + 1; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === quote) return end;
    if (code === 92) end++;
    if (code === 10) return at;
  }
  return at;
}
