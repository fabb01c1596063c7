import fs from 'node:fs/promises';
import path from 'node:path';
import { ensurePrivateDirectory } from './home.ts';

export interface LauncherOptions {
  /** The data folder. */
  readonly home: string;
  /** The command line of the version that runs now: `…/sightline-1.2.3/dist/cli.js`. */
  readonly cliFile: string;
  readonly version: string;
  /** The program that runs us: Node, or an editor that becomes Node when it is told so. */
  readonly execPath: string;
  readonly platform: NodeJS.Platform;
}

/** How another program starts the command line. What it should do follows `args`. */
export interface Launcher {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Write a start script into the data folder, whose path stays the same: an extension lies in a folder that is named
 * after its version, and an editor's server in one that is named after its commit, so that an agent's configuration
 * which named them would break with every upgrade. A script that belongs to a newer version stays.
 *
 * @throws `EngineError` `storage-*` where the folder cannot be made; an `Error` of the file system.
 */
export async function writeLauncher(options: LauncherOptions): Promise<Launcher> {
  const { home, platform, execPath } = options;
  const files = launcherFiles(home);
  ensurePrivateDirectory(path.dirname(files.script));
  if (!(await isNewerThere(files.script, options.version))) {
    await replace(files.script, scriptText(options), 0o600);
    if (platform !== 'win32') await replace(files.shell, shellText(files.script, execPath), 0o700);
  }
  // Programs that start others without a shell cannot start a .cmd file.
  if (platform === 'win32')
    return { command: execPath, args: [files.script], env: { ELECTRON_RUN_AS_NODE: '1' } };
  return { command: files.shell, args: [], env: {} };
}

/** Let the script start this version, where someone was given its path. Nothing is written where nobody was. */
export async function refreshLauncher(options: LauncherOptions): Promise<void> {
  const isWanted = await fs.access(launcherFiles(options.home).script).then(
    () => true,
    () => false,
  );
  if (isWanted) await writeLauncher(options);
}

function launcherFiles(home: string): { readonly script: string; readonly shell: string } {
  const folder = path.join(home, 'bin');
  return { script: path.join(folder, 'sightline.cjs'), shell: path.join(folder, 'sightline') };
}

async function isNewerThere(script: string, version: string): Promise<boolean> {
  const text = await fs.readFile(script, 'utf8').catch(() => '');
  const there = /^const version = "([^"]+)";$/m.exec(text)?.[1];
  const known = /^const known = (".*");$/m.exec(text)?.[1];
  if (there === undefined || known === undefined) return false;
  if (there.localeCompare(version, undefined, { numeric: true }) <= 0) return false;
  return fs.access(JSON.parse(known) as string).then(
    () => true,
    () => false,
  );
}

/** Whole or not at all: an agent may start it at this moment. */
async function replace(file: string, text: string, mode: number): Promise<void> {
  const unfinished = `${file}.${process.pid}.new`;
  await fs.writeFile(unfinished, text, { mode });
  await fs.rename(unfinished, file);
}

function scriptText({ cliFile, version }: LauncherOptions): string {
  return `'use strict';
// Starts Sightline from a path that does not change. Written by Sightline; a new version writes it anew.
const fs = require('node:fs');
const path = require('node:path');
const version = ${JSON.stringify(version)};
const known = ${JSON.stringify(cliFile)};
process.env.SIGHTLINE_HOME ||= path.dirname(__dirname);

// An upgrade puts the new version beside the old one, which goes.
function installed() {
  if (fs.existsSync(known)) return known;
  const extension = path.dirname(path.dirname(known));
  const [, name] = /^(.+-)\\d+\\.\\d+\\.\\d+/.exec(path.basename(extension)) ?? [];
  if (name === undefined || !fs.existsSync(path.dirname(extension))) return undefined;
  return fs
    .readdirSync(path.dirname(extension))
    .filter((other) => other.startsWith(name) && /^\\d/.test(other.slice(name.length)))
    .sort((a, b) => b.localeCompare(a, undefined, { numeric: true }))
    .map((other) => path.join(path.dirname(extension), other, 'dist', 'cli.js'))
    .find((file) => fs.existsSync(file));
}

const file = installed();
if (file === undefined) {
  process.stderr.write(
    'sightline: version ' + version + ' is not installed any more (' + known + ').\\n' +
      'Install the extension again, or take this server out of the configuration of your agent.\\n',
  );
  process.exit(1);
}
require(file);
`;
}

function shellText(script: string, execPath: string): string {
  return `#!/bin/sh
# Starts Sightline from a path that does not change. Written by Sightline; a new version writes it anew.
runtime=${quoted(execPath)}
[ -x "$runtime" ] || runtime=$(command -v node) || {
  echo "sightline: neither the editor's own Node nor node on the PATH is there." >&2
  exit 1
}
exec env ELECTRON_RUN_AS_NODE=1 "$runtime" ${quoted(script)} "$@"
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
