import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { segmentFormat } from '../engine/retrieval/segment.ts';
import { readSmall, repositoryAround, runGit } from '../files/git.ts';
import { openCatalogue } from '../storage/catalogue.ts';
import type { Version } from './formerVersions.ts';

/** What a root's index says of itself, for other folders of the same repository. */
const aboutSchema = z.object({
  /** The folder that is indexed, below the top of its repository: only equal ones have equal paths. */
  within: z.string(),
  /** The repository's own folder, which worktrees share, and the address that clones have in common. */
  repositories: z.array(z.string()),
});
type About = z.infer<typeof aboutSchema>;

const aboutFile = 'about.json';

/** More twins than this hardly add a file, and each costs a read of its catalogue. */
const mostTwins = 3;

/** Leave a note of which repository this index is of. A folder outside of one leaves none. Never throws. */
export async function tellTwins(
  indexDirectory: string,
  root: string,
  log: (line: string) => void,
): Promise<About | null> {
  try {
    const about = await aboutOf(root);
    const file = path.join(indexDirectory, aboutFile);
    if (about !== null && readSmall(file) !== JSON.stringify(about)) {
      fs.writeFileSync(file, JSON.stringify(about), { mode: 0o600 });
    }
    return about;
  } catch (error) {
    log(`The repository of ${root} could not be noted: ${String(error)}`);
    return null;
  }
}

async function aboutOf(root: string): Promise<About | null> {
  const repository = repositoryAround(root);
  if (repository === null) return null;
  const origin = (await runGit(root, ['config', '--get', 'remote.origin.url']))?.trim() ?? '';
  const shared = fs.realpathSync(repository.commonDirectory);
  return {
    within: path.relative(repository.top, root).split(path.sep).join('/'),
    repositories: [shared, ...(origin === '' ? [] : [withoutPassword(origin)])],
  };
}

function withoutPassword(address: string): string {
  return address.replace(/^(\w+:\/\/)[^@/]*@/, '$1');
}

/**
 * Files that other folders of the same repository (worktrees, clones) have indexed to the end, by path, the newest index
 * first. Their writers may be at work: what is read here may be gone when it is wanted.
 */
export function versionsOfTwins(indexDirectory: string, about: About): Map<string, Version[]> {
  const versions = new Map<string, Version[]>();
  for (const twin of twinsOf(indexDirectory, about)) {
    for (const [name, version] of readVersions(twin)) {
      versions.set(name, [...(versions.get(name) ?? []), version]);
    }
  }
  return versions;
}

function twinsOf(indexDirectory: string, { within, repositories }: About): string[] {
  const home = path.dirname(indexDirectory);
  const twins = fs.readdirSync(home).flatMap((name) => {
    const directory = path.join(home, name);
    if (directory === indexDirectory) return [];
    const about = readAbout(directory);
    const isTwin = about?.within === within && about.repositories.some((one) => repositories.includes(one));
    return isTwin ? [{ directory, changedMs: changedAt(path.join(directory, 'catalogue.db')) }] : [];
  });
  twins.sort((a, b) => b.changedMs - a.changedMs);
  return twins.slice(0, mostTwins).map(({ directory }) => directory);
}

function readAbout(directory: string): About | null {
  const text = readSmall(path.join(directory, aboutFile));
  if (text === null) return null;
  try {
    return aboutSchema.parse(JSON.parse(text));
  } catch {
    // Cut short, or of another version: then it is no twin.
    return null;
  }
}

function changedAt(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function readVersions(directory: string): [string, Version][] {
  try {
    const catalogue = openCatalogue({ directory, isReadOnly: true, formatVersion: segmentFormat });
    try {
      const files = new Map(catalogue.load().segments.map(({ id, fileName }) => [id, fileName]));
      return [...catalogue.files()].flatMap(({ path: name, phase, segmentId, hash, language, ordinal }) => {
        const fileName = files.get(segmentId);
        if (phase !== 2 || fileName === undefined) return [];
        return [[name, { hash, language, ordinal, file: path.join(directory, fileName) }]];
      });
    } finally {
      catalogue.close();
    }
  } catch {
    // Damaged, of another format, or locked: the files are indexed as if there were no twin.
    return [];
  }
}
