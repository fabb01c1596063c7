import { dotProducts } from '../../src/engine/ranking/dotProducts.ts';
import type { WordVectors } from '../../src/engine/ranking/wordVectors.ts';
import { embedQuery } from '../../src/engine/retrieval/fuse.ts';
import { analyseQuery } from '../../src/engine/retrieval/query.ts';
import type { Segment } from '../../src/engine/retrieval/segment.ts';

/** The chunks of a segment by their vectors alone, the nearest to the question first. */
export function nearestChunks(segment: Segment, question: string, vectors: WordVectors | null): number[] {
  const wanted = vectors === null ? null : embedQuery(analyseQuery(question), vectors);
  if (wanted === null) return [];
  const products = new Int32Array(segment.chunkCount);
  dotProducts(wanted.numbers, segment.vectors.numbers, products);
  const near = Float32Array.from(
    products,
    (product, chunk) => product * (segment.vectors.scales[chunk] ?? 0),
  );
  return Array.from(near.keys()).sort((a, b) => (near[b] ?? 0) - (near[a] ?? 0));
}
