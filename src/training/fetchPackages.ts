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
  const missing = list.filter((item) => !isComplete(item, folderIn(cache, item)));
  const lists = missing.some(({ client }) => client === 'apt') ? await readDebianLists(cache) : '';
  for (const item of list) {
    const folder = folderIn(cache, item);
    const said = missing.includes(item) ? await fetchOne(item, folder, lists) : '';
    if (isComplete(item, folder)) there.push(item);
    else
      log(`${item.name} ${item.version} (${item.client}) is not to be had as listed, and left out. ${said}`);
  }
  return there;
}

function folderIn(cache: string, item: Package): string {
  return path.join(cache, 'fetched', folderOf(item));
}

/** @returns What the client said, where it failed: it also does over files that are not listed. */
async function fetchOne(item: Package, folder: string, aptConfiguration: string): Promise<string> {
  fs.mkdirSync(folder, { recursive: true });
  try {
    if (item.client === 'npm') {
      await execute('npm', ['pack', '--silent', `${item.name}@${item.version}`], { cwd: folder });
    } else {
      const env = { ...process.env, APT_CONFIG: aptConfiguration };
      const args = ['source', '-qq', '--download-only', `${item.name}=${item.version}`];
      await execute('apt-get', args, { cwd: folder, env });
    }
    return '';
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n').at(-2) ?? '') : '';
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

/**
 * Read what sources the machine's own Debian mirrors have, with state of our own: nothing on the machine is changed.
 * @returns  The configuration to call apt-get with.
 */
async function readDebianLists(cache: string): Promise<string> {
  const file = writeAptConfiguration(path.join(cache, 'apt'));
  await execute('apt-get', ['update', '-qq'], { env: { ...process.env, APT_CONFIG: file } });
  return file;
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
