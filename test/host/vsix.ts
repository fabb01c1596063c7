import fs from 'node:fs';
import path from 'node:path';
import { node, root, run } from './process.ts';

export interface VsixEntry {
  readonly name: string;
  /** As it lies in the package, deflated. */
  readonly packedBytes: number;
}

/** One package for all platforms: what only one platform can load must not be in it. */
const nativeFile = /\.(node|so|dylib|dll|exe)(\.\d+)*$/;
const limitBytes = 15 * 1024 * 1024;

const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  name: string;
  version: string;
};
export const vsixFile = path.join(root, `${manifest.name}-${manifest.version}.vsix`);

/** Pack what is built into `vsixFile`. @throws With the packer's words. */
export async function packVsix(): Promise<void> {
  const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const args = ['package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  const outcome = await run(node, [vsce, ...args, '--out', vsixFile], { timeoutMs: 120_000 });
  if (outcome.code !== 0) throw new Error(`The package could not be made:\n${outcome.output}`);
}

/** What is wrong with the package, each in a sentence; nothing, where all is well. */
export function faultsOf(file: string): string[] {
  const entries = readVsix(file);
  const { size } = fs.statSync(file);
  const native = entries.filter(({ name }) => nativeFile.test(name));
  const has = (name: string): boolean => entries.some((entry) => entry.name === `extension/${name}`);
  const needed = [
    'package.json',
    'dist/extension.js',
    'dist/host.js',
    'dist/zod.js',
    'dist/schemas.js',
    'dist/openai.js',
    'media/sightline.svg',
  ];
  return [
    ...native.map(({ name }) => `${name} is native: only one platform could load it.`),
    ...needed.filter((name) => !has(name)).map((name) => `${name} is missing from the package.`),
    ...(size > limitBytes
      ? [`The package has ${megabytes(size)}, its limit is ${megabytes(limitBytes)}.`]
      : []),
  ];
}

/** The entries of a zip file, read from its central directory. @throws Where it is none. */
export function readVsix(file: string): VsixEntry[] {
  const bytes = fs.readFileSync(file);
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error(`${file} is not a zip file.`);
  const entries: VsixEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = bytes.readUInt16LE(at + 28);
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      packedBytes: bytes.readUInt32LE(at + 20),
    });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(2)} MB`;
}
