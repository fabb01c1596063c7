import type { Chunk } from '../engine/retrieval/chunk.ts';
import { withoutDoc } from './documentation.ts';
import type { Pair, PairKind } from './pair.ts';
import { termsOf, type TermCounts } from './terms.ts';

/** A chunk and where it stands. */
export interface Definition {
  readonly path: string;
  readonly language: string;
  readonly chunk: Chunk;
}

/** Only the start of a long body is looked at, as a person would. */
const longestBody = 2500;
const fewestBodyTerms = 4;

export interface Said {
  readonly kind: PairKind;
  readonly sentence: string;
  /** What of the chunk it is said of, where it is not the whole. */
  readonly part?: string;
}

/** The pair of what is said and the chunk of which it is said; none where there is too little code. */
export function pairsOf({ kind, sentence, part }: Said, { path, language, chunk }: Definition): Pair[] {
  const body = part === undefined ? bodyOf(language, chunk) : termsOf(part);
  if (body.size < fewestBodyTerms) return [];
  const name = termsOf([chunk.symbol ?? '', ...chunk.container].join(' '), true);
  return [
    {
      kind,
      question: [...termsOf(sentence).keys()],
      name: [...name.keys()],
      path: [...termsOf(lastParts(path)).keys()],
      body,
    },
  ];
}

/** The terms of a chunk without its doc comment and without its own name. */
function bodyOf(language: string, { text, symbol = '' }: Chunk): TermCounts {
  const code = withoutDoc(language, text).slice(0, longestBody);
  return termsOf(symbol.length < 2 ? code : code.split(symbol).join(' '));
}

/** Folders above the last two say where a project keeps its code, not what the file is about. */
export function lastParts(path: string): string {
  return path.split('/').slice(-3).join('/');
}
