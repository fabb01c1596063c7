import type { Folder, Ground, RuledOut } from './folder.ts';
import { decide, verdictInWords } from './ruleChain.ts';
import type { RuleChain } from './ruleChain.ts';

/** `in`: take it. `out`: leave it. `through`: an ignored folder that holds something to take; the rest is left. */
export type Judgement =
  | { readonly kind: 'in' }
  | { readonly kind: 'out'; readonly skip: RuledOut }
  | { readonly kind: 'through'; readonly skip: RuledOut };

/**
 * Does a rule keep this entry of `folder` out? In this order: version control data always;
 * `.sightlineignore`, whose negations win over all that follows; the editor's exclude settings;
 * folders of installed dependencies; and Git's rules, unless Git tracks the file all the same.
 *
 * @param path  Relative to the root, with `/`.
 */
export function judge(ground: Ground, folder: Folder, entry: { path: string; isFolder: boolean }): Judgement {
  const { path, isFolder } = entry;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (isVersionControl(name)) return out(`${name} holds version control data`);
  const own = decide(folder.sightlineRules, path, isFolder);
  if (own?.rule.isNegated === true) return { kind: 'in' };
  const skip = own === null ? skipByOthers(ground, folder, entry) : ignored(verdictInWords(own));
  if (skip === null) return { kind: 'in' };
  const isOnTheWay = isFolder && isWayToNegated(folder.sightlineRules, path);
  // Files that Git tracks are only a reason to look into what Git ignores, not into what the user excluded.
  const holdsTracked = isFolder && skip.isByGit && folder.tracked.folders.has(path);
  return { kind: isOnTheWay || holdsTracked ? 'through' : 'out', skip };
}

function skipByOthers(
  ground: Ground,
  folder: Folder,
  { path, isFolder }: { path: string; isFolder: boolean },
): RuledOut | null {
  const glob = ground.excludes(path);
  if (glob !== null) {
    return { reason: 'excluded', detail: `excluded by the setting ${glob}`, isByGit: false };
  }
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (isFolder && dependencyFolders.has(name)) {
    return ignored(`${name} holds what tools put there; "!${name}/" in .sightlineignore takes it in`);
  }
  const isTracked = folder.tracked.files.has(path);
  if (folder.ignoredBy !== null) return isTracked && folder.ignoredBy.isByGit ? null : folder.ignoredBy;
  if (isTracked) return null;
  const verdict = decide(folder.gitRules, path, isFolder);
  if (verdict === null || verdict.rule.isNegated) return null;
  return ignored(verdictInWords(verdict), { isByGit: true });
}

const versionControlNames = new Set(['.git', '.hg', '.svn', '.jj']);

/** Installed or derived from other files, whatever the rules of the folder say or forget to say. */
const dependencyFolders = new Set(['node_modules', 'bower_components', '__pycache__']);

/** Does a change below a name like this never matter to the index, whatever the rules? */
export function isVersionControl(name: string): boolean {
  return versionControlNames.has(name);
}

function isWayToNegated(chain: RuleChain | null, path: string): boolean {
  for (let at = chain; at !== null; at = at.above) {
    if (at.rules.foldersNegatedBelow.includes(at.prefix + path.slice(at.cut))) return true;
  }
  return false;
}

function ignored(detail: string, { isByGit } = { isByGit: false }): RuledOut {
  return { reason: 'ignored', detail, isByGit };
}

function out(detail: string): Judgement {
  return { kind: 'out', skip: ignored(detail) };
}
