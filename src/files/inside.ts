import fs from 'node:fs';
import path from 'node:path';
import { EngineError } from '../engine/errors.ts';
import type { WorkspaceRoot } from '../engine/retrieval/workspaceIndex.ts';

/** Is `target` the folder itself or something below it? Both absolute, links already resolved. */
export function isInside(directory: string, target: string): boolean {
  const relative = path.relative(directory, target);
  return relative === '' || (!path.isAbsolute(relative) && relative.split(path.sep)[0] !== '..');
}

export interface InsidePath {
  readonly root: WorkspaceRoot;
  /** Absolute, every link resolved. */
  readonly absolute: string;
  /** Relative to the root, with `/`; empty for the root itself. */
  readonly relative: string;
}

/**
 * Where a path from a model, an agent or a user really leads, if that is inside the workspace. Links are resolved;
 * what does not exist yet is judged by the nearest folder above that does.
 *
 * @param given  Absolute, or as in a hit: relative to the root, prefixed with the root's name where there are several.
 * @throws       `EngineError` `path-outside-workspace`.
 */
export function resolveInside(roots: readonly WorkspaceRoot[], given: string): InsidePath {
  if (given.includes('\0')) throw outside(given);
  for (const candidate of candidates(roots, given)) {
    const absolute = realPathOf(candidate);
    const root = absolute === null ? undefined : roots.find((one) => isInside(realRoot(one), absolute));
    if (root === undefined || absolute === null) continue;
    return { root, absolute, relative: path.relative(realRoot(root), absolute).split(path.sep).join('/') };
  }
  throw outside(given);
}

function candidates(roots: readonly WorkspaceRoot[], given: string): string[] {
  if (path.isAbsolute(given)) return [given];
  const [first, ...rest] = given.split(/[\\/]/);
  const named = roots.filter((root) => root.name === first).map((root) => path.join(root.directory, ...rest));
  const plain = roots.map((root) => path.join(root.directory, given));
  if (roots.length === 1) return [...plain, ...named];
  return [...named, ...plain.filter((candidate) => fs.existsSync(candidate))];
}

function realRoot(root: WorkspaceRoot): string {
  return realPathOf(root.directory) ?? root.directory;
}

/** The real path, where the last names need not exist; null for a link that leads nowhere or in a circle. */
function realPathOf(wanted: string): string | null {
  const missing: string[] = [];
  for (let at = path.resolve(wanted); ; at = path.dirname(at)) {
    try {
      return path.join(fs.realpathSync.native(at), ...missing);
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      // A name that exists but does not resolve is a dangling link: writing to it would land where it points.
      const isLink = fs.lstatSync(at, { throwIfNoEntry: false }) !== undefined;
      if (!isMissing || isLink || at === path.dirname(at)) return null;
      missing.unshift(path.basename(at));
    }
  }
}

function outside(given: string): EngineError {
  return new EngineError('path-outside-workspace', `${given} does not lie inside the workspace.`, {
    hint: 'Give a path inside one of the workspace folders.',
  });
}
