import type { Pair } from './pair.ts';
import { lastParts } from './definitions.ts';
import { plainEnglish } from './sentence.ts';
import { termsOf } from './terms.ts';

/** A patch that changes more files is a reorganisation, and says little about each. */
const mostFiles = 4;
const largestHunk = 2500;

/**
 * The pairs of one patch that a distribution carries: what its header says that it does (DEP-3's `Description`, or the
 * `Subject` of a commit), and the largest change to each file.
 */
export function minePatch(text: string): Pair[] {
  const start = /^(?:diff --git|Index:|--- )/m.exec(text)?.index ?? text.length;
  const sentence = titleOf(text.slice(0, start));
  if (sentence === undefined) return [];
  const files = changedFiles(text.slice(start)).filter(
    ({ path }) => !/tests?\/|changelog|\.(?:md|txt)$/i.test(path),
  );
  if (files.length === 0 || files.length > mostFiles) return [];
  return files.flatMap(({ path, within, lines }): Pair[] => {
    const body = termsOf(lines.slice(0, largestHunk));
    if (body.size < 4) return [];
    return [
      {
        kind: 'change',
        question: [...termsOf(sentence).keys()],
        name: [...termsOf(within, true).keys()],
        path: [...termsOf(lastParts(path)).keys()],
        body,
      },
    ];
  });
}

function titleOf(header: string): string | undefined {
  const field =
    /^(?:Description|Subject):((?:.*\n?)(?:[ \t]+\S.*\n?)*)/im.exec(header)?.[1] ?? header.split('\n')[0];
  const title = (field ?? '')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/^\s*[\w/.,-]+:\s/, ' ')
    .replace(/\(?#\d+\)?/g, ' ');
  const first = /^.*?[.!?](?=\s|$)/s.exec(title)?.[0] ?? title.split('\n').slice(0, 3).join(' ');
  return plainEnglish(first);
}

interface ChangedFile {
  readonly path: string;
  /** What the heads of its hunks say that they lie in. */
  readonly within: string;
  /** Of its largest hunk. */
  readonly lines: string;
}

function changedFiles(diff: string): ChangedFile[] {
  return diff.split(/^(?=--- )/m).flatMap((part) => {
    const path = /^\+\+\+ (?:[ab]\/)?(\S+)/m.exec(part)?.[1];
    const hunks = part.split(/^(?=@@ )/m).slice(1);
    const largest = hunks.sort((a, b) => b.length - a.length)[0];
    if (path === undefined || largest === undefined) return [];
    const [head = '', ...rows] = largest.split('\n');
    const lines = rows.filter((row) => /^[-+ ]/.test(row)).map((row) => row.slice(1));
    return [{ path, within: head.replace(/^@@[^@]*@@/, ''), lines: lines.join('\n') }];
  });
}
