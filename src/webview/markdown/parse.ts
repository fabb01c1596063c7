import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';
import type { Align, Block, CodeBlock, Inline } from './block.ts';
import { readCitations } from './citationRule.ts';
import { readInline } from './inline.ts';

/** A top-level block and the 0-based line of the source where it starts. */
export interface PlacedBlock {
  readonly block: Block;
  readonly startLine: number;
}

/** HTML is text here. Only whole addresses become links: `retry.rs` and `setup.sh` look like domains to a guess. */
const markdown = new MarkdownIt({ html: false, linkify: true, breaks: false, maxNesting: 40 });
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
markdown.use(readCitations);

/**
 * Read Markdown as blocks, in order. Anything is accepted; what is not Markdown is text.
 * `above` is the block that stands before the source, where it is the rest of a longer text.
 */
export function parseMarkdown(source: string, above?: Block): readonly PlacedBlock[] {
  const reader: Reader = { tokens: markdown.parse(source, {}), at: 0, lines: source.split('\n') };
  const placed: PlacedBlock[] = [];
  while (reader.at < reader.tokens.length) {
    const startLine = reader.tokens[reader.at]?.map?.[0] ?? 0;
    const block = readBlock(reader);
    if (block !== null)
      placed.push({ block: withPathAbove(block, placed.at(-1)?.block ?? above), startLine });
  }
  return placed;
}

interface Reader {
  readonly tokens: readonly Token[];
  readonly lines: readonly string[];
  at: number;
}

function readBlock(reader: Reader): Block | null {
  const token = reader.tokens[reader.at];
  reader.at++;
  switch (token?.type) {
    case 'paragraph_open':
      return { kind: 'paragraph', children: readInlineUntil(reader, 'paragraph_close') };
    case 'heading_open':
      return {
        kind: 'heading',
        level: Number(token.tag.slice(1)),
        children: readInlineUntil(reader, 'heading_close'),
      };
    case 'fence':
      return readFence(token, reader.lines);
    case 'code_block':
      return { kind: 'code', language: '', text: withoutLastBreak(token.content), isOpen: false };
    case 'bullet_list_open':
      return { kind: 'list', start: null, items: readItems(reader, 'bullet_list_close') };
    case 'ordered_list_open': {
      const start = Number(token.attrGet('start') ?? 1);
      return { kind: 'list', start, items: readItems(reader, 'ordered_list_close') };
    }
    case 'blockquote_open':
      return { kind: 'quote', blocks: readUntil(reader, 'blockquote_close') };
    case 'table_open':
      return readTable(reader);
    case 'hr':
      return { kind: 'rule' };
    default:
      return null;
  }
}

function readUntil(reader: Reader, close: string): Block[] {
  const blocks: Block[] = [];
  while (reader.at < reader.tokens.length && reader.tokens[reader.at]?.type !== close) {
    const block = readBlock(reader);
    if (block !== null) blocks.push(withPathAbove(block, blocks.at(-1)));
  }
  reader.at++;
  return blocks;
}

function readItems(reader: Reader, close: string): Block[][] {
  const items: Block[][] = [];
  while (reader.at < reader.tokens.length && reader.tokens[reader.at]?.type !== close) {
    reader.at++;
    items.push(readUntil(reader, 'list_item_close'));
  }
  reader.at++;
  return items;
}

function readInlineUntil(reader: Reader, close: string): readonly Inline[] {
  const children: Inline[] = [];
  while (reader.at < reader.tokens.length && reader.tokens[reader.at]?.type !== close) {
    children.push(...readInline(reader.tokens[reader.at]?.children ?? []));
    reader.at++;
  }
  reader.at++;
  return children;
}

function readTable(reader: Reader): Block {
  const rows: (readonly Inline[])[][] = [];
  const aligns: Align[] = [];
  for (; reader.at < reader.tokens.length && reader.tokens[reader.at]?.type !== 'table_close'; reader.at++) {
    const token = reader.tokens[reader.at];
    if (token?.type === 'tr_open') rows.push([]);
    if (token?.type === 'th_open') aligns.push(alignOf(token));
    if (token?.type === 'inline') rows.at(-1)?.push(readInline(token.children ?? []));
  }
  reader.at++;
  const [head = [], ...body] = rows;
  return { kind: 'table', aligns, head, rows: body };
}

function alignOf(token: Token): Align {
  const style = String(token.attrGet('style') ?? '');
  if (style.includes('right')) return 'right';
  return style.includes('center') ? 'center' : 'left';
}

function readFence(token: Token, lines: readonly string[]): CodeBlock {
  const [start = 0, end = 0] = token.map ?? [];
  const lastLine = lines[end - 1] ?? '';
  const isClosed = end - start > 1 && lastLine.trim().startsWith(token.markup) && /^[`~\s>]+$/.test(lastLine);
  const { language, path } = readInfo(token.info);
  return {
    kind: 'code',
    language,
    ...(path === undefined ? {} : { path }),
    text: withoutLastBreak(token.content),
    isOpen: !isClosed,
  };
}

/** ```` ```ts src/a.ts ````, ```` ```ts:src/a.ts ````, ```` ```ts title="src/a.ts" ````, ```` ```src/a.ts ````. */
function readInfo(info: string): { language: string; path?: string } {
  const words = info
    .trim()
    .split(/[\s:=,"'{}]+/)
    .filter((word) => word !== '');
  const [first = ''] = words;
  const path = words.find((word) => /^[\w@.~-][\w@.~/-]*\.\w{1,10}$/.test(word));
  if (path === undefined) return { language: first };
  return { language: path === first ? path.slice(path.lastIndexOf('.') + 1) : first, path };
}

function withPathAbove(block: Block, above: Block | undefined): Block {
  if (block.kind !== 'code' || block.path !== undefined || above?.kind !== 'paragraph') return block;
  const cited = above.children.findLast((inline) => inline.kind === 'citation');
  return cited === undefined ? block : { ...block, path: cited.path };
}

function withoutLastBreak(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
