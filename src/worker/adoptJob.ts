import path from 'node:path';
import { mergeSegments } from '../engine/retrieval/mergeSegments.ts';
import { readFile } from '../engine/retrieval/records.ts';
import { encodeSegment, type Segment } from '../engine/retrieval/segment.ts';
import { pathsOf } from '../engine/retrieval/view.ts';
import { readText } from '../files/read.ts';
import { readSegment } from '../segments/segmentFiles.ts';
import type { Version } from './formerVersions.ts';
import type { BuildResult, BuiltFile } from './parseJob.ts';

export interface AdoptableFile {
  readonly path: string;
  readonly versions: readonly Version[];
}

/** Files whose chunks may lie somewhere already: in a segment of this index, or of another folder of the repository. */
export interface AdoptJob {
  readonly kind: 'adopt';
  readonly directory: string;
  readonly files: readonly AdoptableFile[];
  readonly maxFileBytes: number;
  /** Only chunks with vectors of this table are taken; null: any. */
  readonly vectorKey: string | null;
}

type Found = BuiltFile & { readonly version: Version };

/**
 * Read and hash each file, and take the chunks of those that are just so in another segment: what a parse would give,
 * byte for byte, without one. Files that are not found anywhere are not in the result; nor are those whose segment is
 * gone or damaged meanwhile.
 */
export async function runAdoptJob(job: AdoptJob): Promise<BuildResult> {
  const found = job.files.flatMap((file) => lookFor(job, file));
  const byFile = Map.groupBy(found, ({ version }) => version.file);
  const sources: { segment: Segment; deletedFiles: Uint8Array }[] = [];
  const taken = new Map<string, Found>();
  for (const [file, all] of byFile) {
    const segment = await readSegment(file).catch(() => null);
    if (segment === null || (job.vectorKey ?? segment.vectors.key) !== segment.vectors.key) continue;
    const right = all.filter((one) => isThere(segment, one));
    if (right.length === 0) continue;
    sources.push({ segment, deletedFiles: allBut(segment, right) });
    for (const one of right) taken.set(one.path, one);
  }
  if (sources.length === 0) return nothing;
  const merged = mergeSegments(sources);
  const files = pathsOf(merged).flatMap((name, ordinal): BuiltFile[] => {
    const one = taken.get(name);
    if (one === undefined) throw new Error(`${name} was not asked for.`);
    const { version, ...built } = one;
    return [{ ...built, language: version.language, ordinal }];
  });
  return { ...nothing, bytes: encodeSegment(merged), files };
}

const nothing: BuildResult = {
  kind: 'built',
  bytes: null,
  files: [],
  skipped: [],
  vanished: [],
  parsedBytes: 0,
};

/** What cannot be read is left to the job that would index it, which records why. */
function lookFor({ directory, maxFileBytes }: AdoptJob, { path: name, versions }: AdoptableFile): Found[] {
  const read = readText(path.join(directory, name), { maxBytes: maxFileBytes });
  if (read.kind !== 'text') return [];
  const version = versions.find(({ hash }) => hash === read.hash);
  if (version === undefined) return [];
  const { size, mtimeMs, hash } = read;
  return [{ path: name, size, mtimeMs, hash, language: version.language, phase: 2, ordinal: null, version }];
}

/** Another process may have put another segment in this place. */
function isThere(segment: Segment, { path: name, version }: Found): boolean {
  if (version.ordinal >= segment.fileCount) return false;
  const record = readFile(segment, version.ordinal);
  return record.path === name && record.hash === version.hash && record.language === version.language;
}

function allBut(segment: Segment, kept: readonly Found[]): Uint8Array {
  const bits = new Uint8Array(Math.ceil(segment.fileCount / 8)).fill(0xff);
  for (const { version } of kept) {
    bits[version.ordinal >> 3] = (bits[version.ordinal >> 3] ?? 0) & ~(1 << (version.ordinal & 7));
  }
  return bits;
}
