import { cutAt, type FileLines } from './fileLines.ts';
import type { Declaration } from './chunk.ts';

const longest = 300;

/** What is looked at: folding can shorten a signature that is laid out over many lines. */
const reach = 1200;

/** Words that, on a new line, go on with a signature. */
const continuation =
  /(?:where|throws|extends|implements|permits|requires|with|noexcept|returns)\b|->|[:.|&?=)]/y;

const structured = new Set(['section', 'key', 'element', 'rule']);

/**
 * A declaration's first words up to its body, whitespace folded, at most 300 characters:
 * `export function retryDelay(attempt: number): number`. A constant keeps its value where it stands on the line.
 */
export function signatureOf(lines: FileLines, language: string, declaration: Declaration): string {
  const first = Math.min(Math.max(declaration.startLine, declaration.nameLine), lines.count);
  const from = lines.contentOf(first);
  if (structured.has(declaration.kind)) {
    return cutAt(fold(lines.text.slice(from, Math.min(lines.endOf(first), from + longest))), longest).replace(
      /\s*[{[]$/,
      '',
    );
  }
  const body = declaration.bodyStartLine;
  const last = Math.min(lines.endOf(Math.max(first, declaration.endLine)), from + reach);
  const limit = body !== undefined && body > first ? Math.min(last, lines.startOf(body)) : last;
  const end = signatureEnd(lines.text, from, {
    limit,
    stopsAtColon: language === 'python' || language === 'starlark',
  });
  return cutAt(fold(lines.text.slice(from, end)).replace(/\s*[=\\]$/, ''), longest);
}

function fold(text: string): string {
  if (!/\s\s|[^\S ]/.test(text)) return text.trim();
  return text.replace(/\s+/g, ' ').trim();
}

interface Bounds {
  readonly limit: number;
  readonly stopsAtColon: boolean;
}

/** Offset of the body's opening brace, colon or line end, brackets and strings skipped. */
export function signatureEnd(text: string, from: number, { limit, stopsAtColon }: Bounds): number {
  let depth = 0;
  /** The last character that is not blank, for telling `=> {` and `) {` from an object. */
  let last = 0;
  for (let at = from; at < limit; at++) {
    const code = text.charCodeAt(at);
    switch (code) {
      case 40: // (
      case 91: // [
        depth++;
        break;
      case 41: // )
      case 93: // ]
      case 125: // }
        depth--;
        break;
      case 123: // {
        if (depth <= 0 || last === 62 /* > */ || last === 41 /* ) */) return at;
        depth++;
        break;
      case 59: // ;
        if (depth <= 0) return at;
        break;
      case 58: // :
        if (depth <= 0 && stopsAtColon) return at;
        break;
      case 34: // "
      case 39: // '
      case 96: // `
        at = stringEnd(text, at, limit);
        break;
      case 10:
        if (depth <= 0 && !goesOn(text, at + 1, last)) return at;
        break;
      default:
    }
    if (code > 32) last = code;
  }
  return limit;
}

/** The closing quote if it is near and on this line; else the quote is something else (a lifetime, an apostrophe). */
function stringEnd(text: string, at: number, limit: number): number {
  const quote = text.charAt(at);
  const nearest = Math.min(limit, at + 120);
  for (let next = at + 1; next < nearest; next++) {
    const code = text.charCodeAt(next);
    if (code === 10) return at;
    if (code === 92) next++;
    else if (text[next] === quote) return next;
  }
  return at;
}

function goesOn(text: string, next: number, last: number): boolean {
  if (last === 44 /* , */ || last === 61 /* = */ || text.startsWith('where', next - 6)) return true;
  while (text.charCodeAt(next) === 32 || text.charCodeAt(next) === 9) next++;
  continuation.lastIndex = next;
  return continuation.test(text);
}
