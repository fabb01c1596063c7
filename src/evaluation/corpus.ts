import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { EngineError } from '../engine/errors.ts';
import type { Parser } from '../engine/retrieval/chunk.ts';
import { languageOf } from '../engine/retrieval/language.ts';
import { scanOutline } from '../engine/retrieval/scan.ts';
import type { IndexedFile } from '../engine/retrieval/segmentBuilder.ts';
import { splitFile } from '../engine/retrieval/split.ts';
import { readTree } from '../files/gitTree.ts';
import { readText } from '../files/read.ts';
import { defaultMaxFileBytes } from '../files/skip.ts';
import { collectWalk, filesOf, type Excludes } from '../files/walk.ts';

/** Files as the index has them, with their text, in memory. */
export interface Corpus {
  readonly files: readonly IndexedFile[];
  /** Files that there was no room for. */
  readonly leftOut: number;
}

export interface CorpusOptions {
  readonly parser: Parser;
  readonly excludes?: Excludes | (() => Excludes);
  readonly signal: AbortSignal;
  /** Called now and then while files are parsed. */
  readonly onProgress: (done: number, total: number) => void;
}

/** All rankers together take about 20 times as much memory as the text. */
const mostBytes = 60_000_000;

/** The folder as it is on disk, by the rules by which it is indexed. */
export async function readFolder(directory: string, options: CorpusOptions): Promise<Corpus> {
  const { excludes, signal } = options;
  const walk = await collectWalk(filesOf(directory, excludes === undefined ? {} : { excludes }).walk(signal));
  let bytes = 0;
  const taken = walk.files.filter(({ size }) => (bytes += size) <= mostBytes);
  const texts = taken.flatMap(({ path: name }) => {
    const read = readText(path.join(directory, name));
    return read.kind === 'text' ? [{ path: name, text: read.text, hash: read.hash }] : [];
  });
  return { files: await indexed(texts, options), leftOut: walk.files.length - taken.length };
}

/** The folder as it was at a commit. */
export async function readCommit(directory: string, commit: string, options: CorpusOptions): Promise<Corpus> {
  const { signal } = options;
  const tree = await readTree(directory, commit, {
    maxFileBytes: defaultMaxFileBytes,
    maxBytes: mostBytes,
    signal,
  });
  if (tree === null) {
    throw new EngineError(
      'history-missing',
      `Git could not read the files of commit ${commit.slice(0, 10)}.`,
      {
        hint: 'A partial clone may lack them: git fetch --refetch brings them.',
      },
    );
  }
  return { files: await indexed(tree.files, options), leftOut: tree.leftOut };
}

interface Text {
  readonly path: string;
  readonly text: string;
  readonly hash: string;
}

async function indexed(
  texts: readonly Text[],
  { parser, signal, onProgress }: CorpusOptions,
): Promise<IndexedFile[]> {
  const files: IndexedFile[] = [];
  for (const { path: name, text, hash } of texts) {
    if (files.length % 50 === 0) {
      await nextTurn();
      signal.throwIfAborted();
      onProgress(files.length, texts.length);
    }
    const language = languageOf(name, text);
    const outline = (await parser.outline(language, text)) ?? scanOutline(language, text);
    files.push({ path: name, language, hash, chunks: splitFile({ path: name, language, text, outline }) });
  }
  return files;
}
