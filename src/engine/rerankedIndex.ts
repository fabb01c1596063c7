import { toFailure } from './errors.ts';
import type { Reranker } from './model.ts';
import { redact } from './prompt/firewall.ts';
import type { Hit, SearchRequest, SearchResult } from './retrieval/hit.ts';
import type { WorkspaceIndex } from './retrieval/workspaceIndex.ts';
import { untilStopped } from './stopping.ts';

export interface RerankPorts {
  /** The reranker that is chosen now, or null. Asked for each search, since a person may change it. */
  choose(): Promise<Reranker | null>;
  timeout(ms: number): AbortSignal;
}

/** What a reranker reads of one hit: 512 tokens, where many of them stop, are about so many characters of code. */
const longestText = 1_800;

/**
 * The same index, its best hits put in order by a reranker where one is chosen and the query is a question in words.
 * The order of all others stands, and pages fit together. A reranker that fails or is slow costs its wait and a
 * warning, never the hits. Secrets are taken out of what is sent.
 */
export function rerankedIndex(index: WorkspaceIndex, ports: RerankPorts): WorkspaceIndex {
  return {
    ...index,
    search: async (request, signal = new AbortController().signal) => {
      const reranker = isInWords(request.query) ? await ports.choose() : null;
      if (reranker === null || request.offset >= reranker.depth) return index.search(request, signal);
      const window = Math.max(reranker.depth, request.offset + request.limit);
      const found = await index.search({ ...request, offset: 0, limit: window }, signal);
      const judged = await judge(found, request, { reranker, ports, signal });
      return { ...judged, hits: judged.hits.slice(request.offset, request.offset + request.limit) };
    },
  };
}

/**
 * Whether a query is a question in words: a name, a path or a place in a file is found by what it is. Told from the
 * text alone, since the search's own analysis brings tables of words along, which the editor's process need not load.
 */
function isInWords(query: string): boolean {
  if (/[\w.-]\/[\w.-]|\w:\d/.test(query)) return false;
  return (query.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []).length >= fewestWords;
}

/** A question of fewer words is a name or two. */
const fewestWords = 3;

interface Judging {
  readonly reranker: Reranker;
  readonly ports: RerankPorts;
  readonly signal: AbortSignal;
}

async function judge(
  found: SearchResult,
  { query }: SearchRequest,
  { reranker, ports, signal }: Judging,
): Promise<SearchResult> {
  const candidates = found.hits.slice(0, reranker.depth);
  if (candidates.length < 2) return found;
  const late = ports.timeout(reranker.patienceMs);
  try {
    const asked = AbortSignal.any([signal, late]);
    const texts = candidates.map((hit) => redact(textOf(hit)).text);
    const order = await untilStopped(reranker.rerank(redact(query).text, texts, asked), asked);
    const ordered = inOrder(candidates, order, reranker.label);
    return { ...found, hits: [...ordered, ...found.hits.slice(candidates.length)] };
  } catch (error) {
    signal.throwIfAborted();
    const seconds = Math.round(reranker.patienceMs / 1000);
    const why = late.aborted ? `It gave no order within ${seconds} s.` : toFailure(error).message;
    return { ...found, warnings: [...found.warnings, `${reranker.label} did not rerank the places. ${why}`] };
  }
}

function textOf({ path, signature, doc, text }: Hit): string {
  const head = [path, signature, doc].filter((line) => line !== undefined).join('\n');
  return `${head}\n${text}`.slice(0, longestText);
}

/** Scores stay with the places, so that they still fall from the first to the last. */
function inOrder(hits: readonly Hit[], order: readonly number[], label: string): Hit[] {
  const named = new Set(order.filter((at) => Number.isInteger(at) && at >= 0 && at < hits.length));
  const places = [...named, ...[...hits.keys()].filter((at) => !named.has(at))];
  return places.flatMap((from, to) => {
    const hit = hits[from];
    if (hit === undefined) return [];
    const score = hits[to]?.score ?? hit.score;
    const moved = from > to ? [`put up from place ${from + 1} by ${label}`] : [];
    return [{ ...hit, score, reasons: [...hit.reasons, ...moved] }];
  });
}
