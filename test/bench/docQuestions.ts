import { createHash } from 'node:crypto';
import { docTasks } from '../../src/engine/evaluation/docTasks.ts';
import { placeOf } from '../../src/engine/evaluation/ranker.ts';
import type { IndexedFile } from '../../src/engine/retrieval/segmentBuilder.ts';

/** The first sentence of a function's doc comment, asked of a package from which all doc comments are removed. */
export interface DocQuestion {
  readonly text: string;
  /** `path:startLine` of every function that says just this. */
  readonly right: ReadonlySet<string>;
}

const mostQuestions = 150;

/** In an order that depends on the texts alone; at most 150. */
export function docQuestions(files: readonly IndexedFile[]): DocQuestion[] {
  return docTasks(files)
    .map(({ question, expected }) => ({
      text: question,
      right: new Set(expected.map(({ path, startLine = 1 }) => placeOf(path, startLine))),
      order: hash(question),
    }))
    .sort((x, y) => (x.order < y.order ? -1 : 1))
    .slice(0, mostQuestions);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
