import fs from 'node:fs';
import path from 'node:path';
import {
  cacheFolder,
  endWhenStopped,
  node,
  root,
  run,
  runNpm,
  type Outcome,
  type RunOptions,
} from './host/process.ts';
import { closing, readCounts, type Counts, type Result } from './support/counts.ts';

/**
 * `npm test`: every check and every test, in the order in which a failure is cheapest to find. Each step says how
 * long it took and has a limit, after which it and all that it started is ended. The last line is
 * `N passed, N failed`; the exit code is 0 only where tests ran and nothing failed.
 */

interface Step {
  readonly name: string;
  readonly limitMs: number;
  readonly start: (options: RunOptions) => Promise<Outcome>;
  /** It runs tests, and leaves their counts. */
  readonly isSuite?: boolean;
  /** Without it, what follows would fail for a reason that is not its own. */
  readonly isNeeded?: boolean;
}

const minute = 60_000;
const totalLimitMs = 40 * minute;

/** Tests that start processes have taken 25 s of their usual 2 on a machine that was shared by ten. */
const busyTimeoutMs = '120000';

const script =
  (name: string): Step['start'] =>
  (options) =>
    runNpm(['run', '-s', name], options);
const program =
  (...args: string[]): Step['start'] =>
  (options) =>
    run(node, args, options);
const mocha = path.join('node_modules', 'mocha', 'bin', 'mocha.js');
const counting = ['--reporter', './test/support/countReporter.ts'];

function unitTests(name: string, ...config: string[]): Step {
  const args = [mocha, ...config, ...counting, '--reporter-option', 'base=dot', '--timeout', busyTimeoutMs];
  return { name, limitMs: 10 * minute, isSuite: true, start: program(...args) };
}

const steps: readonly Step[] = [
  { name: 'format', limitMs: 3 * minute, start: script('format:check') },
  { name: 'types', limitMs: 5 * minute, start: script('types') },
  { name: 'lint', limitMs: 5 * minute, start: script('lint') },
  unitTests('unit and architecture tests'),
  unitTests('slow unit tests', '--config', 'test/slow.mocharc.json'),
  { name: 'build', limitMs: 3 * minute, isNeeded: true, start: program('esbuild.js', '--tests') },
  { name: 'package', limitMs: 3 * minute, isNeeded: true, start: program('test/host/package.ts', '--built') },
  // The first of these two installs the server, once.
  {
    name: 'tests inside VS Code',
    limitMs: 15 * minute,
    isSuite: true,
    start: program('test/host/hostSuite.ts'),
  },
  {
    name: 'browser tests',
    limitMs: 20 * minute,
    isSuite: true,
    start: program(mocha, '--config', 'test/browser/.mocharc.json'),
  },
];

async function main(): Promise<void> {
  const startedAt = performance.now();
  const results: Result[] = [];
  let isStopped = false;
  for (const step of steps) {
    const leftMs = totalLimitMs - (performance.now() - startedAt);
    const result: Result = isStopped ? skip(step) : await take(step, leftMs);
    isStopped ||= (step.isNeeded === true && result.failed > 0) || leftMs <= 0;
    results.push(result);
  }
  const { line, exitCode } = closing(results);
  console.log(`\nin ${seconds(performance.now() - startedAt)}`);
  console.log(line);
  process.exitCode = exitCode;
}

function skip(step: Step): Result {
  console.log(`\n▌ ${step.name}: not run, since a step before it failed`);
  return { passed: 0, failed: 1, skipped: 0 };
}

async function take(step: Step, leftMs: number): Promise<Result> {
  console.log(`\n▌ ${step.name}`);
  const countsFile = path.join(cacheFolder, 'counts', `${step.name.replaceAll(' ', '-')}.json`);
  fs.rmSync(countsFile, { force: true });
  const startedAt = performance.now();
  const outcome = await step.start({
    timeoutMs: Math.max(1, Math.min(step.limitMs, leftMs)),
    isShown: true,
    env: {
      ...process.env,
      PATH: `${path.join(root, 'node_modules', '.bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
      SIGHTLINE_COUNTS: countsFile,
    },
  });
  const took = seconds(performance.now() - startedAt);
  const counts = step.isSuite ? readCounts(countsFile) : undefined;
  const complaint = complaintOf(step, outcome, counts);
  console.log(`▌ ${step.name}: ${complaint ?? 'ok'}, ${took}`);
  const { passed = 0, failed = 0, skipped = 0 } = counts ?? {};
  // A step that went wrong beside its tests is one failure of its own.
  return { passed, failed: Math.max(failed, complaint === undefined ? 0 : 1), skipped };
}

function complaintOf(step: Step, outcome: Outcome, counts: Counts | undefined): string | undefined {
  if (outcome.timedOut) return 'ended at its time limit';
  if (step.isSuite && counts === undefined) return 'its tests did not run to the end';
  if (counts?.passed === 0) return 'no test passed';
  if (counts !== undefined && counts.failed > 0) return `${counts.failed} failed`;
  return outcome.code === 0
    ? undefined
    : `failed (${outcome.code === null ? 'killed' : `exit code ${outcome.code}`})`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

endWhenStopped();

await main();
