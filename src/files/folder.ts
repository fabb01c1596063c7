import path from 'node:path';
import { listTrackedIgnored, repositoryAround, repositoryAt } from './git.ts';
import type { GitIgnoreSettings, Repository } from './git.ts';
import type { ExcludeTest } from './excludeGlobs.ts';
import { decide, extendChain } from './ruleChain.ts';
import type { RuleChain } from './ruleChain.ts';
import type { Skip } from './skip.ts';

/** What holds for one whole walk. */
export interface Ground {
  /** Real path of the workspace root that is walked. */
  readonly root: string;
  /** Real paths of all roots: a link into any of them stays in the workspace. */
  readonly workspace: readonly string[];
  readonly excludes: ExcludeTest;
  readonly maxFileBytes: number;
  readonly settings: GitIgnoreSettings;
  /** By folder: what Git tracks there against its rules. Asked once per walk. */
  readonly trackedIn: Map<string, Promise<TrackedIgnored>>;
  readonly signal: AbortSignal | undefined;
}

/** A folder that the walk is in, with every rule that speaks for what lies in it. */
export interface Folder {
  /** Relative to the root, with `/`; empty for the root. */
  readonly path: string;
  readonly gitRules: RuleChain | null;
  readonly sightlineRules: RuleChain | null;
  /** Files that Git tracks against its own ignore rules, and the folders on the way to them. */
  readonly tracked: TrackedIgnored;
  /** Set where an ignored folder is walked only for what is tracked, or negated, inside. */
  readonly ignoredBy: RuledOut | null;
}

export interface RuledOut extends Skip {
  /** Git's own rules say so, which what Git tracks overrides; a user's exclude it does not. */
  readonly isByGit: boolean;
}

export interface TrackedIgnored {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
}

/** Which of the names that change the rules a folder contains. */
export interface Markers {
  readonly hasGitignore: boolean;
  readonly hasSightlineignore: boolean;
  readonly hasDotGit: boolean;
  /** The file that says that tools made the whole folder, if there is one. */
  readonly derivedMark: string | null;
}

/** Why a folder is left out for what lies in it, unless `.sightlineignore` takes it in; else null. */
export function skipDerived(folder: Folder, markers: Markers | null): Skip | null {
  if (markers === null || markers.derivedMark === null || folder.path === '') return null;
  if (decide(folder.sightlineRules, folder.path, true)?.rule.isNegated === true) return null;
  const name = folder.path.slice(folder.path.lastIndexOf('/') + 1);
  return {
    reason: 'ignored',
    detail: `made by tools, says its ${markers.derivedMark}; "!${name}/" in .sightlineignore takes it in`,
  };
}

/** The folder above the root, so to speak: the rules that come from outside the workspace. */
export async function openGround(ground: Ground): Promise<Folder> {
  const { root } = ground;
  const repository = repositoryAround(root);
  const gitRules = repository === null ? globalRules(ground, '') : rulesAbove(ground, repository);
  const tracked = repository === null ? nothingTracked : await trackedAt(ground, root, '');
  return { path: '', gitRules, sightlineRules: null, tracked, ignoredBy: null };
}

/** Step into a folder: add the rules that lie in it. A nested repository starts with rules of its own. */
export async function enterFolder(ground: Ground, folder: Folder, markers: Markers): Promise<Folder> {
  const directory = path.join(ground.root, folder.path);
  const isNested = markers.hasDotGit && folder.path !== '' && repositoryAt(directory) !== null;
  const base = isNested ? await nestedRepository(ground, folder, directory) : folder;
  const here = folder.path === '' ? '' : `${folder.path}/`;
  const extend = (chain: RuleChain | null, name: string): RuleChain | null =>
    extendChain(chain, {
      file: path.join(directory, name),
      label: here + name,
      cut: here.length,
      ignoreCase: ground.settings.ignoreCase,
    });
  // Git does not read the ignore files inside a folder that is itself ignored.
  const readsGitignore = markers.hasGitignore && base.ignoredBy === null;
  return {
    ...base,
    gitRules: readsGitignore ? extend(base.gitRules, '.gitignore') : base.gitRules,
    sightlineRules: markers.hasSightlineignore
      ? extend(base.sightlineRules, '.sightlineignore')
      : base.sightlineRules,
  };
}

async function nestedRepository(ground: Ground, folder: Folder, directory: string): Promise<Folder> {
  const repository = repositoryAt(directory) as Repository;
  const above = globalRules(ground, '', folder.path.length + 1);
  return {
    ...folder,
    gitRules: infoExclude(ground, repository, { above, prefix: '', cut: folder.path.length + 1 }),
    tracked: await trackedAt(ground, directory, `${folder.path}/`),
  };
}

/**
 * Rules of the repository around the root: the user's own, `info/exclude`, and each `.gitignore` above the root.
 * Where they ignore the root itself, its user opened it all the same, so only the user's own count.
 */
function rulesAbove(ground: Ground, repository: Repository): RuleChain | null {
  const { root, settings } = ground;
  const down = path.relative(repository.top, root).split(path.sep).filter(Boolean);
  const prefixAt = (depth: number): string =>
    down
      .slice(depth)
      .map((name) => `${name}/`)
      .join('');
  const above = globalRules(ground, prefixAt(0));
  let chain = infoExclude(ground, repository, { above, prefix: prefixAt(0), cut: 0 });
  for (let depth = 0; depth < down.length; depth++) {
    const file = path.join(repository.top, ...down.slice(0, depth), '.gitignore');
    chain = extendChain(chain, {
      file,
      label: file,
      prefix: prefixAt(depth),
      ignoreCase: settings.ignoreCase,
    });
    if (isIgnoredBelow(chain, down, depth)) return globalRules(ground, '');
  }
  return chain;
}

/** Is the folder at `down[depth]` ignored? The chain's prefixes lead to the root, so what lies below is cut off. */
function isIgnoredBelow(chain: RuleChain | null, down: readonly string[], depth: number): boolean {
  const below = down.slice(depth + 1).join('/');
  const stop = below === '' ? 1 : below.length + 2;
  let shifted: RuleChain | null = null;
  const links: RuleChain[] = [];
  for (let at = chain; at !== null; at = at.above) links.push(at);
  for (const link of links.reverse()) {
    shifted = { ...link, prefix: link.prefix.slice(0, -stop), above: shifted };
  }
  return decide(shifted, '', true)?.rule.isNegated === false;
}

function globalRules(ground: Ground, prefix: string, cut = 0): RuleChain | null {
  const { globalFile, ignoreCase } = ground.settings;
  return extendChain(null, { file: globalFile, label: globalFile, prefix, cut, ignoreCase });
}

function infoExclude(
  ground: Ground,
  repository: Repository,
  at: { above: RuleChain | null; prefix: string; cut: number },
): RuleChain | null {
  const file = path.join(repository.commonDirectory, 'info', 'exclude');
  const { prefix, cut } = at;
  return extendChain(at.above, { file, label: file, prefix, cut, ignoreCase: ground.settings.ignoreCase });
}

const nothingTracked: TrackedIgnored = { files: new Set(), folders: new Set() };

function trackedAt(ground: Ground, directory: string, prefix: string): Promise<TrackedIgnored> {
  const known = ground.trackedIn.get(directory);
  if (known !== undefined) return known;
  const asked = readTracked(directory, prefix, ground.signal);
  ground.trackedIn.set(directory, asked);
  return asked;
}

async function readTracked(directory: string, prefix: string, signal?: AbortSignal): Promise<TrackedIgnored> {
  const names = await listTrackedIgnored(directory, signal);
  const files = new Set(names.map((name) => prefix + name.replace(/\/$/, '')));
  const folders = new Set<string>();
  for (const file of files) {
    for (let slash = file.indexOf('/'); slash !== -1; slash = file.indexOf('/', slash + 1)) {
      folders.add(file.slice(0, slash));
    }
  }
  return { files, folders };
}
