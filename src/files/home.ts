import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EngineError } from '../engine/errors.ts';

/**
 * The one data folder of this user, shared by the extension, the command line and the MCP server:
 * `SIGHTLINE_HOME`, else the platform's usual place. Nothing is created.
 */
export function homeDirectory(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const given = environment['SIGHTLINE_HOME'];
  if (given) return path.resolve(given);
  const home = os.homedir();
  switch (platform) {
    case 'win32':
      return path.join(environment['LOCALAPPDATA'] || path.join(home, 'AppData', 'Local'), 'Sightline');
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', 'Sightline');
    default: {
      const data = environment['XDG_DATA_HOME'];
      // The XDG specification has relative values ignored.
      const base = data && path.isAbsolute(data) ? data : path.join(home, '.local', 'share');
      return path.join(base, 'sightline');
    }
  }
}

/** Create a folder inside the data folder, closed to other users, with all folders above it. */
export function ensurePrivateDirectory(directory: string): void {
  try {
    makeFolders(directory);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    const kind = code === 'ENOSPC' || code === 'EDQUOT' ? 'storage-full' : 'storage-damaged';
    throw new EngineError(kind, `The data folder ${directory} cannot be made (${code}).`, {
      hint: 'Free some space or give yourself write permission there, or set SIGHTLINE_HOME to another folder.',
      cause,
    });
  }
}

/** Node's own recursive form never returns where a folder that exists takes no new one (`/proc`). */
function makeFolders(directory: string): void {
  try {
    fs.mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = path.dirname(directory);
    if (code === 'ENOENT' && !fs.existsSync(parent)) {
      makeFolders(parent);
      makeFolders(directory);
    } else if (code !== 'EEXIST' || !fs.statSync(directory).isDirectory()) throw error;
  }
}

/** Where the index of a workspace lies: the same for every window and server that opens the same folders. */
export function indexDirectory(home: string, realRoots: readonly string[]): string {
  const key = realRoots.toSorted().join('\0');
  return path.join(home, 'index', createHash('sha256').update(key).digest('hex').slice(0, 16));
}
