import fs from 'node:fs';
import path from 'node:path';
import type { Ground } from './folder.ts';
import { isInside } from './inside.ts';
import type { Skip } from './skip.ts';

/** Why a link is not followed: there is always a reason, since what it leads to inside counts under its own path. */
export function judgeLink(ground: Ground, absolute: string): Skip {
  const target = resolveLink(absolute);
  if (target.kind === 'broken') return { reason: 'unreadable', detail: target.detail };
  const home = ground.workspace.find((root) => isInside(root, target.path));
  if (home === undefined) {
    return { reason: 'link-outside', detail: `a link to ${target.path}, outside the workspace` };
  }
  const shown = path.relative(home, target.path).split(path.sep).join('/') || 'the workspace folder';
  return { reason: 'ignored', detail: `a link to ${shown}, which counts under its own path` };
}

type Target = { kind: 'found'; path: string } | { kind: 'broken'; detail: string };

function resolveLink(absolute: string): Target {
  try {
    return { kind: 'found', path: fs.realpathSync.native(absolute) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ELOOP') return { kind: 'broken', detail: 'a link that leads back to itself' };
    if (code === 'ENOENT') return { kind: 'broken', detail: 'a link to something that does not exist' };
    return { kind: 'broken', detail: `a link that cannot be resolved (${code})` };
  }
}
