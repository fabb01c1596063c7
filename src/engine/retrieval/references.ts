import { decode, findLists, isDeadChunk } from './accumulate.ts';
import { fileFlags } from './fileFlags.ts';
import type { LineSource } from './fileSource.ts';
import type { FoundReference, ReferenceGroup } from './foundSymbol.ts';
import { fileOfChunk, readChunk, readFile } from './records.ts';
import { hasName } from './relocate.ts';
import { exactTerm } from './tokenise.ts';
import { isComment, shownLine } from './uses.ts';
import { shownPath, type IndexView, type LiveSegment } from './view.ts';

/** A file that holds a name, and the chunks that do. */
interface Mentioning {
  readonly live: LiveSegment;
  readonly path: string;
  readonly chunks: readonly number[];
  readonly worth: number;
}

/** The first lines of a file tell how it uses a name; the count tells the rest. */
const mostLinesOfFile = 8;

export interface ReferencePage {
  readonly groups: readonly ReferenceGroup[];
  readonly files: number;
}

/**
 * The lines that use a name as a whole word in the same case, by file: code before tests, most uses first where the
 * index can tell. Lines that are all comment, and those that define the name, are none.
 *
 * @param defined  `path:line` of the definitions.
 */
export async function findReferences(
  view: IndexView,
  read: LineSource,
  request: { name: string; offset: number; limit: number; defined: ReadonlySet<string> },
): Promise<ReferencePage> {
  const { name, offset, limit, defined } = request;
  const files = filesMentioning(view, name);
  const page = files.slice(offset, offset + limit);
  const groups = await Promise.all(
    page.map(async ({ path, live, chunks }): Promise<ReferenceGroup> => {
      const now = await read(path);
      const lines = (now?.lines ?? []).flatMap((text, i): FoundReference[] => {
        if (!hasName(text, name) || isComment(text) || defined.has(`${path}:${i + 1}`)) return [];
        const symbol = symbolAt(live, chunks, i + 1);
        return [{ line: i + 1, text: shownLine(text), ...(symbol === undefined ? {} : { symbol }) }];
      });
      return { path, count: lines.length, lines: lines.slice(0, mostLinesOfFile) };
    }),
  );
  return { groups: groups.filter(({ count }) => count > 0), files: files.length };
}

function symbolAt({ segment }: LiveSegment, chunks: readonly number[], line: number): string | undefined {
  const chunk = chunks.find(
    (one) => (segment.chunkStartLine[one] ?? 0) <= line && (segment.chunkEndLine[one] ?? 0) >= line,
  );
  return chunk === undefined ? undefined : readChunk(segment, chunk).symbol;
}

function filesMentioning(view: IndexView, name: string): Mentioning[] {
  const { lists } = findLists(view, 'body', exactTerm(name));
  return view.segments
    .flatMap((live, i) => {
      const list = lists[i];
      if (list === undefined) return [];
      const chunks = Array.from(decode(list).ids).filter((chunk) => !isDeadChunk(live, chunk));
      const byFile = Map.groupBy(chunks, (chunk) => fileOfChunk(live.segment, chunk));
      return Array.from(byFile, ([file, own]) => {
        const { path, flags } = readFile(live.segment, file);
        return { live, path: shownPath(live.rootName, path), chunks: own, worth: worthOf(flags) };
      });
    })
    .sort((a, b) => b.worth - a.worth || b.chunks.length - a.chunks.length || (a.path < b.path ? -1 : 1));
}

function worthOf(flags: number): number {
  if ((flags & (fileFlags.generated | fileFlags.vendored | fileFlags.data | fileFlags.docs)) !== 0) return 0;
  return (flags & (fileFlags.test | fileFlags.example)) !== 0 ? 1 : 2;
}
