import type { Citation } from './answer.ts';
import { findCitations } from './citations.ts';
import type { CitationSpan } from './citations.ts';

/** Lines kept with a citation, for hover. */
const shownLines = 20;
/** Nobody checks a claim against more lines than this; such a citation is not checked either. */
const maxLines = 5_000;
/** An answer that repeats itself without end is not checked for ever. */
const maxCitations = 200;

export interface CitationSources {
  /** As `WorkspaceIndex.readLines`. */
  readLines(path: string, startLine: number, endLine: number): Promise<string | null>;
  /** Paths that the answer was given: a citation that names only the end of exactly one of them means that one. */
  readonly knownPaths: readonly string[];
}

/** Checks citations while an answer streams, so that at its end hardly anything is left to wait for. */
export interface CitationCheck {
  /** Start to check what is new in the answer so far. Cheap where nothing is. */
  see(answer: string): void;
  /** All citations seen, in order, when all are checked. */
  all(): Promise<readonly Citation[]>;
  /** Those that are checked by now: for an answer that was stopped. */
  soFar(): readonly Citation[];
}

/**
 * A citation is checked when its file is in the workspace and has its lines. Absolute paths and paths that climb out
 * are never looked up. `` `path:41` `` that names no file is not a citation at all; `[path:41]` is one, unchecked.
 */
export function citationCheck(sources: CitationSources): CitationCheck {
  const checks = new Map<string, Promise<void>>();
  const found = new Map<string, Citation>();
  const order: string[] = [];
  const see = (answer: string): void => {
    for (const span of findCitations(answer)) {
      const key = `${span.path}:${span.startLine}-${span.endLine}`;
      if (checks.has(key) || checks.size >= maxCitations) continue;
      order.push(key);
      const check = checkSpan(span, sources).then((citation) => {
        if (citation !== null) found.set(key, citation);
      });
      checks.set(key, check);
    }
  };
  const soFar = (): readonly Citation[] => order.flatMap((key) => found.get(key) ?? []);
  return {
    see,
    soFar,
    all: async () => {
      await Promise.all(checks.values());
      return soFar();
    },
  };
}

async function checkSpan(span: CitationSpan, sources: CitationSources): Promise<Citation | null> {
  const { startLine, endLine } = span;
  const path = fullPath(span.path, sources.knownPaths);
  const text = await readSpan({ ...span, path }, sources);
  if (text === null) {
    return span.form === 'code' ? null : { path: span.path, startLine, endLine, isChecked: false };
  }
  const shown = text.split('\n').slice(0, shownLines).join('\n');
  const written = path === span.path ? {} : { writtenPath: span.path };
  return { path, startLine, endLine, isChecked: true, text: shown, ...written };
}

/** The cited lines, or null where the file has not all of them. A failure to read is a citation not checked. */
async function readSpan(span: CitationSpan, sources: CitationSources): Promise<string | null> {
  const { path, startLine, endLine } = span;
  if (!staysInside(path) || endLine - startLine >= maxLines) return null;
  try {
    const text = await sources.readLines(path, startLine, endLine);
    return text !== null && text.split('\n').length === endLine - startLine + 1 ? text : null;
  } catch {
    return null;
  }
}

/** Relative, and never above the workspace. */
function staysInside(path: string): boolean {
  if (/^[/~]|^[A-Za-z]:|\p{Cc}/u.test(path)) return false;
  return !path.split('/').includes('..');
}

function fullPath(path: string, knownPaths: readonly string[]): string {
  if (knownPaths.includes(path)) return path;
  const ending = [...new Set(knownPaths)].filter((known) => known.endsWith(`/${path}`));
  return ending.length === 1 && ending[0] !== undefined ? ending[0] : path;
}
