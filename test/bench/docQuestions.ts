import { createHash } from 'node:crypto';
import type { Chunk } from '../../src/engine/retrieval/chunk.ts';
import { commentSyntaxOf } from '../../src/engine/retrieval/comment.ts';
import type { IndexedFile } from '../../src/engine/retrieval/segmentBuilder.ts';

/** The first sentence of a function's doc comment, asked of a package from which all doc comments are removed. */
export interface DocQuestion {
  readonly text: string;
  /** `path:startLine` of every function that says just this. */
  readonly right: ReadonlySet<string>;
}

const mostQuestions = 150;
const fewestLines = 3;

export function isFunction({ kind, startLine, endLine }: Chunk): boolean {
  return (kind === 'function' || kind === 'method') && endLine - startLine + 1 >= fewestLines;
}

export function placeOf(path: string, startLine: number): string {
  return `${path}:${startLine}`;
}

/** In an order that depends on the texts alone; at most 150, none that five or more functions share. */
export function docQuestions(files: readonly IndexedFile[]): DocQuestion[] {
  const right = new Map<string, Set<string>>();
  for (const { path, chunks } of files) {
    for (const chunk of chunks) {
      const text = isFunction(chunk) ? questionOf(chunk) : null;
      if (text === null) continue;
      right.set(text, (right.get(text) ?? new Set()).add(placeOf(path, chunk.startLine)));
    }
  }
  return [...right]
    .filter(([, places]) => places.size < 5)
    .map(([text, places]) => ({ text, right: places, order: hash(text) }))
    .sort((x, y) => (x.order < y.order ? -1 : 1))
    .slice(0, mostQuestions);
}

/** 3 to 45 words, mostly letters, without the function's own name; null where the comment has no such sentence. */
function questionOf({ doc = '', symbol = '' }: Chunk): string | null {
  const sentence = /^.*?[.!?](?=\s|$)/.exec(doc)?.[0] ?? doc;
  const text = sentence
    .replaceAll(new RegExp(`\\b${escaped(symbol)}\\b`, 'g'), ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const words = text.split(' ').length;
  if (words < 3 || words > 45 || /licen[sc]e|todo|deprecated|eslint|copyright|inheritdoc/i.test(text))
    return null;
  return text.replaceAll(/[^\p{L}]/gu, '').length / text.length < 0.7 ? null : text;
}

/** The same files with no comment on a line of its own, and no doc comments: what a question is made of must be gone. */
export function withoutComments(files: readonly IndexedFile[]): IndexedFile[] {
  return files.map((file) => ({
    ...file,
    chunks: file.chunks.map((chunk): Chunk => {
      const copy = { ...chunk, text: stripped(file.language, chunk.text) };
      delete copy.doc;
      return copy;
    }),
  }));
}

function stripped(language: string, text: string): string {
  const { line, block } = commentSyntaxOf(language);
  let isInside = false;
  return text
    .split('\n')
    .filter((row) => {
      const start = row.trimStart();
      if (isInside || (block !== undefined && start.startsWith(block.open))) {
        isInside = block !== undefined && !row.includes(block.close);
        return false;
      }
      return !line.some((marker) => start.startsWith(marker));
    })
    .join('\n');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
