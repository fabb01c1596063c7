import type { Chunk } from '../retrieval/chunk.ts';
import { commentSyntaxOf } from '../retrieval/comment.ts';
import type { IndexedFile } from '../retrieval/segmentBuilder.ts';
import type { ExpectedPlace, Task } from './task.ts';

const fewestLines = 3;

export function isFunction({ kind, startLine, endLine }: Chunk): boolean {
  return (kind === 'function' || kind === 'method') && endLine - startLine + 1 >= fewestLines;
}

/**
 * The first sentence of a function's doc comment asks for the function, of files from which all comments are removed
 * (`withoutComments`). None that five or more functions share.
 */
export function docTasks(files: readonly IndexedFile[]): Task[] {
  const right = new Map<string, ExpectedPlace[]>();
  for (const { path, chunks } of files) {
    for (const chunk of chunks) {
      const text = isFunction(chunk) ? questionOf(chunk) : null;
      if (text === null) continue;
      const { startLine, endLine } = chunk;
      right.set(text, [...(right.get(text) ?? []), { path, startLine, endLine }]);
    }
  }
  return [...right]
    .filter(([, places]) => places.length < 5)
    .map(([question, expected]) => ({ question, expected }));
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
  const { line, block, hasDocstring = false } = commentSyntaxOf(language);
  const blocks = [...(block === undefined ? [] : [block]), ...(hasDocstring ? docstrings : [])];
  let close: string | null = null;
  return text
    .split('\n')
    .filter((row) => {
      const start = row.trimStart().replace(hasDocstring ? /^[rRuU](?=["'])/ : /^(?!)/, '');
      const opened: { open: string; close: string } | undefined =
        close === null ? blocks.find(({ open }) => start.startsWith(open)) : undefined;
      if (opened !== undefined) {
        close = start.slice(opened.open.length).includes(opened.close) ? null : opened.close;
        return false;
      }
      if (close !== null) {
        if (row.includes(close)) close = null;
        return false;
      }
      return !line.some((marker) => start.startsWith(marker));
    })
    .join('\n');
}

/** A string alone at the beginning of a line is no code. */
const docstrings = [
  { open: '"""', close: '"""' },
  { open: "'''", close: "'''" },
];

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
