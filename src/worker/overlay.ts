import { createHash } from 'node:crypto';
import type { WordVectors } from '../engine/ranking/wordVectors.ts';
import { languageOf } from '../engine/retrieval/language.ts';
import { scanOutline } from '../engine/retrieval/scan.ts';
import type { Segment } from '../engine/retrieval/segment.ts';
import { buildSegment } from '../engine/retrieval/segmentBuilder.ts';
import { splitFile } from '../engine/retrieval/split.ts';
import { pathsOf, withDeleted, type ViewEntry } from '../engine/retrieval/view.ts';
import type { UnsavedText, WorkspaceRoot } from '../engine/retrieval/workspaceIndex.ts';
import type { LiveSegment } from './liveSegment.ts';

interface Layer {
  readonly segment: Segment;
  readonly paths: ReadonlySet<string>;
}

/** Unsaved texts as a segment in memory that lies over the index: searches see them in place of the files. */
export class Overlay {
  readonly #roots: readonly WorkspaceRoot[];
  readonly #vectors: WordVectors | null;
  #texts = new Map<string, string>();
  #layers = new Map<string, Layer>();

  constructor(roots: readonly WorkspaceRoot[], vectors: WordVectors | null) {
    this.#roots = roots;
    this.#vectors = vectors;
  }

  /** Replace all unsaved texts. */
  set(texts: readonly UnsavedText[]): void {
    this.#texts = new Map(texts.map(({ path, text }) => [path, text]));
    this.#layers = new Map();
    for (const root of this.#roots) {
      const prefix = this.#roots.length > 1 ? `${root.name}/` : '';
      const own = texts.filter(({ path }) => path.startsWith(prefix));
      if (own.length === 0) continue;
      const files = own.map(({ path, text }) => toFile(path.slice(prefix.length), text));
      const paths = new Set(files.map((file) => file.path));
      this.#layers.set(root.directory, { segment: buildSegment(files, this.#vectors), paths });
    }
  }

  text(path: string): string | null {
    return this.#texts.get(path) ?? null;
  }

  /** A root's segments with its unsaved texts over them: the files below are hidden in this view only. */
  over(root: WorkspaceRoot, live: readonly LiveSegment[]): ViewEntry[] {
    const rootName = this.#roots.length > 1 ? root.name : '';
    const layer = this.#layers.get(root.directory);
    const base = live.map(({ segment, deleted }) => ({
      segment,
      rootName,
      deletedFiles: layer === undefined ? deleted : hide(segment, deleted, layer.paths),
    }));
    if (layer === undefined) return base;
    return [...base, { segment: layer.segment, rootName }];
  }
}

function toFile(path: string, text: string) {
  const language = languageOf(path, text);
  const chunks = splitFile({ path, language, text, outline: scanOutline(language, text) });
  return { path, language, hash: hashOf(text), chunks };
}

/** As `files/read` hashes a file with this text, so that an unsaved text equal to its file is fresh. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function hide(segment: Segment, deleted: Uint8Array, paths: ReadonlySet<string>): Uint8Array {
  const hidden = pathsOf(segment).flatMap((path, ordinal) => (paths.has(path) ? [ordinal] : []));
  return withDeleted(segment, deleted, hidden);
}
