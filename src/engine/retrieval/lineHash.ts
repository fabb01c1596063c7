import { ascii } from './characters.ts';
import { encodeUtf8 } from './utf8.ts';

/** 32 bits of a text, to recognise lines again. Not for keys: two texts may share a hash. */
function hashText(text: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** The hash of a line, however it is indented. */
export function lineHash(line: string): number {
  return hashText(line.trim());
}

/** The hash of the first line that says something: not blank, not just a bracket or a comment's beginning. */
export function firstLineHash(text: string): number {
  return lineHash(firstLine(text).line);
}

/** The first line with a letter or digit in it, and how many lines stand before it. */
export function firstLine(text: string): { readonly line: string; readonly before: number } {
  let start = 0;
  let before = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) {
      start = at + 1;
      before++;
    } else if (code < 128 ? (ascii[code] ?? 0) !== 0 && code !== 95 : wideWord.test(text.slice(at, at + 2))) {
      const end = text.indexOf('\n', at);
      return { line: end < 0 ? text.slice(start) : text.slice(start, end), before };
    }
  }
  return { line: '', before: 0 };
}

const wideWord = /^[\p{L}\p{N}]/u;

/** The hash of a chunk's text, as it is. Over four bytes at a time, since every chunk is hashed while indexing. */
export function contentHash(text: string): number {
  const { words, bytes, written } = encodeUtf8(text);
  const count = (written + 3) >> 2;
  // The bytes of the last word that are not of this text must not be those of another.
  for (let at = written; at < count * 4; at++) bytes[at] = 0;
  let hash = written ^ 0x2f0b4c47;
  for (let i = 0; i < count; i++) {
    hash = Math.imul(hash ^ (words[i] ?? 0), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}
