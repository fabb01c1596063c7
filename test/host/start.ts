import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { whereIs } from './browser.ts';
import { cacheFolder, endWhenStopped, node, root, run, sentence } from './process.ts';
import { startServer } from './server.ts';
import { workbenchUrl } from './workbench.ts';

/**
 * `npm start [-- DIR]`: build, and open VS Code with Sightline on a folder (this repository, where none is named).
 * A desktop VS Code on PATH is taken where there is a display; otherwise the pinned server, whose address is printed.
 * Ctrl+C ends everything that was started here.
 */

const desktopNames = ['code', 'code-insiders', 'codium'];

/** The same address each time, so that the browser finds its window state again; another one where it is taken. */
const usualPort = 7788;

const log = (line: string): void => console.log(`› ${line}`);
const isStopping = endWhenStopped(() => log('stopped'));

async function main(): Promise<void> {
  const folder = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), process.argv[2] ?? root);
  if (!fs.existsSync(folder) || !fs.statSync(folder).isDirectory()) {
    throw new Error(`${folder} is not a folder. Usage: npm start [-- DIR]`);
  }
  log('building Sightline');
  const built = await run(node, ['esbuild.js'], { timeoutMs: 120_000 });
  if (built.code !== 0) throw new Error(`The build failed:\n${built.output}`);
  const desktop = findDesktop();
  await (desktop === undefined ? serve(folder) : openDesktop(desktop, folder));
}

/** A VS Code that can open a window here. In a remote terminal, `code` only talks to the window it belongs to. */
function findDesktop(): string | undefined {
  const isLinux = process.platform === 'linux';
  const hasDisplay = !isLinux || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
  const isRemote = process.env['VSCODE_IPC_HOOK_CLI'] !== undefined;
  const chosen = process.env['VSCODE_EXECUTABLE'];
  if (!hasDisplay) {
    log('there is no display, so the VS Code server is used');
    return undefined;
  }
  const found = chosen || (isRemote ? undefined : desktopNames.flatMap((name) => whereIs(name) ?? [])[0]);
  if (found === undefined) log('no VS Code is on PATH, so the VS Code server is used');
  return found;
}

async function openDesktop(program: string, folder: string): Promise<void> {
  log(`opening ${folder} in ${program}, with Sightline loaded`);
  log('close the window, or press Ctrl+C here, to stop');
  const isRoot = process.getuid?.() === 0;
  // VS Code refuses to run as root without these two.
  const asRoot = isRoot ? ['--no-sandbox', `--user-data-dir=${path.join(cacheFolder, 'desktop-home')}`] : [];
  const args = ['--new-window', '--wait', `--extensionDevelopmentPath=${root}`, ...asRoot, folder];
  const outcome = await run(program, args, { timeoutMs: Infinity, isShown: true });
  if (isStopping()) return;
  if (outcome.code !== 0) throw new Error(`${program} ended with exit code ${outcome.code}.`);
  log('the window was closed');
}

async function serve(folder: string): Promise<void> {
  const port = (await isFree(usualPort)) ? usualPort : 0;
  const server = await startServer({ log, port, home: path.join(cacheFolder, 'start-home') });
  log(`VS Code runs with Sightline loaded on ${folder}. Open this address in a browser (Ctrl+C stops it):`);
  console.log(`\n  ${workbenchUrl({ url: server.url, folder })}\n`);
  await new Promise<void>((resolve) => server.process.on('exit', () => !isStopping() && resolve()));
  throw new Error(`The VS Code server ended by itself:\n${server.output().slice(-2000)}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

await main().catch((error: unknown) => {
  console.error(sentence(error));
  process.exit(1);
});
