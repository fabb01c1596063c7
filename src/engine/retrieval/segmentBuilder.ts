import type { WordVectors } from '../ranking/wordVectors.ts';
import { declarationKinds, type Chunk } from './chunk.ts';
import {
  beginFileVector,
  createVectorSink,
  endChunkVector,
  noVectors,
  toChunkVectors,
  type VectorSink,
} from './chunkVectors.ts';
import { createFieldSink, endDocument, toFieldIndex, type FieldSink } from './fieldSink.ts';
import { flagsOf } from './fileFlags.ts';
import { contentHash, firstLineHash } from './lineHash.ts';
import {
  addText,
  createTextSink,
  describeChunk,
  describeFile,
  toTextTable,
  type TextSink,
} from './records.ts';
import { packSegment, type Segment } from './segment.ts';
import { createLexicon, addWords, addName, type Lexicon } from './lexicon.ts';

export interface IndexedFile {
  /** Relative to its workspace root, with `/`. */
  readonly path: string;
  readonly language: string;
  /** Of the content; compared, never computed here. */
  readonly hash: string;
  /** In order of lines. */
  readonly chunks: readonly Chunk[];
}

/** As a segment keeps them; 0 is none. */
const kindNumbers: ReadonlyMap<string, number> = new Map(declarationKinds.map((kind, at) => [kind, at + 1]));

/** Declarations that are places in a document, not things that other code names. */
const unnamedKinds: ReadonlySet<string> = new Set(['section', 'element', 'rule', 'key']);

/**
 * Index some files. The same files in the same order give the same bytes.
 *
 * @param vectors  By which chunks are embedded; null: none are.
 *
 * What is learned about words is not kept for the next segment, though that would spare splitting them again:
 * measured, the larger tables cost more in cache misses than they save. Batches of 2 to 5 MB are fastest.
 */
export function buildSegment(files: readonly IndexedFile[], vectors: WordVectors | null = null): Segment {
  const chunkCount = files.reduce((sum, { chunks }) => sum + chunks.length, 0);
  const builder = segmentBuilder(chunkCount, vectors);
  for (const file of files) builder.add(file);
  return builder.finish();
}

export interface SegmentBuilder {
  /** How many files were added, which is the number that the next one gets. */
  readonly count: number;
  add(file: IndexedFile): void;
  /** Once, after the last file. */
  finish(): Segment;
}

/**
 * The same file by file, so that each file's text and chunks can go as soon as they are added: kept until the end of
 * a batch, they cost the garbage collector a fifth of the whole time.
 *
 * @param chunkCount  About how many chunks there will be.
 * @param vectors     As for `buildSegment`.
 */
export function segmentBuilder(chunkCount: number, vectors: WordVectors | null = null): SegmentBuilder {
  const sink = vectors === null ? null : createVectorSink(vectors, chunkCount);
  const build = createBuild(capacityFor(chunkCount), sink);
  return {
    get count() {
      return build.fileLanguage.length;
    },
    add: (file) => addFile(build, file),
    finish: () => packBuild(build),
  };
}

interface Build {
  readonly lexicon: Lexicon;
  readonly fileText: TextSink;
  readonly chunkText: TextSink;
  readonly languages: Map<string, number>;
  readonly fileFirstChunk: number[];
  readonly fileFlags: number[];
  readonly fileLanguage: number[];
  readonly startLine: number[];
  readonly endLine: number[];
  readonly kind: number[];
  readonly firstLine: number[];
  readonly content: number[];
  readonly symbol: FieldSink;
  readonly path: FieldSink;
  readonly doc: FieldSink;
  readonly body: FieldSink;
  readonly vectors: VectorSink | null;
}

/** Different words to expect: a chunk brings about 16 new ones at first, and far fewer later. */
function capacityFor(chunkCount: number): number {
  return 2 ** Math.min(14, Math.max(6, Math.ceil(Math.log2(chunkCount * 16 + 1))));
}

function createBuild(capacity: number, vectors: VectorSink | null): Build {
  return {
    lexicon: createLexicon(capacity),
    fileText: createTextSink(),
    chunkText: createTextSink(),
    languages: new Map(),
    fileFirstChunk: [],
    fileFlags: [],
    fileLanguage: [],
    startLine: [],
    endLine: [],
    kind: [],
    firstLine: [],
    content: [],
    symbol: createFieldSink(capacity),
    path: createFieldSink(capacity),
    doc: createFieldSink(capacity),
    body: createFieldSink(capacity),
    vectors,
  };
}

function packBuild(build: Build): Segment {
  const { terms } = build.lexicon;
  return packSegment({
    fileFirstChunk: Uint32Array.from([...build.fileFirstChunk, build.startLine.length]),
    fileFlags: Uint16Array.from(build.fileFlags),
    fileLanguage: Uint16Array.from(build.fileLanguage),
    fileText: toTextTable(build.fileText),
    languages: Array.from(build.languages.keys()),
    chunkStartLine: Uint32Array.from(build.startLine),
    chunkEndLine: Uint32Array.from(build.endLine),
    chunkKind: Uint8Array.from(build.kind),
    chunkFirstLine: Uint32Array.from(build.firstLine),
    chunkContent: Uint32Array.from(build.content),
    chunkText: toTextTable(build.chunkText),
    fields: {
      symbol: toFieldIndex(build.symbol, terms),
      path: toFieldIndex(build.path, terms),
      doc: toFieldIndex(build.doc, terms),
      body: toFieldIndex(build.body, terms),
    },
    vectors: build.vectors === null ? noVectors('') : toChunkVectors(build.vectors),
  });
}

function addFile(build: Build, file: IndexedFile): void {
  const language = build.languages.get(file.language) ?? build.languages.size;
  build.languages.set(file.language, language);
  build.fileLanguage.push(language);
  build.fileFirstChunk.push(build.startLine.length);
  build.fileFlags.push(flagsOf(file.path, file.chunks[0]?.text ?? ''));
  addText(build.fileText, describeFile(file));
  // File systems that decompose letters (macOS) must not make a path unfindable.
  addWords(build.lexicon, file.path.normalize('NFC'));
  endDocument(build.path, build.lexicon);
  const { vectors, lexicon } = build;
  if (vectors !== null) beginFileVector(vectors, build.path, lexicon.terms);
  for (const chunk of file.chunks) {
    addChunk(build, chunk);
    if (vectors !== null) endChunkVector(vectors, build, lexicon.terms);
  }
}

function addChunk(build: Build, chunk: Chunk): void {
  const { lexicon } = build;
  build.startLine.push(chunk.startLine);
  build.endLine.push(chunk.endLine);
  build.kind.push(chunk.kind === undefined ? 0 : (kindNumbers.get(chunk.kind) ?? 0));
  build.firstLine.push(firstLineHash(chunk.text));
  addText(
    build.chunkText,
    describeChunk({
      symbol: chunk.symbol,
      container: chunk.container,
      signature: chunk.signature,
      doc: chunk.doc,
      alsoDefines: chunk.alsoDefines,
    }),
  );
  const isNamed = chunk.kind === undefined || !unnamedKinds.has(chunk.kind);
  const names = chunk.symbol === undefined ? chunk.alsoDefines : [chunk.symbol, ...chunk.alsoDefines];
  for (const name of names) {
    addWords(lexicon, name, true);
    if (isNamed) addName(lexicon, name);
  }
  for (const name of chunk.container) addWords(lexicon, name);
  endDocument(build.symbol, lexicon);
  if (chunk.doc !== undefined) addWords(lexicon, chunk.doc);
  endDocument(build.doc, lexicon);
  // Beside its words, which are found in the same encoded bytes.
  build.content.push(contentHash(chunk.text));
  addWords(lexicon, chunk.text);
  endDocument(build.body, lexicon, true);
}
