import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { folderOf, type Package } from './dataList.ts';

const execute = promisify(execFile);

/**
 * Fetch what is not in the cache yet, by the clients and their own configuration, and compare it with the list.
 * @returns  The packages that are there. One that is not to be had is named, and training goes on without it.
 */
export async function fetchPackages(
  list: readonly Package[],
  cache: string,
  log: (line: string) => void,
): Promise<Package[]> {
  const there: Package[] = [];
  for (const item of list) {
    const folder = path.join(cache, 'fetched', folderOf(item));
    if (!isComplete(item, folder)) await fetchOne(item, folder, cache);
    if (isComplete(item, folder)) there.push(item);
    else log(`${item.name} ${item.version} (${item.client}) could not be fetched as listed; left out.`);
  }
  return there;
}

async function fetchOne(item: Package, folder: string, cache: string): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  try {
    if (item.client === 'npm') {
      await execute('npm', ['pack', '--silent', `${item.name}@${item.version}`], { cwd: folder });
    } else {
      const env = { ...process.env, APT_CONFIG: aptConfiguration(cache) };
      const args = ['source', '-qq', '--download-only', `${item.name}=${item.version}`];
      await execute('apt-get', args, { cwd: folder, env });
    }
  } catch {
    // What matters is whether the listed files are there, which the caller checks: a client also fails over the others.
    return;
  }
}

function isComplete(item: Package, folder: string): boolean {
  return [...item.files].every(([name, hash]) => {
    const file = path.join(folder, name);
    return fs.existsSync(file) && hashOf(file) === hash;
  });
}

function hashOf(file: string): string {
  return createHash('sha256').update(fs.readFileSync(file)).digest('hex');
}

let configuration: string | undefined;

/** The machine's own Debian mirrors, but for sources, with state of our own: nothing on the machine is changed. */
function aptConfiguration(cache: string): string {
  configuration ??= writeAptConfiguration(path.join(cache, 'apt'));
  return configuration;
}

function writeAptConfiguration(folder: string): string {
  for (const part of ['parts', 'lists/partial', 'cache/archives/partial']) {
    fs.mkdirSync(path.join(folder, part), { recursive: true });
  }
  const system = '/etc/apt/sources.list.d';
  const names = fs.existsSync(system) ? fs.readdirSync(system) : [];
  for (const name of names.filter((known) => /^debian.*\.(?:sources|list)$/.test(known))) {
    const text = fs.readFileSync(path.join(system, name), 'utf8');
    fs.writeFileSync(path.join(folder, 'parts', name), forSources(text));
  }
  const main = '/etc/apt/sources.list';
  if (fs.existsSync(main)) {
    fs.writeFileSync(path.join(folder, 'parts', 'main.list'), forSources(fs.readFileSync(main, 'utf8')));
  }
  const file = path.join(folder, 'apt.conf');
  const settings = {
    'Dir::Etc::SourceList': '/dev/null',
    'Dir::Etc::SourceParts': path.join(folder, 'parts'),
    'Dir::State::Lists': path.join(folder, 'lists'),
    'Dir::Cache': path.join(folder, 'cache'),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} "${value}";\n`);
  fs.writeFileSync(file, lines.join(''));
  return file;
}

function forSources(text: string): string {
  return text.replaceAll(/^Types:.*$/gm, 'Types: deb-src').replaceAll(/^deb(?=[ \t])/gm, 'deb-src');
}
