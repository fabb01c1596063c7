import { fileFlags, flagsOf } from '../retrieval/fileFlags.ts';
import type { IndexedFile } from '../retrieval/segmentBuilder.ts';
import { isCode, type NamesOf } from './commitTasks.ts';
import type { Task } from './task.ts';

const mostNames = 5;

/**
 * The names that a file of code declares ask for its tests: the test files that are named after it. A file of which
 * two with this name exist asks nothing, since its test may be the other's.
 */
export function testTasks(files: readonly IndexedFile[], namesOf: NamesOf): Task[] {
  const tests = Map.groupBy(
    files.flatMap(({ path }) => {
      const subject = testedName(path);
      return subject === null ? [] : [{ path, subject }];
    }),
    ({ subject }) => subject,
  );
  const code = files.filter(({ path }) => isCode(path));
  const named = Map.groupBy(code, ({ path }) => stemOf(path));
  return code.flatMap(({ path }): Task[] => {
    const stem = stemOf(path);
    const expected = (tests.get(stem) ?? []).map((test) => ({ path: test.path }));
    const names = namesOf(path).slice(0, mostNames);
    if (named.get(stem)?.length !== 1 || expected.length === 0 || names.length === 0) return [];
    return [{ question: `test of ${names.join(' ')}`, expected, except: [path], origin: path }];
  });
}

/** `retry` of `retry.test.ts`, `test_retry.py`, `retry_test.go`, `RetryTest.java`; null of what is no test. */
export function testedName(path: string): string | null {
  if ((flagsOf(path, '') & fileFlags.test) === 0) return null;
  const stem = stemOf(path);
  const found =
    /^tests?_(.+)$/.exec(stem) ??
    /^(.+?)[._-](?:tests?|specs?)$/.exec(stem) ??
    /^(.+?)(?:tests?|specs?)$/.exec(stem);
  if (found?.[1] !== undefined) return found[1];
  return /(^|\/)(__tests__|tests?|specs?)\//.test(path) && languageIsCode(path) ? stem : null;
}

function languageIsCode(path: string): boolean {
  return (flagsOf(path, '') & (fileFlags.data | fileFlags.docs)) === 0;
}

function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.replace(/\.[^.]+$/, '').toLowerCase();
}
