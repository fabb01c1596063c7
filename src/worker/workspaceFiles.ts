import { EngineError } from '../engine/errors.ts';
import type { CurrentFile, FileSource } from '../engine/retrieval/fileSource.ts';
import type { WorkspaceRoot } from '../engine/retrieval/workspaceIndex.ts';
import { resolveInside } from '../files/inside.ts';
import { readText } from '../files/read.ts';
import { hashOf, type Overlay } from './overlay.ts';

/** The files behind hits: unsaved text first, else the file on disk, if it lies inside the workspace and is text. */
export function workspaceFiles(
  roots: readonly WorkspaceRoot[],
  overlay: Overlay,
  maxFileBytes: number,
): FileSource {
  return {
    read: async (hitPath): Promise<CurrentFile | null> => {
      const unsaved = overlay.text(hitPath);
      if (unsaved !== null) return { text: unsaved, hash: hashOf(unsaved), isUnsaved: true };
      const absolute = insideOrNull(roots, hitPath);
      if (absolute === null) return null;
      const file = readText(absolute, { maxBytes: maxFileBytes });
      return file.kind === 'text' ? { text: file.text, hash: file.hash, isUnsaved: false } : null;
    },
  };
}

/** A path that leads out of the workspace is, for a reader, a file that is not there. */
function insideOrNull(roots: readonly WorkspaceRoot[], hitPath: string): string | null {
  try {
    return resolveInside(roots, hitPath).absolute;
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'path-outside-workspace') return null;
    throw error;
  }
}

/** Lines of a file as they are now, or null where it does not have them. */
export async function readLines(
  files: FileSource,
  {
    path,
    startLine,
    endLine,
  }: { readonly path: string; readonly startLine: number; readonly endLine: number },
): Promise<string | null> {
  const file = await files.read(path);
  if (file === null) return null;
  const lines = file.text.split(/\r\n|\n|\r/);
  if (startLine < 1 || endLine < startLine || endLine > lines.length) return null;
  return lines.slice(startLine - 1, endLine).join('\n');
}
