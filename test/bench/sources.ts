import fs from 'node:fs';
import path from 'node:path';

/** Where the corpus of the benches lies: whatever `npm ci` installed. */
export const sourceRoot = path.join(import.meta.dirname, '..', '..', 'node_modules');

export interface SourceFile {
  /** Relative to `sourceRoot`, with `/`. */
  readonly path: string;
  readonly text: string;
}

/**
 * Hand-written source of installed packages, by path: no bundles, no minified files, each content once.
 * @param maxBytes  Stop after about so much text.
 */
export function readSources(maxBytes = Infinity): SourceFile[] {
  const seen = new Set<string>();
  const found: SourceFile[] = [];
  let bytes = 0;
  const names = fs
    .readdirSync(sourceRoot, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:[cm]?js|ts|tsx|mts)$/.test(name) && !/\.min\.|\.bundle\./.test(name))
    .sort();
  for (const name of names) {
    if (bytes >= maxBytes) break;
    const file = path.join(sourceRoot, name);
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    if (stats?.isFile() !== true || stats.size > 400_000 || stats.size < 200) continue;
    const text = fs.readFileSync(file, 'utf8');
    const key = `${text.length}:${text.slice(0, 200)}`;
    if (seen.has(key) || text.length / (text.split('\n').length + 1) > 90) continue;
    seen.add(key);
    found.push({ path: name.split(path.sep).join('/'), text });
    bytes += text.length;
  }
  return found;
}
