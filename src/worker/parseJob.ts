import path from 'node:path';
import type { WordVectors } from '../engine/ranking/wordVectors.ts';
import type { Parser } from '../engine/retrieval/chunk.ts';
import { languageOf } from '../engine/retrieval/language.ts';
import { scanOutline } from '../engine/retrieval/scan.ts';
import { encodeSegment } from '../engine/retrieval/segment.ts';
import { segmentBuilder } from '../engine/retrieval/segmentBuilder.ts';
import { splitFile } from '../engine/retrieval/split.ts';
import type { SkippedFile } from '../engine/retrieval/workspaceIndex.ts';
import { readText } from '../files/read.ts';

/** A file to look at. `knownHash` is what the index has: an equal hash costs no parse and no new chunks. */
export interface WantedFile {
  readonly path: string;
  readonly knownHash: string | null;
}

export interface BuildJob {
  readonly kind: 'build';
  readonly directory: string;
  /** 1: line scan. 2: syntax tree. */
  readonly phase: 1 | 2;
  readonly files: readonly WantedFile[];
  readonly maxFileBytes: number;
}

/** One file as it was read. `ordinal` is its place in the built segment; null where its hash is the known one. */
export interface BuiltFile {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly hash: string;
  readonly language: string;
  /** 2 also after phase 1, where no grammar could do better. */
  readonly phase: 1 | 2;
  readonly ordinal: number | null;
}

export interface BuildResult {
  readonly kind: 'built';
  /** An encoded segment; null where no file had anything new. */
  readonly bytes: Uint8Array<ArrayBuffer> | null;
  readonly files: readonly BuiltFile[];
  readonly skipped: readonly SkippedFile[];
  readonly vanished: readonly string[];
  /** Bytes that went through the syntax parser, whose memory never shrinks. */
  readonly parsedBytes: number;
}

/** A file has about so many chunks; more or fewer only cost a growth of the tables, or some room. */
const chunksOfFile = 10;

export interface BuildMeans {
  /** Null in phase 1. */
  readonly parser: Parser | null;
  /** Languages that phase 2 can improve. */
  readonly grammarLanguages: ReadonlySet<string>;
  /** By which chunks are embedded; null: none are. */
  readonly vectors: WordVectors | null;
}

/**
 * Read, outline, split and index a batch of files into one segment. Phase 1 embeds, too, though that costs it a tenth
 * (`npm run bench -- pipeline`): a command line that ends after its answer would never search by meaning else.
 * A file that cannot be read is a recorded reason, never a failure of the batch.
 */
export async function runBuildJob(job: BuildJob, means: BuildMeans): Promise<BuildResult> {
  const { parser, grammarLanguages, vectors } = means;
  const builder = segmentBuilder(job.files.length * chunksOfFile, vectors);
  const files: BuiltFile[] = [];
  const skipped: SkippedFile[] = [];
  const vanished: string[] = [];
  let parsedBytes = 0;
  for (const wanted of job.files) {
    const read = readText(path.join(job.directory, wanted.path), { maxBytes: job.maxFileBytes });
    if (read.kind === 'gone') {
      vanished.push(wanted.path);
      continue;
    }
    if (read.kind === 'skip') {
      skipped.push({ path: wanted.path, ...read.skip });
      continue;
    }
    const language = languageOf(wanted.path, read.text);
    const isKnown = read.hash === wanted.knownHash;
    const about = { path: wanted.path, size: read.size, mtimeMs: read.mtimeMs, hash: read.hash, language };
    const phase = job.phase === 2 || !grammarLanguages.has(language) ? 2 : 1;
    if (isKnown && job.phase === 1) {
      files.push({ ...about, phase, ordinal: null });
      continue;
    }
    if (job.phase === 2) parsedBytes += read.size;
    const outline = (await parser?.outline(language, read.text)) ?? scanOutline(language, read.text);
    const parts = splitFile({ path: wanted.path, language, text: read.text, outline });
    files.push({ ...about, phase, ordinal: builder.count });
    builder.add({ path: wanted.path, language, hash: read.hash, chunks: parts });
  }
  const bytes = builder.count === 0 ? null : encodeSegment(builder.finish());
  return { kind: 'built', bytes, files, skipped, vanished, parsedBytes };
}
