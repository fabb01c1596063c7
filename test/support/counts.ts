import fs from 'node:fs';
import path from 'node:path';

/** What one mocha run came to. A hook that fails counts as one failed test. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  failures: { title: string; message: string }[];
  /** Every test that ran, in order. */
  tests: { title: string; ms: number; isPassed: boolean }[];
}

/** Follow a runner from before its start; the counts are complete when it has ended. */
export function follow(runner: Mocha.Runner): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0, failures: [], tests: [] };
  runner.on('pass', (test) => {
    counts.passed += 1;
    counts.tests.push({ title: test.fullTitle(), ms: test.duration ?? 0, isPassed: true });
  });
  runner.on('fail', (test, error: unknown) => {
    counts.failed += 1;
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    counts.failures.push({ title: test.fullTitle(), message });
    counts.tests.push({ title: test.fullTitle(), ms: test.duration ?? 0, isPassed: false });
  });
  runner.on('pending', () => {
    counts.skipped += 1;
  });
  return counts;
}

/** Whole or not at all: whoever waits for the file never reads a half. */
export function writeCounts(file: string, counts: Counts): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.partial`, JSON.stringify(counts, null, 2));
  fs.renameSync(`${file}.partial`, file);
}

export function readCounts(file: string): Counts | undefined {
  if (!fs.existsSync(file)) return undefined;
  return JSON.parse(fs.readFileSync(file, 'utf8')) as Counts;
}

export type Result = Pick<Counts, 'passed' | 'failed' | 'skipped'>;

/** The last line of `npm test`, and its exit code: 0 only where tests ran and nothing failed. */
export function closing(results: readonly Result[]): { line: string; exitCode: number } {
  const total = (key: keyof Result): number => results.reduce((sum, result) => sum + result[key], 0);
  const [passed, failed, skipped] = [total('passed'), total('failed'), total('skipped')];
  return {
    line: `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
    exitCode: failed > 0 || passed === 0 ? 1 : 0,
  };
}
