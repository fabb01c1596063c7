import type { WordVectors } from '../ranking/wordVectors.ts';
import type { EvidenceOfRoots } from './fileEvidence.ts';
import { oncePerFile, type CurrentLines, type FileSource, type LineSource } from './fileSource.ts';
import { highlightLines } from './highlight.ts';
import type { Coverage, Freshness, Hit, SearchRequest, SearchResult } from './hit.ts';
import { createMatcher } from './match.ts';
import { mendSpelling } from './mendSpelling.ts';
import { createNearWords } from './nearWords.ts';
import { pathFilter } from './pathFilter.ts';
import { analyseQuery, type Query } from './query.ts';
import { countSpoken, mostWords, rank, type RankedChunk, type RankOptions } from './rank.ts';
import { reasonsFor, type Means } from './reasons.ts';
import { readChunk, readFile } from './records.ts';
import { relocate, type Place } from './relocate.ts';
import { findUses } from './uses.ts';
import { pathsOf, shownPath, type IndexView } from './view.ts';
import type { RankWeights } from './weights.ts';

/** What the caller knows and the view does not. */
export interface SearchContext {
  readonly coverage: Coverage;
  readonly generation: number;
  /** Sentences that go with every answer just now. */
  readonly warnings?: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** By which chunks about the same things are found that share no word; absent or null: words alone. */
  readonly vectors?: WordVectors | null;
  /** What speaks for files from outside their text. */
  readonly evidence?: ((query: Query) => EvidenceOfRoots | undefined) | undefined;
  /** What was fitted to this workspace; absent: what everyone has. */
  readonly weights?: RankWeights | undefined;
}

/** Chunks that are ranked at the least, since files that vanished and spreading use some up. */
const leastDepth = 100;
const shownUses = 5;
const chunksReadForUses = 12;

/**
 * Find the chunks that answer a question, best first, with their text as it is now. A hit whose file changed since it
 * was indexed is found again in it and marked; one whose file or text is gone is left out, and the next takes its
 * place. An empty list with a warning means that nothing could be looked at; without one, that nothing was found.
 *
 * @throws  What `files` throws, and the signal's reason. The query can be of any length and content.
 */
export async function search(
  view: IndexView,
  files: FileSource,
  { request, context }: { request: SearchRequest; context: SearchContext },
): Promise<SearchResult> {
  const warnings = [...(context.warnings ?? [])];
  const answer = (hits: Hit[]): SearchResult => {
    const { coverage, generation } = context;
    return { hits, coverage, generation, warnings };
  };
  if (view.fileCount === 0) {
    warnings.push('Nothing is indexed yet.');
    return answer([]);
  }
  const query = mendSpelling(view, analyseQuery(request.query));
  if (query.words.length === 0 && query.places.length === 0) {
    warnings.push('The question has no word to look for.');
    return answer([]);
  }
  const wanted = request.offset + request.limit;
  const evidence = context.evidence?.(query);
  const ranking = rank(view, query, {
    depth: Math.max(leastDepth, wanted * 2),
    admits: admission(request),
    vectors: context.vectors ?? null,
    weights: context.weights,
    evidence,
  });
  if (ranking.cutWords > 0) {
    const total = countSpoken(query.words);
    warnings.push(
      `The question has ${total.toLocaleString('en-GB')} different words; the ${mostWords} rarest were looked for.`,
    );
  }
  const { vectors } = context;
  const near = ranking.isFused && vectors ? createNearWords(query, vectors) : undefined;
  const means = { query, matcher: createMatcher(ranking.words), idfs: ranking.idfs, evidence, near };
  const read = oncePerFile(files);
  const found = await readHits(ranking.ranked, { read, means, wanted, signal: context.signal });
  const shown = found.slice(request.offset);
  return answer(request.withUses ? await Promise.all(shown.map((hit) => withUses(view, read, hit))) : shown);
}

function admission({ paths, languages }: SearchRequest): RankOptions['admits'] {
  const hasPaths = paths?.some((path) => path.trim() !== '') === true;
  const hasLanguages = languages !== undefined && languages.length > 0;
  if (!hasPaths && !hasLanguages) return undefined;
  const admitsPath = hasPaths ? pathFilter(paths) : () => true;
  const wanted = new Set(languages?.map((language) => language.toLowerCase()));
  return ({ segment, rootName }, file) => {
    const language = segment.languages[segment.fileLanguage[file] ?? 0] ?? '';
    if (hasLanguages && !wanted.has(language.toLowerCase())) return false;
    return admitsPath(shownPath(rootName, pathsOf(segment)[file] ?? ''));
  };
}

interface Reading {
  readonly read: LineSource;
  readonly means: Means & { readonly evidence: EvidenceOfRoots | undefined };
  readonly wanted: number;
  readonly signal: AbortSignal | undefined;
}

/** Turn ranked chunks into hits until there are enough, reading as many files at once as hits are missing. */
async function readHits(ranked: readonly RankedChunk[], reading: Reading): Promise<Hit[]> {
  const hits: Hit[] = [];
  for (let next = 0; hits.length < reading.wanted && next < ranked.length;) {
    reading.signal?.throwIfAborted();
    const batch = ranked.slice(next, next + reading.wanted - hits.length);
    next += batch.length;
    const read = await Promise.all(batch.map((item) => toHit(item, reading)));
    hits.push(...read.filter((hit) => hit !== null));
  }
  return hits;
}

async function toHit(item: RankedChunk, { read, means }: Reading): Promise<Hit | null> {
  const { segment } = item.live;
  const now = await read(item.path);
  if (now === null) return null;
  const { hash, language } = readFile(segment, item.file);
  const record = readChunk(segment, item.chunk);
  const place = placeNow(now, {
    ...record,
    isUnchanged: now.hash === hash,
    firstLine: segment.chunkFirstLine[item.chunk] ?? 0,
    content: segment.chunkContent[item.chunk] ?? 0,
  });
  if (place === null) return null;
  const lines = now.lines.slice(place.startLine - 1, place.endLine);
  const text = lines.join('\n');
  const { symbol, kind, container, signature, doc } = record;
  return {
    path: item.path,
    startLine: place.startLine,
    endLine: place.endLine,
    score: item.score,
    ...(symbol === undefined ? {} : { symbol }),
    ...(kind === undefined ? {} : { kind }),
    container: [...container],
    ...(signature === undefined ? {} : { signature }),
    ...(doc === undefined ? {} : { doc }),
    language,
    reasons: reasonsFor({ path: item.path, record, text, evidence: evidenceOf(item, means) }, means),
    freshness: freshnessOf(now, hash),
    text,
    highlightLines: highlightLines({ lines, startLine: place.startLine }, means.matcher, means.idfs),
    uses: [],
    usesTotal: 0,
  };
}

function evidenceOf({ live, file }: RankedChunk, { evidence }: Reading['means']): string | null {
  const path = pathsOf(live.segment)[file] ?? '';
  return evidence?.get(live.rootName)?.get(path)?.reason ?? null;
}

function freshnessOf(now: CurrentLines, hash: string): Freshness {
  if (now.isUnsaved) return 'unsaved';
  return now.hash === hash ? 'fresh' : 'stale';
}

function placeNow(
  now: CurrentLines,
  chunk: Parameters<typeof relocate>[1] & { isUnchanged: boolean },
): Place | null {
  if (!chunk.isUnchanged) return relocate(now.lines, chunk);
  return { startLine: chunk.startLine, endLine: Math.min(chunk.endLine, now.lines.length) };
}

async function withUses(view: IndexView, read: LineSource, hit: Hit): Promise<Hit> {
  const { symbol, path, startLine, endLine, language } = hit;
  if (symbol === undefined) return hit;
  const limits = { limit: shownUses, chunksRead: chunksReadForUses };
  const found = await findUses(view, read, { symbol, path, startLine, endLine, language, ...limits });
  return { ...hit, uses: [...found.uses], usesTotal: found.total };
}
