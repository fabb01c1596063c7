import fc from 'fast-check';
import type { Chunk } from '../../src/engine/retrieval/chunk.ts';
import type { IndexedFile } from '../../src/engine/retrieval/segmentBuilder.ts';

/** Few words, so that files share terms; stems of themselves, so that a test can fold them as it likes. */
export const vocabulary = ['alpha', 'beta', 'gamma', 'delta', 'omega', 'kappa', 'alphaBeta', 'gamma_delta'];

const word = fc.constantFrom(...vocabulary, 'Größe', '데이터', '🎉', 'x', 'the');
const words = fc.array(word, { maxLength: 12 }).map((all) => all.join(' '));

/** A few small files with random chunks. Paths repeat neither in a file list nor matter elsewhere. */
export function anyFiles(): fc.Arbitrary<IndexedFile[]> {
  const chunk = fc.record({
    text: words,
    symbol: fc.option(word, { nil: undefined }),
    doc: fc.option(words, { nil: undefined }),
    alsoDefines: fc.array(word, { maxLength: 2 }),
    container: fc.array(word, { maxLength: 2 }),
  });
  const file = fc.record({
    folder: fc.constantFrom('alpha', 'beta', 'omega'),
    language: fc.constantFrom('typescript', 'python', 'go'),
    chunks: fc.array(chunk, { maxLength: 3 }),
  });
  return fc.array(file, { maxLength: 6 }).map((files) =>
    files.map(({ folder, language, chunks }, i) => ({
      path: `${folder}/f${i}.ts`,
      language,
      hash: `hash ${i}`,
      chunks: chunks.map(place),
    })),
  );
}

type Loose = Pick<Chunk, 'text' | 'alsoDefines' | 'container'> & {
  readonly symbol: string | undefined;
  readonly doc: string | undefined;
};

function place({ symbol, doc, ...chunk }: Loose, i: number): Chunk {
  return {
    ...chunk,
    ...(symbol === undefined ? {} : { symbol, kind: 'function' }),
    ...(doc === undefined || doc === '' ? {} : { doc }),
    startLine: i * 10 + 1,
    endLine: i * 10 + 1,
  };
}
