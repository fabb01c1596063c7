import type { Block } from './block.ts';
import { closeMarks } from './closeMarks.ts';
import { parseMarkdown } from './parse.ts';

/** `[label]: https://…` at the start of a line gives blocks above it a meaning that they did not have. */
const definitionPattern = /^ {0,3}\[[^\]\n]+\]:/m;

/**
 * Read an answer while it grows. A block is finished when another one has begun below it; finished blocks are not
 * read again and keep their identity, so that they are not drawn again. Only the last one is, with each call.
 *
 * @returns  A function of the whole text so far. `isComplete`: nothing more will come. A text that does not go on
 *           where the last one ended is read from its start.
 */
export function openMarkdownStream(): (source: string, isComplete: boolean) => readonly Block[] {
  let finishedSource = '';
  let finished: readonly Block[] = [];
  return (source, isComplete) => {
    const isNew = !source.startsWith(finishedSource);
    if (isNew || (isComplete && definitionPattern.test(source))) {
      finishedSource = '';
      finished = [];
    }
    const tail = source.slice(finishedSource.length);
    const placed = parseMarkdown(isComplete ? tail : closeMarks(tail), finished.at(-1));
    const last = placed.at(-1);
    if (isComplete || last === undefined || placed.length === 1) {
      return [...finished, ...placed.map(({ block }) => block)];
    }
    finished = [...finished, ...placed.slice(0, -1).map(({ block }) => block)];
    finishedSource += tail.slice(0, offsetOfLine(tail, last.startLine));
    return [...finished, last.block];
  };
}

function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let at = 0; at < line; at++) offset = text.indexOf('\n', offset) + 1;
  return offset;
}
