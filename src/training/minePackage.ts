import fs from 'node:fs';
import path from 'node:path';
import { folderOf, type Package } from './dataList.ts';
import { chunksOf, mineChunks } from './mineFile.ts';
import { mineNotes } from './mineNotes.ts';
import { minePatch } from './minePatch.ts';
import { printPair } from './pair.ts';
import { readSourceFiles } from './sourceFiles.ts';
import { unpack } from './unpack.ts';

/**
 * The pairs of a package as `printPair` writes them, mined once per version of the miner and then read from the cache.
 */
export async function minePackage(item: Package, cache: string, miner: number): Promise<string[]> {
  const file = path.join(cache, `pairs-${miner}`, `${folderOf(item)}.tsv`);
  if (!fs.existsSync(file)) {
    const folder = await unpack(item, cache);
    const text = mine(folder).join('\n');
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(`${file}.new`, text);
    fs.renameSync(`${file}.new`, file);
    // Ten times what was fetched, and no longer needed.
    fs.rmSync(folder, { recursive: true, force: true });
  }
  return fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function mine(folder: string): string[] {
  const { code, notes, patches } = readSourceFiles(folder);
  const definitions = code.flatMap(({ path: within, text }) => chunksOf(within, text));
  return [
    ...mineChunks(definitions),
    ...notes.flatMap(({ path: within, text }) => mineNotes(within, text, definitions)),
    ...patches.flatMap(({ text }) => minePatch(text)),
  ].map(printPair);
}
