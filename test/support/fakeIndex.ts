import type { Hit, SearchRequest } from '../../src/engine/retrieval/hit.ts';
import { packContext } from '../../src/engine/retrieval/packContext.ts';
import { createView } from '../../src/engine/retrieval/view.ts';
import type { WorkspaceIndex } from '../../src/engine/retrieval/workspaceIndex.ts';
import { sourceOf } from './corpus.ts';

export type FakeIndex = WorkspaceIndex & {
  /** Every search that was asked for. */
  readonly searches: SearchRequest[];
};

const noSymbol = {
  definitions: [],
  definitionsTotal: 0,
  references: [],
  referenceFiles: 0,
  generation: 3,
  warnings: [],
};

/**
 * An index of a few texts held in memory, for tests of what stands on the port. `search` gives the hits it was made
 * with; `readLines` reads the texts. Override what a test is about.
 */
export function fakeIndex(
  hits: readonly Hit[],
  files: Readonly<Record<string, string>>,
  overrides: Partial<WorkspaceIndex> = {},
): FakeIndex {
  const searches: SearchRequest[] = [];
  const filesIndexed = 4212;
  return {
    searches,
    search: async (request) => {
      searches.push(request);
      return {
        hits: hits.slice(request.offset, request.offset + request.limit),
        coverage: { filesIndexed, filesTotal: filesIndexed },
        generation: 3,
        warnings: [],
      };
    },
    pack: (request) => packContext(createView([]), sourceOf(files), { request, context: {} }),
    findSymbol: async () => ({ ...noSymbol, coverage: { filesIndexed, filesTotal: filesIndexed } }),
    status: async () => ({
      state: 'ready',
      phase: 'idle',
      isPaused: false,
      role: 'writer',
      filesIndexed,
      filesTotal: filesIndexed,
      filesParsed: filesIndexed,
      chunks: hits.length,
      generation: 3,
      skipped: {},
      languages: {},
      indexBytes: 0,
      warnings: [],
    }),
    onStatus: () => () => undefined,
    skipped: async () => [],
    notableSymbols: async () => [],
    readLines: async (path, startLine, endLine) =>
      files[path]
        ?.split('\n')
        .slice(startLine - 1, endLine)
        .join('\n') ?? null,
    readText: async (path) => files[path] ?? null,
    filesChanged: async () => undefined,
    unsaved: async () => undefined,
    reconcile: async () => undefined,
    rebuild: async () => undefined,
    pause: async () => undefined,
    resume: async () => undefined,
    cancel: async () => undefined,
    whenReady: async () => undefined,
    close: async () => undefined,
    ...overrides,
  };
}
