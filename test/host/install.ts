import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cacheFolder, isAlive, readIfThere, root, runNpm } from './process.ts';

const recipe = path.join(root, 'test', 'host', 'server');
const manifest = JSON.parse(fs.readFileSync(path.join(recipe, 'package.json'), 'utf8')) as {
  dependencies: { 'code-server': string };
};
const home = path.join(cacheFolder, 'vscode-server');

/** Grows when the steps below change, so that an older installation is not taken for a finished one. */
const recipeVersion = 1;
const installed = path.join(home, `${manifest.dependencies['code-server']}-${recipeVersion}`);
const inside = path.join('node_modules', 'code-server', 'lib', 'vscode');

/** `npm install` of the server takes 25 s on a quick line; a slow one may take this long for each of its steps. */
const stepTimeoutMs = 8 * 60_000;

/**
 * The folder of the pinned VS Code server, installed when it is not there yet (404 MB, once).
 * It is put together under another name and renamed at the end: what stands under its own name is whole.
 * Two runs at the same time install it once.
 *
 * @throws  With the last lines of npm's output, when the registry cannot be reached.
 */
export async function installServer(log: (line: string) => void): Promise<string> {
  const server = path.join(installed, inside);
  if (fs.existsSync(server)) return server;
  fs.mkdirSync(home, { recursive: true });
  const unlock = await lock(path.join(home, 'lock'), log);
  try {
    if (!fs.existsSync(server)) await putTogether(log);
  } finally {
    unlock();
  }
  return server;
}

async function putTogether(log: (line: string) => void): Promise<void> {
  const partial = `${installed}.partial`;
  fs.rmSync(partial, { recursive: true, force: true });
  fs.mkdirSync(partial);
  fs.copyFileSync(path.join(recipe, 'package.json'), path.join(partial, 'package.json'));
  const server = path.join(partial, inside);

  log(`installing the VS Code server (code-server ${manifest.dependencies['code-server']}), once`);
  // No install script of any package runs: the set-up needs neither consent nor a compiler. Prebuilt files serve
  // all that is native (file watcher, terminal), and our own file stands in for the one module without any.
  await npm(['install', '--ignore-scripts'], partial);
  log('installing its dependencies');
  await npm(['install', '--omit=dev', '--ignore-scripts'], server);
  fs.copyFileSync(path.join(recipe, 'spdlog.cjs'), path.join(server, 'node_modules/@vscode/spdlog/index.js'));
  log('installing TypeScript, for its diagnostics');
  await npm(['install', '--omit=dev', '--ignore-scripts'], path.join(server, 'extensions'));
  fs.renameSync(partial, installed);
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  const quiet = [...args, '--no-audit', '--no-fund', '--no-progress', '--no-update-notifier'];
  const outcome = await runNpm(quiet, { cwd, timeoutMs: stepTimeoutMs, env: outerEnvironment() });
  if (outcome.code === 0) return;
  const why = outcome.timedOut ? `did not end within ${stepTimeoutMs / 60_000} minutes` : 'failed';
  throw new Error(`npm ${args.join(' ')} in ${cwd} ${why}:\n${outcome.output.slice(-2000)}`);
}

/** Ours without what npm told about the package whose script this is: the npm started here works on another one. */
function outerEnvironment(): NodeJS.ProcessEnv {
  const isOfPackage = (key: string): boolean =>
    /^npm_(package|lifecycle|config_local_prefix|command)/.test(key);
  return Object.fromEntries(Object.entries(process.env).filter(([key]) => !isOfPackage(key)));
}

/** Waits while another living process holds the lock; one left by a dead process is taken over. */
async function lock(file: string, log: (line: string) => void): Promise<() => void> {
  for (let isToldOnce = false; ; isToldOnce = true) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => fs.rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = Number(readIfThere(file));
    if (holder > 0 && !isAlive(holder)) fs.rmSync(file, { force: true });
    else if (!isToldOnce) log(`waiting for process ${holder}, which is installing the server`);
    await pause(300);
  }
}
