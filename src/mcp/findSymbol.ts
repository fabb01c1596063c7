import * as z from 'zod';
import { EngineError } from '../engine/errors.ts';
import { declarationKinds } from '../engine/retrieval/chunk.ts';
import type { FoundSymbol } from '../engine/retrieval/foundSymbol.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { FollowedIndex } from './followedIndex.ts';
import { couldNotLook, pageNotes, promptly } from './promptly.ts';
import { symbolContentSchema, toSymbolContent, toSymbolText } from './symbolContent.ts';
import type { Tool } from './tool.ts';

const limits = { min: 1, max: 50, otherwise: 10 };
/** No name of any language is longer. */
const maxNameLength = 300;

const input = z.object({
  name: z
    .string()
    .describe('The name, or with what it is a member of: retryDelay, Uploader.start, net::retry.'),
  kind: z.enum(declarationKinds).optional().describe('Only definitions of this kind.'),
  references: z.boolean().default(false).describe('Also the lines that use it, by file.'),
  limit: z
    .int()
    .min(limits.min)
    .max(limits.max)
    .default(limits.otherwise)
    .describe('At most so many definitions, and files with references.'),
  cursor: z.string().optional().describe('From the answer before, for more.'),
});

/** `find_symbol`: where a name is defined, and who uses it. */
export function findSymbol(followed: FollowedIndex): Tool<typeof symbolContentSchema> {
  return {
    name: 'find_symbol',
    title: 'Find symbol',
    description:
      'Where a function, class, type or other name is defined in this workspace, with its signature and doc comment; ' +
      'with `references`, also the lines that use it, grouped by file and counted. Misspelt names are found too. ' +
      'It goes by name: there is no type analysis behind it.',
    input,
    output: symbolContentSchema,
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    call: async (args, { signal }) => {
      const name = args.text(['name', 'symbol', 'query', 'q', 'identifier', 'text'], maxNameLength);
      if (name === undefined) throw noName();
      const kind = args.oneOf(['kind', 'type'], declarationKinds);
      const withReferences = args.flag(['references', 'refs', 'include_references']);
      const limit = args.integer(['limit', 'k', 'top_k', 'max_results'], limits);
      const which = { name, ...(kind === undefined ? {} : { kind }), withReferences };
      const page = readCursor(args.text(['cursor'], 1000), which);

      const request = {
        name,
        ...(kind === undefined ? {} : { kind }),
        limit,
        // A page goes on with the references where they are asked for, and with the definitions otherwise.
        ...(withReferences ? { references: { offset: page.offset, limit } } : { offset: page.offset }),
      };
      const found =
        (await promptly(followed, signal, () => followed.index.findSymbol(request, signal))) ??
        ({ ...nothing, ...couldNotLook(followed.lastStatus()) } satisfies FoundSymbol);
      const total = withReferences ? found.referenceFiles : found.definitionsTotal;
      const next = { offset: page.offset + limit, generation: found.generation };
      const cursor = next.offset < total ? writeCursor(next, which) : undefined;
      const warnings = [...args.notes, ...pageNotes(page, found.generation), ...found.warnings];
      const content = toSymbolContent({ ...found, warnings }, cursor);
      return { content, text: toSymbolText(name, content) };
    },
  };
}

const nothing = { definitions: [], definitionsTotal: 0, references: [], referenceFiles: 0 };

function noName(): EngineError {
  return new EngineError('wrong-use', 'find_symbol was called without a name.', {
    hint: 'Send `name`: retryDelay, or Uploader.start.',
  });
}
