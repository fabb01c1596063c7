import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../engine/errors.ts';
import { decodeSegment, type Segment } from '../engine/retrieval/segment.ts';

const ending = '.segment';
const unfinished = '.tmp';

/** Where the segment of an id lies. */
export function segmentPath(directory: string, id: string): string {
  return path.join(directory, `${id}${ending}`);
}

/**
 * Store a segment so that it is either wholly there or not at all: written under another name, flushed, renamed,
 * and the folder flushed. When it returns, a power cut cannot undo it.
 *
 * @param id  Used as the file's name: letters, digits, `-` and `_`.
 * @returns   The file's path.
 * @throws    EngineError `storage-full` where there is no room, `index-unavailable` where the folder cannot be written.
 */
export async function writeSegment(directory: string, id: string, bytes: Uint8Array): Promise<string> {
  if (!/^[\w-]{1,100}$/.test(id)) throw new Error(`Not a segment id: ${id}`);
  const target = segmentPath(directory, id);
  const temporary = `${target}.${randomBytes(6).toString('hex')}${unfinished}`;
  try {
    await fs.mkdir(directory, { recursive: true, mode: 0o700 });
    await writeFlushed(temporary, bytes);
    await fs.rename(temporary, target);
    await flushDirectory(directory);
    return target;
  } catch (error) {
    // What went wrong first is what is told; a file left over is found as an orphan.
    await fs.rm(temporary, { force: true }).catch(() => undefined);
    throw toEngineError(error, directory);
  }
}

async function writeFlushed(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await fs.open(file, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function flushDirectory(directory: string): Promise<void> {
  // Windows cannot open a folder; there the rename is in the journal by itself.
  if (process.platform === 'win32') return;
  const handle = await fs.open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Load a segment and verify its checksum.
 * @throws  EngineError `index-damaged` where it is missing, cut short, changed or of another format;
 *          `index-unavailable` where it may not be read.
 */
export async function readSegment(file: string): Promise<Segment> {
  let bytes: Buffer<ArrayBuffer>;
  try {
    bytes = await fs.readFile(file);
  } catch (error) {
    throw toEngineError(error, file);
  }
  return decodeSegment(bytes);
}

/** Delete a segment; one that is gone already is no failure. */
export async function removeSegment(file: string): Promise<void> {
  try {
    await fs.rm(file, { force: true });
  } catch (error) {
    throw toEngineError(error, file);
  }
}

export interface OrphanOptions {
  /** Ids that the catalogue names. */
  readonly known: ReadonlySet<string>;
  /** Younger files are left alone: another process may be about to name them. */
  readonly olderThanMs: number;
  readonly nowMs: number;
}

/**
 * Files that no catalogue names: of a crash between writing and naming, or left by a reader that still held them.
 * @returns  Paths, in order of name. A folder that is not there has none.
 */
export async function orphanSegments(directory: string, options: OrphanOptions): Promise<string[]> {
  const found: string[] = [];
  for (const name of await namesIn(directory)) {
    const isSegment = name.endsWith(ending);
    if (!isSegment && !name.endsWith(unfinished)) continue;
    if (isSegment && options.known.has(name.slice(0, -ending.length))) continue;
    const file = path.join(directory, name);
    const changedMs = await changedAt(file);
    if (changedMs !== null && options.nowMs - changedMs >= options.olderThanMs) found.push(file);
  }
  return found;
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await fs.readdir(directory)).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw toEngineError(error, directory);
  }
}

async function changedAt(file: string): Promise<number | null> {
  try {
    return (await fs.stat(file)).mtimeMs;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw toEngineError(error, file);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function toEngineError(error: unknown, where: string): unknown {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new EngineError('storage-full', `The disk has no room for the index in ${where}.`, {
        hint: 'Free some space; indexing goes on by itself.',
        cause: error,
      });
    case 'ENOENT':
      return new EngineError('index-damaged', `A part of the index is missing: ${where}.`, {
        hint: 'It is built anew from the files.',
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
      return new EngineError('index-unavailable', `The index in ${where} cannot be opened.`, {
        hint: 'Check who may write the folder, or set SIGHTLINE_HOME to another one.',
        cause: error,
      });
    default:
      return error;
  }
}
