import { idf, k1, longest } from '../ranking/bm25.ts';
import { findList, type PostingList } from './dictionary.ts';
import { readLength, readPostings } from './postings.ts';
import type { FieldName } from './segment.ts';
import type { Term } from './tokenise.ts';
import { isDeleted, type IndexView, type LiveSegment } from './view.ts';

/** Scores of one segment's chunks, by number. */
export type Scores = Float32Array;

/** A term's lists in one field, one for each segment, and what the term tells there. */
export interface TermLists {
  readonly lists: readonly (PostingList | undefined)[];
  /** Live documents that have the term. */
  readonly having: number;
  readonly idf: number;
}

export function findLists(view: IndexView, field: FieldName, term: Term): TermLists {
  const lists = view.segments.map(({ segment }) => findList(segment.fields[field], term));
  const total = field === 'path' ? view.fileCount : view.chunkCount;
  let having = 0;
  lists.forEach((list, i) => {
    const live = view.segments[i];
    if (list !== undefined && live !== undefined) having += countLive(live, field, list);
  });
  return { lists, having, idf: having === 0 ? 0 : idf(total, having) };
}

/** Up to this many entries are looked at one by one; above, deleted files change an idf by less than anyone sees. */
const countedOneByOne = 2048;

function countLive(live: LiveSegment, field: FieldName, list: PostingList): number {
  if (live.deletedFiles === null) return list.count;
  if (list.count > countedOneByOne) {
    const share = live.liveChunks / Math.max(1, live.segment.chunkCount);
    return Math.round(list.count * share);
  }
  const entries = decode(list);
  let having = 0;
  for (const id of entries.ids) {
    const isDead = field === 'path' ? isDeleted(live.deletedFiles, id) : isDeadChunk(live, id);
    if (!isDead) having++;
  }
  return having;
}

/** One byte for each chunk of a segment that has deleted files: 1 where it is dead. */
const deadChunks = new WeakMap<LiveSegment, Uint8Array>();

export function isDeadChunk(live: LiveSegment, chunk: number): boolean {
  return deadChunksOf(live)?.[chunk] === 1;
}

/** For loops over all chunks; null: none is dead. */
export function deadChunksOf(live: LiveSegment): Uint8Array | null {
  if (live.deletedFiles === null) return null;
  let dead = deadChunks.get(live);
  if (dead === undefined) {
    const { fileFirstChunk, fileCount, chunkCount } = live.segment;
    dead = new Uint8Array(chunkCount);
    for (let file = 0; file < fileCount; file++) {
      if (isDeleted(live.deletedFiles, file)) dead.fill(1, fileFirstChunk[file], fileFirstChunk[file + 1]);
    }
    deadChunks.set(live, dead);
  }
  return dead;
}

/** The documents of a list, ascending, with the count of the term in each. */
export function decode(list: PostingList): { readonly ids: Int32Array; readonly counts: Uint8Array } {
  const entries = { ids: new Int32Array(list.count), counts: new Uint8Array(list.count) };
  readPostings(list.bytes, list.at, entries);
  return entries;
}

export interface Share {
  /** Weight times idf. */
  readonly factor: number;
  /** As `lengthNorms` gives them. */
  readonly norms: Float32Array;
  readonly lengths: Uint16Array;
}

/**
 * Add a term's BM25 share to every chunk that has it. The decoder is written out here once more, since this loop is
 * where a search spends its time.
 */
export function addScores(scores: Scores, list: PostingList, share: Share): void {
  const { bytes } = list;
  const { norms, lengths } = share;
  const factor = share.factor * (k1 + 1);
  let { next: position } = readLength(bytes, list.at);
  let id = -1;
  for (let i = 0; i < list.count; i++) {
    let value = bytes[position++] ?? 0;
    if (value >= 128) {
      value &= 127;
      let shift = 7;
      let byte = 128;
      while (byte >= 128) {
        byte = bytes[position++] ?? 0;
        value |= (byte & 127) << shift;
        shift += 7;
      }
    }
    id += value >>> 2;
    let count = (value & 3) + 1;
    if (count === 4) count = bytes[position++] ?? 0;
    const norm = norms[Math.min(lengths[id] ?? 0, longest)] ?? 1;
    scores[id] = (scores[id] ?? 0) + (factor * count) / (count + norm);
  }
}

/** Add a term's share of the path to every chunk of each file that has it. */
export function addFileScores(scores: Scores, list: PostingList, share: Share & { live: LiveSegment }): void {
  const { fileFirstChunk } = share.live.segment;
  const { ids, counts } = decode(list);
  for (let i = 0; i < ids.length; i++) {
    const file = ids[i] ?? 0;
    const count = counts[i] ?? 1;
    const norm = share.norms[Math.min(share.lengths[file] ?? 0, longest)] ?? 1;
    const score = (share.factor * (k1 + 1) * count) / (count + norm);
    const end = fileFirstChunk[file + 1] ?? 0;
    for (let chunk = fileFirstChunk[file] ?? 0; chunk < end; chunk++)
      scores[chunk] = (scores[chunk] ?? 0) + score;
  }
}
