import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { folderOf, type Package } from './dataList.ts';

const execute = promisify(execFile);

/** Unpack what was fetched of a package, once. @returns The folder. */
export async function unpack(item: Package, cache: string): Promise<string> {
  const folder = path.join(cache, 'unpacked', folderOf(item));
  const done = path.join(folder, '.done');
  if (fs.existsSync(done)) return folder;
  fs.mkdirSync(folder, { recursive: true });
  for (const name of item.files.keys()) {
    const archive = path.join(cache, 'fetched', folderOf(item), name);
    // The packaging of Debian comes without the folder that all other archives have.
    const target = name.includes('.debian.tar.') ? path.join(folder, 'packaging') : folder;
    fs.mkdirSync(target, { recursive: true });
    await execute('tar', ['-xf', archive, '-C', target, '--no-same-owner', '--delay-directory-restore']);
  }
  await execute('chmod', ['-R', 'u+rwX', folder]);
  fs.writeFileSync(done, '');
  return folder;
}
