import type { Commit } from '../retrieval/commit.ts';
import { fileFlags, flagsOf } from '../retrieval/fileFlags.ts';
import { languageOf } from '../retrieval/language.ts';
import { shuffleKey, type Task } from './task.ts';

export interface CommitTaskOptions {
  /** Files of the tree that is searched: one from before all of the commits that are asked about. */
  readonly paths: ReadonlySet<string>;
  /**
   * Commits that the tree already has. A question that one of them asks in the same words (a change that was picked
   * over from another branch) is left out: history would hold its answer.
   */
  readonly older: readonly Commit[];
}

const mostFiles = 5;
const fewestWords = 3;

/**
 * The subject of a commit asks for the files that it changed: one to five files of code, no tests, all of which
 * counts although some may be new. Subjects that say nothing (merges, version bumps, typos) ask nothing. Each
 * question once.
 */
export function commitTasks(commits: readonly Commit[], options: CommitTaskOptions): Task[] {
  const asked = new Set(options.older.map(({ subject }) => keyOf(subject)));
  const tasks: Task[] = [];
  for (const commit of commits) {
    const question = questionOf(commit.subject);
    const files = question === null ? null : codeFilesOf(commit);
    if (question === null || files === null || asked.has(keyOf(commit.subject))) continue;
    const expected = files.filter((path) => options.paths.has(path)).map((path) => ({ path }));
    if (expected.length === 0) continue;
    asked.add(keyOf(commit.subject));
    tasks.push({ question, expected, origin: originOf(commit) });
  }
  return tasks;
}

/** The names that a file declares, in its order, for a question that is made of it. */
export type NamesOf = (path: string) => readonly string[];

const mostNames = 12;

/**
 * One file of a commit, its path and the names that it declares, asks for the others that the commit changed.
 * @param options  `seed`: which of its files.
 */
export function cochangeTasks(
  commits: readonly Commit[],
  options: CommitTaskOptions & { readonly namesOf: NamesOf; readonly seed: number },
): Task[] {
  const seen = new Set<string>();
  return commits.flatMap((commit): Task[] => {
    const files = (codeFilesOf(commit) ?? []).filter((path) => options.paths.has(path));
    const at = shuffleKey(commit.hash, options.seed) % Math.max(1, files.length);
    const asked = files[at];
    const others = files.filter((path) => path !== asked);
    if (asked === undefined || others.length === 0) return [];
    const key = [asked, ...others].join('\n');
    if (seen.has(key)) return [];
    seen.add(key);
    const names = options.namesOf(asked).slice(0, mostNames).join(' ');
    const expected = others.map((path) => ({ path }));
    return [{ question: `${asked} ${names}`.trim(), expected, except: [asked], origin: originOf(commit) }];
  });
}

/** Files that the commit changed and did not make, where all that it changed in code are one to five; else null. */
function codeFilesOf({ files }: Commit): string[] | null {
  const code = files.filter(({ path }) => isCode(path));
  if (code.length === 0 || code.length > mostFiles) return null;
  return code.flatMap(({ path, from, change }) => (change === 'added' ? [] : [from ?? path]));
}

const notCode: ReadonlySet<string> = new Set(['plaintext', 'ignore', 'ini', 'properties', 'xml']);

const notAsked =
  fileFlags.test |
  fileFlags.generated |
  fileFlags.vendored |
  fileFlags.docs |
  fileFlags.data |
  fileFlags.example;

/** Whether a question may ask for this file: code that people wrote, no test. */
export function isCode(path: string, start = ''): boolean {
  return !notCode.has(languageOf(path)) && (flagsOf(path, start) & notAsked) === 0;
}

function originOf({ hash, time }: Commit): string {
  return `${hash.slice(0, 10)} of ${new Date(time * 1000).toISOString().slice(0, 10)}`;
}

/** Commits that change no behaviour that their subject tells of. */
const tellsNothing =
  /^(merge|revert|bump|release|prepare|version|v?\d+\.\d+|wip|initial commit|backport|cherry.?pick|update (dependenc|deps|changelog|readme|version|copyright)|upgrade dependenc)|\b(typos?|changelog|release notes|dependabot|renovate|copyright|licen[sc]e headers?|lint(er|ing)?|prettier|gofmt|rustfmt|clang-format|black|whitespace|formatting|code style|reformat)\b|\[(skip ci|ci skip)\]|apply suggestions|address (review|comments)|code review|pull request/i;

/** `fix(parser)!: ` and `Fix: `: the words of a convention, not of a question. */
const convention =
  /^(fix|feat|feature|chore|docs?|refactor|perf|tests?|build|ci|style|update|new|breaking|upgrade|improvement)(\([^)]*\))?!?:\s*/i;

/** What a subject asks, without conventions and numbers of issues; null where it asks nothing. */
export function questionOf(subject: string): string | null {
  const text = subject
    .replace(convention, '')
    .replaceAll(/https?:\/\/\S+/g, ' ')
    .replaceAll(
      /\(?\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|refs?|see|issue|bug|pr|gh)[ :-]*#\d+\)?/gi,
      ' ',
    )
    .replaceAll(/[([]?#\d+[)\]]?/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[\s,;:.-]+|[\s,;:-]+$/g, '');
  if (tellsNothing.test(text) || tellsNothing.test(subject)) return null;
  const words = text.match(/\p{L}{2,}/gu) ?? [];
  return words.length < fewestWords ? null : text;
}

function keyOf(subject: string): string {
  return (questionOf(subject) ?? subject).toLowerCase();
}
