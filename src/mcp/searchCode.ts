import * as z from 'zod';
import { EngineError } from '../engine/errors.ts';
import type { SearchResult } from '../engine/retrieval/hit.ts';
import type { IndexStatus } from '../engine/retrieval/status.ts';
import type { WorkspaceIndex } from '../engine/retrieval/workspaceIndex.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { FollowedIndex } from './followedIndex.ts';
import { inTime } from './inTime.ts';
import { searchContentSchema, toSearchContent, toSearchText } from './searchContent.ts';
import type { Tool } from './tool.ts';

const maxLimit = 50;
const defaultLimit = 10;
/** About two pages: longer questions carry pasted code, whose beginning says enough. */
const maxQueryLength = 4000;
/** Any tool answers within a second, also on a workspace that nothing is known of yet. */
const answerMs = 900;
/** Of that, how long a search waits for a first index, since a small workspace is searchable by then. */
const waitForIndexMs = 500;

const input = z.object({
  query: z.string().describe('What to look for: a question, words, or names of symbols.'),
  limit: z.number().int().min(1).max(maxLimit).default(defaultLimit),
  paths: z.array(z.string()).optional().describe('Only under these path prefixes or globs, such as src/**.'),
  languages: z.array(z.string()).optional().describe('Only in these languages, such as typescript.'),
  cursor: z.string().optional().describe('From the answer before, for the next results.'),
});

/** `search_code`: ranked places of the workspace for a question. */
export function searchCode(index: FollowedIndex): Tool<typeof searchContentSchema> {
  return {
    name: 'search_code',
    title: 'Search code',
    description:
      'Find the places in this workspace that answer a question or match words or symbol names, best first, ' +
      'each with path, lines, reasons and the code itself. Says how much of the workspace it covers.',
    input,
    output: searchContentSchema,
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    call: async (args, { signal }) => {
      const query = args.text(['query', 'q', 'question', 'text'], maxQueryLength);
      if (query === undefined) throw noQuery();
      const limit = args.integer(['limit', 'k', 'top_k', 'max_results'], {
        min: 1,
        max: maxLimit,
        otherwise: defaultLimit,
      });
      const paths = args.list(['paths', 'path']);
      const languages = args.list(['languages', 'language'])?.map((name) => name.toLowerCase());
      const filters = {
        ...(paths === undefined ? {} : { paths }),
        ...(languages === undefined ? {} : { languages }),
      };
      const page = readCursor(args.text(['cursor'], 1000), { query, filters });

      const request = { query, limit: limit + 1, offset: page.offset, withUses: false, ...filters };
      const found = await searchInTime(index, request, signal);
      // One more than asked for tells whether there is a next page.
      const hits = found.hits.slice(0, limit);
      const next = { offset: page.offset + limit, generation: found.generation };
      const cursor = found.hits.length > limit ? writeCursor(next, { query, filters }) : undefined;
      const warnings = [...args.notes, ...pageNotes(page, found.generation), ...found.warnings];
      const content = toSearchContent({ ...found, hits, warnings }, cursor);
      return { content, text: toSearchText(query, content) };
    },
  };
}

async function searchInTime(
  { index, lastStatus }: FollowedIndex,
  request: Parameters<WorkspaceIndex['search']>[0],
  signal: AbortSignal,
): Promise<SearchResult> {
  const start = performance.now();
  // An index that failed says why when it is searched, just below.
  const ready = index.whenReady('searchable', signal).catch(() => undefined);
  await inTime(ready, waitForIndexMs, undefined);
  signal.throwIfAborted();
  const leftMs = answerMs - (performance.now() - start);
  return (
    (await inTime<SearchResult | null>(index.search(request, signal), leftMs, null)) ??
    couldNotLook(lastStatus())
  );
}

/** "Nothing found" and "could not look" are different answers. */
function couldNotLook(status: IndexStatus): SearchResult {
  const { filesIndexed, filesTotal, generation, state } = status;
  const why =
    state === 'starting' ? 'The index is still starting' : 'The index is busy and did not answer in time';
  return {
    hits: [],
    coverage: { filesIndexed, filesTotal },
    generation,
    warnings: [`${why}, so nothing could be looked at. Ask again in a few seconds.`],
  };
}

function pageNotes(page: { generation: number | null; note: string | null }, generation: number): string[] {
  if (page.note !== null) return [page.note];
  if (page.generation === null || page.generation === generation) return [];
  return ['The index changed since the page before: a place may be missing or appear twice.'];
}

function noQuery(): EngineError {
  return new EngineError('wrong-use', 'search_code was called without a query.', {
    hint: 'Send `query`: a question, words, or names of symbols.',
  });
}
