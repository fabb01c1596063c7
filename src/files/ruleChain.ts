import type { IgnoreRule, IgnoreRules } from './ignoreRules.ts';
import { parseIgnoreRules } from './ignoreRules.ts';
import { readSmall } from './git.ts';

/**
 * Ignore files that speak for one folder, nearest first. The first file with a matching rule decides,
 * whatever the ones above say.
 */
export interface RuleChain {
  readonly rules: IgnoreRules;
  /** For a person: `pkg/.gitignore`, or an absolute path for a file outside the workspace. */
  readonly label: string;
  /** How a path relative to the workspace root becomes one relative to this file's folder: cut, then prefix. */
  readonly cut: number;
  readonly prefix: string;
  readonly above: RuleChain | null;
}

/** Which rule of which file decided. */
export interface Verdict {
  readonly rule: IgnoreRule;
  readonly label: string;
}

/** The verdict on a path (relative to the workspace root, with `/`), or null where no rule matches. */
export function decide(chain: RuleChain | null, path: string, isFolder: boolean): Verdict | null {
  for (let at = chain; at !== null; at = at.above) {
    const rule = at.rules.decide(at.prefix + path.slice(at.cut), isFolder);
    if (rule !== null) return { rule, label: at.label };
  }
  return null;
}

export interface RuleFile {
  /** Absolute path of the ignore file; nothing is added where it cannot be read. */
  readonly file: string;
  readonly label: string;
  readonly cut?: number;
  readonly prefix?: string;
  readonly ignoreCase: boolean;
}

/** Put the rules of one more file, nearer than all so far, in front of a chain. */
export function extendChain(above: RuleChain | null, from: RuleFile): RuleChain | null {
  const text = readSmall(from.file);
  if (text === null) return above;
  const rules = parseIgnoreRules(text, from);
  return { rules, label: from.label, cut: from.cut ?? 0, prefix: from.prefix ?? '', above };
}

/** "matched by pkg/.gitignore line 3: dist/" */
export function verdictInWords({ rule, label }: Verdict): string {
  return `matched by ${label} line ${rule.line}: ${rule.text}`;
}
