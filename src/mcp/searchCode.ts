import * as z from 'zod';
import { EngineError } from '../engine/errors.ts';
import type { SearchResult } from '../engine/retrieval/hit.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { FollowedIndex } from './followedIndex.ts';
import { couldNotLook, pageNotes, promptly } from './promptly.ts';
import { searchContentSchema, toSearchContent, toSearchText } from './searchContent.ts';
import type { Tool } from './tool.ts';

const maxLimit = 50;
const defaultLimit = 10;
/** About two pages: longer questions carry pasted code, whose beginning says enough. */
const maxQueryLength = 4000;

const input = z.object({
  query: z.string().describe('What to look for: a question, words, or names of symbols.'),
  limit: z.number().int().min(1).max(maxLimit).default(defaultLimit),
  paths: z.array(z.string()).optional().describe('Only under these path prefixes or globs, such as src/**.'),
  languages: z.array(z.string()).optional().describe('Only in these languages, such as typescript.'),
  cursor: z.string().optional().describe('From the answer before, for the next results.'),
});

/** `search_code`: ranked places of the workspace for a question. */
export function searchCode(followed: FollowedIndex): Tool<typeof searchContentSchema> {
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
      const found =
        (await promptly(followed, signal, () => followed.index.search(request, signal))) ??
        ({ hits: [], ...couldNotLook(followed.lastStatus()) } satisfies SearchResult);
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

function noQuery(): EngineError {
  return new EngineError('wrong-use', 'search_code was called without a query.', {
    hint: 'Send `query`: a question, words, or names of symbols.',
  });
}
