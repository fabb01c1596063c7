import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { run } from './process.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const macApps = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Everything a test does not want: a sandbox that containers refuse, a GPU, and traffic of the browser's own. */
const quietArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** Debian's chromium is 90 MB and comes with its libraries. */
const aptTimeoutMs = 5 * 60_000;

/** A headless Chromium, driven by playwright. Close it when done. @throws Where there is none, and how to get one. */
export async function launchBrowser(log: (line: string) => void): Promise<Browser> {
  const executablePath = findBrowser() ?? (await installBrowser(log));
  return chromium.launch({ executablePath, args: quietArgs, timeout: 30_000 });
}

/** `CHROME_PATH`, or the first of the usual names that is on PATH. */
export function findBrowser(): string | undefined {
  const chosen = process.env['CHROME_PATH'];
  if (chosen !== undefined && chosen !== '') {
    if (fs.existsSync(chosen)) return chosen;
    throw new Error(`CHROME_PATH is ${chosen}, and there is no such file.`);
  }
  return [...names.flatMap((name) => whereIs(name) ?? []), ...macApps.filter(fs.existsSync)][0];
}

/** The full path of a program on PATH. */
export function whereIs(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const endings = process.platform === 'win32' ? ['.cmd', '.exe'] : [''];
  const files = folders.flatMap((folder) => endings.map((ending) => path.join(folder, name + ending)));
  return files.find((file) => fs.existsSync(file));
}

async function installBrowser(log: (line: string) => void): Promise<string> {
  const isDebianRoot = process.getuid?.() === 0 && whereIs('apt-get') !== undefined;
  if (!isDebianRoot) {
    throw new Error(
      'No Chromium or Chrome was found. Install one (Debian: apt-get install chromium), or set CHROME_PATH to one.',
    );
  }
  log("installing Debian's chromium for the browser tests, once");
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = async (args: readonly string[]): Promise<string> => {
    const outcome = await run('apt-get', args, { timeoutMs: aptTimeoutMs, env });
    return outcome.code === 0 ? '' : outcome.output;
  };
  await apt(['update', '-q']);
  const failure = await apt([
    'install',
    '-q',
    '-y',
    '--no-install-recommends',
    'chromium',
    'fonts-liberation',
  ]);
  const found = findBrowser();
  if (found === undefined) {
    throw new Error(
      `apt-get could not install chromium; install it, or set CHROME_PATH:\n${failure.slice(-1500)}`,
    );
  }
  log(execFileSync(found, ['--version'], { encoding: 'utf8' }).trim());
  return found;
}
