import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.join(import.meta.dirname, '..', '..');
const dist = path.join(root, 'dist');
let building: Promise<string> | undefined;

/** The folder of the bundles as people run them; built first where a source file is newer than they are. */
export function builtBundles(): Promise<string> {
  building ??= build();
  return building;
}

async function build(): Promise<string> {
  const sources = [path.join(root, 'esbuild.js'), ...filesUnder(path.join(root, 'src'))];
  const newest = Math.max(...sources.map((file) => fs.statSync(file).mtimeMs));
  const bundles = ['cli.js', 'eval.js', 'mcp.js', 'worker.js', 'parser.js'].map((name) =>
    path.join(dist, name),
  );
  const isCurrent = bundles.every((file) => fs.existsSync(file) && fs.statSync(file).mtimeMs > newest);
  if (!isCurrent) await promisify(execFile)(process.execPath, ['esbuild.js'], { cwd: root });
  return dist;
}

function filesUnder(folder: string): string[] {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}
