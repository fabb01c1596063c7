import type { Chunk } from '../../src/engine/retrieval/chunk.ts';
import type { FileSource } from '../../src/engine/retrieval/fileSource.ts';
import type { SearchRequest, SearchResult } from '../../src/engine/retrieval/hit.ts';
import { search } from '../../src/engine/retrieval/search.ts';
import { buildSegment, type IndexedFile } from '../../src/engine/retrieval/segmentBuilder.ts';
import { createView, type IndexView } from '../../src/engine/retrieval/view.ts';

export type ChunkSketch = Partial<Omit<Chunk, 'startLine' | 'endLine'>> & { readonly text: string };

/** Files as sketches of their chunks, which follow each other without a gap. */
export type Sketches = Readonly<Record<string, readonly ChunkSketch[]>>;

/** A small workspace that can be searched. */
export interface Corpus {
  readonly view: IndexView;
  readonly files: FileSource;
}

const languages: Readonly<Record<string, string>> = {
  ts: 'typescript',
  py: 'python',
  md: 'markdown',
  json: 'json',
};

export function describeFiles(sketches: Sketches): Corpus {
  return { view: viewOf([toFiles(sketches)]), files: sourceOf(textsOf(sketches)) };
}

export function toFiles(sketches: Sketches): IndexedFile[] {
  return Object.entries(sketches).map(([path, chunks]) => {
    let next = 1;
    const placed = chunks.map((chunk): Chunk => {
      const startLine = next;
      next += chunk.text.split('\n').length;
      return { container: [], alsoDefines: [], ...chunk, startLine, endLine: next - 1 };
    });
    const text = chunks.map((chunk) => chunk.text).join('\n');
    return {
      path,
      language: languages[path.split('.').at(-1) ?? ''] ?? 'text',
      hash: hashOf(text),
      chunks: placed,
    };
  });
}

export function textsOf(sketches: Sketches): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sketches).map(([path, chunks]) => [path, chunks.map(({ text }) => text).join('\n')]),
  );
}

/** One segment for each group of files. */
export function viewOf(groups: readonly (readonly IndexedFile[])[]): IndexView {
  return createView(groups.map((files) => ({ segment: buildSegment(files) })));
}

/** The texts are their own hashes: whatever differs is stale. */
export function sourceOf(
  texts: Readonly<Record<string, string>>,
  unsaved: readonly string[] = [],
): FileSource {
  return {
    read: (path) => {
      const text = texts[path];
      return Promise.resolve(
        text === undefined ? null : { text, hash: hashOf(text), isUnsaved: unsaved.includes(path) },
      );
    },
  };
}

function hashOf(text: string): string {
  return `text:${text}`;
}

export function find(
  { view, files }: Corpus,
  query: string,
  more: Partial<SearchRequest> = {},
): Promise<SearchResult> {
  const request = { query, limit: 10, offset: 0, withUses: false, ...more };
  const coverage = { filesIndexed: view.fileCount, filesTotal: view.fileCount };
  return search(view, files, { request, context: { coverage, generation: 7 } });
}
