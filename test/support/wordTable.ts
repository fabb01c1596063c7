import { readWordVectors, type WordVectors } from '../../src/engine/ranking/wordVectors.ts';
import { foldedTerm, foldWord, shapes } from '../../src/engine/retrieval/tokenise.ts';

export interface TableOptions {
  readonly dims?: number;
  readonly recipe?: string;
  readonly weights?: Readonly<Record<string, number>>;
}

/**
 * The file of a table in which the words of one group are near each other, and far from those of the other groups.
 * A word may stand in one group only.
 */
export function wordTableBytes(
  groups: readonly (readonly string[])[],
  options: TableOptions = {},
): Uint8Array<ArrayBuffer> {
  const { dims = 32, recipe = 'a'.repeat(64), weights } = options;
  const random = seeded(11);
  const centres = groups.map(() => Array.from({ length: dims }, () => random() * 2 - 1));
  const words = groups.flatMap((group, i) =>
    group.map((word) => ({
      word: foldWord(word, shapes.lower).parts[0] ?? word,
      row: (centres[i] ?? []).map((value) => value + (random() - 0.5) * 0.4),
    })),
  );
  const encoder = new TextEncoder();
  const list = encoder.encode(words.map(({ word }) => word).join('\n'));
  const about = { version: 1, dims, words: words.length, recipe, wordBytes: list.length };
  const header = encoder.encode(JSON.stringify(weights === undefined ? about : { ...about, weights }));
  const scalesAt = Math.ceil((12 + header.length + list.length) / 8) * 8;
  const rowsAt = scalesAt + words.length * 4;
  const bytes = new Uint8Array(rowsAt + words.length * dims);
  bytes.set(encoder.encode('SLWORDS1'));
  const view = new DataView(bytes.buffer);
  view.setUint32(8, header.length, true);
  bytes.set(header, 12);
  bytes.set(list, 12 + header.length);
  words.forEach(({ row }, at) => {
    view.setFloat32(scalesAt + at * 4, 2 / 127, true);
    row.forEach((value, i) => view.setInt8(rowsAt + at * dims + i, Math.round((value / 2) * 127)));
  });
  return bytes;
}

export function wordTable(groups: readonly (readonly string[])[], options?: TableOptions): WordVectors {
  return readWordVectors(wordTableBytes(groups, options), foldedTerm);
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
