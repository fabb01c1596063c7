import path from 'node:path';

/** Where `editorExcludes` reads what a folder excludes. */
export const settingsFolder = '.vscode';
export const settingsFile = path.join(settingsFolder, 'settings.json');

const ignoreFiles = new Set(['.gitignore', '.sightlineignore', '.ignore']);

/**
 * Whether a change of this path may change which files count: an ignore file anywhere, or the root's settings. Then
 * every file must be judged again.
 *
 * @param root  The workspace root. Both absolute.
 */
export function changesRules(root: string, changed: string): boolean {
  if (ignoreFiles.has(path.basename(changed))) return true;
  const relative = path.relative(root, changed);
  // The folder itself changes when it is made or removed, with the file in it.
  return relative === settingsFile || relative === settingsFolder;
}
