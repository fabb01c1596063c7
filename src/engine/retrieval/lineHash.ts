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
  for (;;) {
    const end = text.indexOf('\n', start);
    const line = end < 0 ? text.slice(start) : text.slice(start, end);
    if (/[\p{L}\p{N}]/u.test(line)) return { line, before };
    if (end < 0) return { line: '', before: 0 };
    start = end + 1;
    before++;
  }
}

/** The hash of a chunk's text, as it is. */
export function contentHash(text: string): number {
  return hashText(text);
}
