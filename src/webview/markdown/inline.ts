import type { Token } from 'markdown-it';
import type { CitationSpan } from '../../engine/citations.ts';
import type { Inline } from './block.ts';

/** The children of an inline token as a tree. A mark that is not closed closes at the end. */
export function readInline(tokens: readonly Token[]): readonly Inline[] {
  return joinTexts(readUntil({ tokens, at: 0 }, null));
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
}

function readUntil(reader: Reader, close: string | null): Inline[] {
  const inlines: Inline[] = [];
  while (reader.at < reader.tokens.length) {
    const token = reader.tokens[reader.at];
    reader.at++;
    if (token === undefined || token.type === close) break;
    inlines.push(...readOne(reader, token));
  }
  return inlines;
}

function readOne(reader: Reader, token: Token): readonly Inline[] {
  switch (token.type) {
    case 'text':
    case 'text_special':
    case 'html_inline':
      return token.content === '' ? [] : [{ kind: 'text', text: token.content }];
    case 'code_inline':
      return [{ kind: 'code', text: token.content }];
    case 'softbreak':
      return [{ kind: 'text', text: '\n' }];
    case 'hardbreak':
      return [{ kind: 'break' }];
    case 'strong_open':
      return [{ kind: 'strong', children: joinTexts(readUntil(reader, 'strong_close')) }];
    case 'em_open':
      return [{ kind: 'emphasis', children: joinTexts(readUntil(reader, 'em_close')) }];
    case 's_open':
      return [{ kind: 'strike', children: joinTexts(readUntil(reader, 's_close')) }];
    case 'link_open':
      return readLink(reader, token);
    case 'image':
      return [{ kind: 'image', alt: altOf(token), href: webAddress(token.attrGet('src')) }];
    case 'citation':
      return [readCitation(token)];
    default:
      return [];
  }
}

/** A link that does not lead to the web keeps its words and loses its target. */
function readLink(reader: Reader, token: Token): readonly Inline[] {
  const children = joinTexts(readUntil(reader, 'link_close'));
  const href = webAddress(token.attrGet('href'));
  return href === null ? children : [{ kind: 'link', href, children }];
}

function readCitation(token: Token): Inline {
  const place = token.meta as Pick<CitationSpan, 'path' | 'startLine' | 'endLine' | 'form'>;
  return { kind: 'citation', ...place, text: token.content };
}

/** The address if it is `http:` or `https:`, as the browser would read it; null for everything else. */
function webAddress(target: string | number | null): string | null {
  const url = URL.parse(String(target ?? ''));
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null;
}

function altOf(token: Token): string {
  return (token.children ?? []).map((child) => child.content).join('');
}

function joinTexts(inlines: readonly Inline[]): readonly Inline[] {
  const joined: Inline[] = [];
  for (const inline of inlines) {
    const last = joined.at(-1);
    if (inline.kind === 'text' && last?.kind === 'text') {
      joined[joined.length - 1] = { kind: 'text', text: last.text + inline.text };
    } else joined.push(inline);
  }
  return joined;
}
