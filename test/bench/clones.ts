import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Outline } from '../../src/engine/retrieval/chunk.ts';
import { languageOf } from '../../src/engine/retrieval/language.ts';
import { scanOutline } from '../../src/engine/retrieval/scan.ts';
import type { IndexedFile } from '../../src/engine/retrieval/segmentBuilder.ts';
import { splitFile } from '../../src/engine/retrieval/split.ts';
import { readText } from '../../src/files/read.ts';
import { collectWalk, filesOf } from '../../src/files/walk.ts';
import { createParserApart } from '../../src/parsing/apart.ts';
import { isParsedApart } from '../../src/parsing/grammar.ts';
import { createParser } from '../../src/parsing/parser.ts';

/** The folder with clones of public repositories, each named as the repository without its owner. */
export function clonesFolder(): string | undefined {
  return process.env['SIGHTLINE_CLONES'];
}

export interface Clone {
  readonly directory: string;
  readonly head: string;
}

/** The clone of a repository, or the command that makes it. */
export function findClone(
  folder: string | undefined,
  repository: string,
  commit: string,
): Clone | { readonly command: string } {
  const name = repository.slice(repository.indexOf('/') + 1);
  const directory = path.join(folder ?? '', name);
  if (folder === undefined || !fs.existsSync(directory)) {
    return { command: `git clone https://github.com/${repository} && git -C ${name} checkout ${commit}` };
  }
  const head = execFileSync('git', ['-C', directory, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
  return { directory, head };
}

export interface Chunking {
  outline(language: string, text: string): Promise<Outline>;
  close(): void;
}

/** Parse as the product does in phase 2: some languages in a process of their own, the line scan where no grammar is. */
export function startChunking(): Chunking {
  const options = { grammarDirectory: null, log: console.error };
  const here = createParser(options);
  const file = path.join(import.meta.dirname, '..', '..', 'src', 'parsing', 'main.ts');
  const apart = createParserApart({ ...options, file });
  return {
    async outline(language, text) {
      const parser = isParsedApart(language) ? apart : here;
      return (await parser.outline(language, text)) ?? scanOutline(language, text);
    },
    close() {
      here.close();
      apart.close();
    },
  };
}

/** All files of a clone that the product would index, as chunks. */
export async function readClone(directory: string, chunking: Chunking): Promise<IndexedFile[]> {
  const walked = await collectWalk(filesOf(directory).walk());
  const files: IndexedFile[] = [];
  for (const entry of walked.files) {
    const read = readText(path.join(directory, entry.path));
    if (read.kind !== 'text') continue;
    const language = languageOf(entry.path, read.text);
    const outline = await chunking.outline(language, read.text);
    const chunks = splitFile({ path: entry.path, language, text: read.text, outline });
    files.push({ path: entry.path, language, hash: read.hash, chunks });
  }
  return files;
}
