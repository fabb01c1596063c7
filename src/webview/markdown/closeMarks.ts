/**
 * The text with the marks closed that its last paragraph leaves open, so that a growing answer does not show `**bol`
 * with its stars until the closing ones come. Only for drawing: the text itself is not changed.
 */
export function closeMarks(source: string): string {
  if (endsInFence(source)) return source;
  const start = source.lastIndexOf('\n\n') + 1;
  const paragraph = source.slice(start);
  const cut = paragraph
    // A link whose target is still coming shows its words.
    .replace(/\[([^[\]\n]*)\]\([^()\n]*$/, '$1')
    // A mark at the very end may be half of one.
    .replace(/(?<=\s|^)(?:\*{1,3}|~~?|`)$/, '');
  return source.slice(0, start) + cut + missingMarks(cut);
}

function missingMarks(paragraph: string): string {
  const ticks = paragraph.match(/`/g)?.length ?? 0;
  const outside = paragraph.replace(/`[^`]*(?:`|$)/g, '');
  const code = ticks % 2 === 1 ? '`' : '';
  const isBold = (outside.match(/\*\*/g)?.length ?? 0) % 2 === 1;
  if (!isBold) return code;
  // "**bold*" waits for one star only.
  return code + (/[^*]\*$/.test(paragraph) ? '*' : '**');
}

function endsInFence(source: string): boolean {
  let fence: string | null = null;
  for (const line of source.split('\n')) {
    const [, mark] = /^[ >]*(?:[-*+]|\d+[.)])? *(`{3,}|~{3,})/.exec(line) ?? [];
    if (mark === undefined) continue;
    if (fence === null) fence = mark;
    else if (mark.startsWith(fence) && line.trim().endsWith(mark)) fence = null;
  }
  return fence !== null;
}
