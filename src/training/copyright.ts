import fs from 'node:fs';
import path from 'node:path';
import { isPermissive } from './licence.ts';

/**
 * What a package's machine-readable `debian/copyright` says about each file: the last paragraph that names it counts.
 * @returns  Whether a file (path within the package, with `/`) may be used. Without such a text, every file may:
 *           the list says that the package as a whole is permissive.
 */
export function readCopyright(folder: string): (file: string) => boolean {
  const source = path.join(folder, 'packaging', 'debian', 'copyright');
  if (!fs.existsSync(source)) return () => true;
  return permissionOf(fs.readFileSync(source, 'utf8'));
}

export function permissionOf(copyright: string): (file: string) => boolean {
  const rules = copyright.split(/\n\s*\n/).flatMap((paragraph) => {
    const files = fieldOf(paragraph, 'Files');
    const licence = fieldOf(paragraph, 'License')?.split('\n')[0]?.trim();
    if (files === undefined || licence === undefined) return [];
    const patterns = files.split(/\s+/).filter((pattern) => pattern !== '');
    return [
      { pattern: new RegExp(`^(?:${patterns.map(glob).join('|')})$`), isPermitted: isPermissive(licence) },
    ];
  });
  return (file) => rules.findLast(({ pattern }) => pattern.test(file))?.isPermitted ?? true;
}

function fieldOf(paragraph: string, name: string): string | undefined {
  return new RegExp(`(?:^|\\n)${name}:((?:[^\\n]*\\n?)(?:[ \\t][^\\n]*\\n?)*)`, 'i')
    .exec(paragraph)?.[1]
    ?.trim();
}

/** `*` and `?` match slashes too. */
function glob(pattern: string): string {
  return pattern
    .replace(/^\.\//, '')
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
}
