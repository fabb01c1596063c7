import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installServer } from './install.ts';
import { node, run, start, stop } from './process.ts';

export interface VsCodeServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Its user's folder: settings, installed extensions, what extensions store. */
  readonly home: string;
  readonly process: ChildProcess;
  /** Everything it printed until now. */
  output(): string;
  /** Ends it and all that it started, extension hosts too, and removes `home` if it was made here. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly log: (line: string) => void;
  /** 0: any free port. */
  readonly port?: number;
  /** A home that stays: its settings are the user's own once written. Absent: a temporary one, with its own stores. */
  readonly home?: string;
  /** Ask for trust, as the product does for a folder it does not know. Absent: every folder is trusted. */
  readonly asksForTrust?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: NodeJS.ProcessEnv;
  /** Folders of further extensions, which are installed. */
  readonly extensions?: readonly string[];
}

const startTimeoutMs = 30_000;

/** Quiet and the same on each run: no welcome page, no tips, no view that opens by itself, nothing fetched. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'workbench.colorTheme': 'Default Dark Modern',
  'window.restoreWindows': 'none',
  'update.mode': 'none',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'chat.commandCenter.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
};

/**
 * Start the pinned VS Code server on 127.0.0.1, installing it first where needed; it answers when this returns.
 * @throws  With what it printed, when it ends or does not answer within 30 s.
 */
export async function startServer(options: ServerOptions): Promise<VsCodeServer> {
  const folder = await installServer(options.log);
  const isKept = options.home !== undefined;
  const home = options.home ?? fs.mkdtempSync(path.join(os.tmpdir(), 'sightline-home-'));
  if (!isKept || !fs.existsSync(settingsFile(home))) writeSettings(home, options.settings ?? {});
  for (const extension of options.extensions ?? [])
    fs.cpSync(extension, path.join(home, 'extensions', path.basename(extension)), { recursive: true });
  const stores = isKept ? {} : { SIGHTLINE_HOME: path.join(home, 'sightline') };
  const child = start(node, serverArgs(folder, home, options), {
    env: { ...process.env, ...stores, ...options.env },
  });
  let output = '';
  const port = await new Promise<number>((resolve, reject) => {
    const fail = (what: string): void =>
      reject(new Error(`The VS Code server ${what}:\n${output.slice(-3000)}`));
    const timer = setTimeout(() => fail(`did not answer within ${startTimeoutMs / 1000} s`), startTimeoutMs);
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      const match = /Extension host agent listening on (\d+)/.exec(output);
      if (match === null) return;
      clearTimeout(timer);
      resolve(Number(match[1]));
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.on('error', (error) => fail(`could not be started (${error.message})`));
    child.on('exit', (code) => fail(`ended with code ${code}`));
  }).catch(async (error: unknown) => {
    await stop(child);
    throw error;
  });
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    home,
    process: child,
    output: () => output,
    stop: async () => {
      await stop(child);
      if (!isKept) fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function serverArgs(folder: string, home: string, options: ServerOptions): string[] {
  return [
    path.join(folder, 'out', 'server-main.js'),
    '--host=127.0.0.1',
    `--port=${options.port ?? 0}`,
    '--without-connection-token',
    '--accept-server-license-terms',
    '--enable-smoke-test-driver',
    '--telemetry-level=off',
    `--server-data-dir=${home}`,
    `--extensions-dir=${path.join(home, 'extensions')}`,
    ...(options.asksForTrust ? [] : ['--disable-workspace-trust']),
  ];
}

/** Install a VSIX into a server's home. @throws With the installer's words. */
export async function installExtension(
  home: string,
  vsix: string,
  log: (line: string) => void,
): Promise<void> {
  const folder = await installServer(log);
  const args = serverArgs(folder, home, { log });
  const outcome = await run(node, [...args, `--install-extension=${vsix}`], { timeoutMs: 60_000 });
  if (outcome.code !== 0 || !outcome.output.includes('was successfully installed')) {
    throw new Error(`${vsix} could not be installed:\n${outcome.output}`);
  }
}

/** The user's settings of a server: what is given here, over the quiet ones. Open windows follow at once. */
export function writeSettings(home: string, settings: Readonly<Record<string, unknown>>): void {
  const file = settingsFile(home);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify({ ...quietSettings, ...settings }, null, 2));
}

function settingsFile(home: string): string {
  return path.join(home, 'data', 'User', 'settings.json');
}
