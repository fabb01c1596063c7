import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { readCounts, writeCounts, type Counts } from '../support/counts.ts';
import { readProgress } from '../support/progress.ts';
import { makeSampleWorkspace, type SampleWorkspace } from '../support/sampleWorkspace.ts';
import { launchBrowser } from './browser.ts';
import { root, sentence } from './process.ts';
import { startServer } from './server.ts';
import { openWorkbench } from './workbench.ts';

/**
 * Runs the suite in `test/host/suite/` inside a real extension host and prints its tests, as mocha would:
 * in the pinned VS Code server, and, where a display is, also in the desktop VS Code that `VSCODE_EXECUTABLE` names,
 * or in the one that can be downloaded.
 * The counts go to the file that `SIGHTLINE_COUNTS` names. `node esbuild.js --tests` must have run.
 * `SIGHTLINE_GREP` runs only the tests whose title it matches.
 */

const suite = path.join(root, 'out', 'test', 'host.js');
const suiteTimeoutMs = 6 * 60_000;
/** Three times what a test or a hook may take, and more than a cold window needs until its first test. */
const silenceMs = 90_000;

const modelExtension = path.join(root, 'test', 'host', 'modelExtension');

const log = (line: string): void => console.log(`  ${line}`);

async function runInServer(counts: string): Promise<Counts> {
  const sample = makeSampleWorkspace();
  const server = await startServer({ log, env: { SIGHTLINE_COUNTS: counts }, extensions: [modelExtension] });
  try {
    const browser = await launchBrowser(log);
    try {
      const open = { server, browser, tests: suite };
      const window = await openWorkbench({ ...open, folder: sample.folder });
      const one = await untilWritten(counts, () => server.output());
      await window.close();
      await openWorkbench({ ...open, folder: workspaceFile(sample) });
      return sum(one, await untilWritten(`${counts}.several`, () => server.output()));
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
    sample.remove();
  }
}

/** With one folder in it; the tests add another. */
function workspaceFile({ folder, write }: SampleWorkspace): string {
  write('one.code-workspace', JSON.stringify({ folders: [{ path: '.' }] }));
  return path.join(folder, 'one.code-workspace');
}

/** Print each test as it ends. A test has its own limit; silence far past it is a host that hangs, with its name. */
async function untilWritten(file: string, output: () => string): Promise<Counts> {
  const progress = readProgress(`${file}.progress`);
  const deadline = performance.now() + suiteTimeoutMs;
  const fail = (what: string): never => {
    const at = progress.last() === '' ? 'No test had begun.' : `The last word was: ${progress.last().trim()}`;
    throw new Error(`The suite ${what}. ${at} The server said:\n${output().slice(-3000)}`);
  };
  for (;;) {
    for (const line of progress.news()) log(line);
    const counts = readCounts(file);
    if (counts !== undefined) return counts;
    if (progress.silentMs() > silenceMs) fail(`was silent for ${silenceMs / 1000} s`);
    if (performance.now() > deadline) fail(`did not end within ${suiteTimeoutMs / 60_000} minutes`);
    await pause(100);
  }
}

async function runOnDesktop(vscodeExecutablePath: string, counts: string): Promise<Counts> {
  const sample = makeSampleWorkspace();
  const home = fs.mkdtempSync(`${sample.folder}-home-`);
  try {
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: [root, modelExtension],
      extensionTestsPath: suite,
      launchArgs: [sample.folder, '--disable-workspace-trust', '--no-sandbox', `--user-data-dir=${home}`],
      extensionTestsEnv: { SIGHTLINE_COUNTS: counts, SIGHTLINE_HOME: path.join(home, 'sightline') },
    }).catch((error: unknown) => log(sentence(error)));
    for (const line of readProgress(`${counts}.progress`).news()) log(line);
    const found = readCounts(counts);
    if (found === undefined) throw new Error(`${vscodeExecutablePath} ended without running the suite.`);
    return found;
  } finally {
    fs.rmSync(home, { recursive: true, force: true });
    sample.remove();
  }
}

function printFailures(counts: Counts): void {
  for (const { title, message } of counts.failures) console.log(`\n${title}\n${message}`);
}

function sum(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures],
    tests: [...a.tests, ...b.tests],
  };
}

const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

/** Where downloads of VS Code are listed; behind a closed network it does not answer. */
const releases = 'https://update.code.visualstudio.com/api/releases/stable';
const reachableWithinMs = 5000;

/** The desktop VS Code to test in: the one that is named, else the newest that can be downloaded. */
async function desktopVsCode(): Promise<string | undefined> {
  if (!hasDisplay) return undefined;
  const named = process.env['VSCODE_EXECUTABLE'];
  if (named !== undefined) return named;
  try {
    const { ok, status } = await fetch(releases, { signal: AbortSignal.timeout(reachableWithinMs) });
    if (!ok) throw new Error(`${releases} answers ${status}`);
  } catch (error) {
    log(`no desktop VS Code can be downloaded (${sentence(error)}): the suite ran in the server alone`);
    return undefined;
  }
  return downloadAndUnzipVSCode({ cachePath: path.join(root, '.cache', 'vscode-desktop') });
}

async function main(): Promise<void> {
  const target = process.env['SIGHTLINE_COUNTS'] ?? path.join(root, '.cache', 'counts', 'host.json');
  // A folder of its own, so that a file left by an earlier run is never taken for this one's.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sightline-counts-'));
  try {
    let counts = await runInServer(path.join(folder, 'server.json'));
    const executable = await desktopVsCode();
    if (executable !== undefined) {
      log(`the same in ${executable}`);
      counts = sum(counts, await runOnDesktop(executable, path.join(folder, 'desktop.json')));
    }
    printFailures(counts);
    writeCounts(target, counts);
    process.exitCode = counts.failed > 0 ? 1 : 0;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

await main();
