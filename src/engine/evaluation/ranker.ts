import type { Chunk } from '../retrieval/chunk.ts';
import { mendSpelling } from '../retrieval/mendSpelling.ts';
import { evidenceOfHistory } from '../retrieval/changedTogether.ts';
import type { History } from '../retrieval/history.ts';
import type { WordVectors } from '../ranking/wordVectors.ts';
import { analyseQuery } from '../retrieval/query.ts';
import { rank } from '../retrieval/rank.ts';
import { buildSegment, type IndexedFile } from '../retrieval/segmentBuilder.ts';
import { createView } from '../retrieval/view.ts';
import type { RankWeights } from '../retrieval/weights.ts';
import { bm25f, fieldsOf, type FieldWeights } from './bm25f.ts';

/** What a ranker found: lines of a file, with the text that a reader would be given. */
export interface Found {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
}

export interface Ranker {
  readonly name: string;
  /** Best first; a file may come several times. */
  rank(question: string): readonly Found[];
}

/** How many places of a ranking are looked at. */
export const depth = 200;

export interface Document extends Found {
  readonly chunk: Chunk;
}

export function documentsOf(files: readonly IndexedFile[]): Document[] {
  return files.flatMap(({ path, chunks }) =>
    chunks.map((chunk) => {
      const { startLine, endLine, text } = chunk;
      return { path, startLine, endLine, text, chunk };
    }),
  );
}

/** BM25 of the chunks' text alone. */
export function rawBm25(documents: readonly Document[]): Ranker {
  return byFields('raw BM25', documents, { body: 1, name: 0, path: 0 });
}

/** The baseline that differences are told against. */
export const baselineName = 'BM25F';

export function plainBm25f(documents: readonly Document[]): Ranker {
  return byFields(baselineName, documents, { body: 1, name: 2, path: 0.6 });
}

function byFields(name: string, documents: readonly Document[], weights: FieldWeights): Ranker {
  const index = bm25f(
    documents.map(({ path, chunk }) => fieldsOf(path, chunk)),
    weights,
  );
  return {
    name,
    rank: (question) =>
      index
        .rank(question)
        .slice(0, depth)
        .flatMap((at) => documents[at] ?? []),
  };
}

export interface OwnRanking {
  readonly name: string;
  /** As a search has them; null: words alone. */
  readonly vectors: WordVectors | null;
  /** What history tells; absent: nothing. */
  readonly history?: History | null;
  /** Absent: the weights that everyone has. */
  readonly weights?: RankWeights;
}

/** Our own, as a search ranks, for each of some settings. The files are indexed once. */
export function ownRankers(files: readonly IndexedFile[], rankings: readonly OwnRanking[]): Ranker[] {
  const table = rankings.find(({ vectors }) => vectors !== null)?.vectors ?? null;
  const rankerOf = ownRankerOf(files, table);
  return rankings.map(rankerOf);
}

/** The same for settings that are not known yet. `table`: by which chunks are embedded. */
export function ownRankerOf(
  files: readonly IndexedFile[],
  table: WordVectors | null,
): (ranking: OwnRanking) => Ranker {
  const view = createView([{ segment: buildSegment(files, table) }]);
  const texts = new Map(
    documentsOf(files).map((document) => [placeOf(document.path, document.startLine), document]),
  );
  return ({ name, vectors, history = null, weights }) => ({
    name,
    rank(question) {
      const query = mendSpelling(view, analyseQuery(question));
      const evidence = history === null ? undefined : new Map([['', evidenceOfHistory(history, query)]]);
      const { ranked } = rank(view, query, { depth, vectors, evidence, weights });
      return ranked.flatMap(({ path, startLine }) => texts.get(placeOf(path, startLine)) ?? []);
    },
  });
}

export function placeOf(path: string, startLine: number): string {
  return `${path}:${startLine}`;
}
