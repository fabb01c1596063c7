import fs from 'node:fs';
import path from 'node:path';
import { EngineError } from '../engine/errors.ts';
import type { MemoryFile } from '../engine/memory/markdown.ts';

/** A memory's file has a few hundred bytes; a larger one is something else. */
const mostBytes = 64 * 1024;
const mostFiles = 20_000;

/** Where a workspace's folder keeps the memories of its team. */
export function memoryFolder(root: string): string {
  return path.join(root, '.sightline', 'memory');
}

/** The Markdown files of a folder, by name; links and files that are too large are left out. None where it is not there. */
export function readMemoryFolder(folder: string): readonly MemoryFile[] {
  const entries = inWords(folder, () =>
    fs.existsSync(folder) ? fs.readdirSync(folder, { withFileTypes: true }) : [],
  );
  return entries
    .filter((entry) => entry.isFile() && entry.name.toLowerCase().endsWith('.md'))
    .map(({ name }) => name)
    .sort()
    .slice(0, mostFiles)
    .flatMap((name) => {
      const file = path.join(folder, name);
      if (fs.statSync(file).size > mostBytes) return [];
      return [{ name, text: inWords(file, () => fs.readFileSync(file, 'utf8')) }];
    });
}

/** Write files whose text is another now, each whole or not at all, and remove those that are gone. @returns how many. */
export function writeMemoryFolder(
  folder: string,
  { files, gone }: { readonly files: readonly MemoryFile[]; readonly gone: readonly string[] },
): number {
  return inWords(folder, () => {
    fs.mkdirSync(folder, { recursive: true });
    let written = 0;
    for (const { name, text } of files) {
      const file = path.join(folder, path.basename(name));
      if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text) continue;
      const unfinished = `${file}.${process.pid}.unfinished`;
      fs.writeFileSync(unfinished, text);
      fs.renameSync(unfinished, file);
      written++;
    }
    for (const name of gone) fs.rmSync(path.join(folder, path.basename(name)), { force: true });
    return written;
  });
}

function inWords<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    const kind = code === 'ENOSPC' || code === 'EDQUOT' ? 'storage-full' : 'storage-unwritable';
    throw new EngineError(kind, `${file} cannot be read or written (${code}).`, {
      hint: 'Check the permissions there, or name another folder.',
      cause,
    });
  }
}
