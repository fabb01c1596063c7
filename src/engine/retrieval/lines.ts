/**
 * The one form of text that outlines and chunks are made from: no byte order mark, every line ending `\n`
 * (`\r\n` and a lone `\r` too, as in VS Code's editor, so that line numbers agree with it).
 * Idempotent, and gives the same string back where there is nothing to change.
 */
export function normalText(text: string): string {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return body.includes('\r') ? body.replace(/\r\n?/g, '\n') : body;
}

/**
 * Offsets at which the lines of a normal text start, and one past its end as if another line followed: line `n`
 * (1-based) is `text.slice(starts[n - 1], starts[n] - 1)`. A last line without `\n` counts; an empty one does not.
 */
export function lineStarts(text: string): Int32Array {
  let starts = new Int32Array((text.length >> 5) + 16);
  let count = 0;
  let at = 0;
  while (at < text.length) {
    if (count + 2 > starts.length) {
      const larger = new Int32Array(starts.length * 2);
      larger.set(starts);
      starts = larger;
    }
    starts[count++] = at;
    const end = text.indexOf('\n', at);
    at = end < 0 ? text.length + 1 : end + 1;
  }
  starts[count++] = text.endsWith('\n') ? text.length : text.length + 1;
  return starts.subarray(0, count);
}
