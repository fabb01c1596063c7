import type { Chunk } from '../engine/retrieval/chunk.ts';
import { languageOf } from '../engine/retrieval/language.ts';
import { scanOutline } from '../engine/retrieval/scan.ts';
import { splitFile } from '../engine/retrieval/split.ts';
import { pairsOf, type Definition } from './definitions.ts';
import { remarksOf } from './mineComments.ts';
import type { Pair, PairKind } from './pair.ts';
import { sentenceOf } from './sentence.ts';

/** The chunks of one file, by the line scan of the engine. */
export function chunksOf(path: string, text: string): Definition[] {
  const language = languageOf(path, text);
  const chunks = splitFile({ path, language, text, outline: scanOutline(language, text) });
  return chunks.map((chunk) => ({ path, language, chunk }));
}

/** What is said in code itself: doc comments of functions and classes, and comments inside them. */
export function mineChunks(definitions: readonly Definition[]): Pair[] {
  return definitions.flatMap((definition) => {
    const { chunk, language } = definition;
    const kind = kindOf(chunk);
    const sentence = kind === undefined ? undefined : sentenceOf(chunk.doc ?? '', chunk.symbol ?? '');
    return [
      ...(kind === undefined || sentence === undefined ? [] : pairsOf({ kind, sentence }, definition)),
      ...remarksOf(language, chunk).flatMap(({ comment, code }) =>
        pairsOf({ kind: 'comment', sentence: comment, part: code }, definition),
      ),
    ];
  });
}

function kindOf({ kind, startLine, endLine }: Chunk): PairKind | undefined {
  switch (kind) {
    case 'function':
    case 'method':
    case 'constructor':
      return endLine - startLine >= 2 ? 'doc' : undefined;
    case 'class':
    case 'interface':
    case 'struct':
    case 'trait':
    case 'enum':
      return 'class';
    default:
      return undefined;
  }
}
