import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A folder in the system's temporary place with these files, which goes when the test is over. */
export function makeFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sightline-test-')));
  for (const [name, content] of Object.entries(files)) writeFile(directory, name, content);
  return directory;
}

export function writeFile(directory: string, name: string, content: string | Uint8Array): string {
  const file = path.join(directory, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
  return file;
}

export function removeFolder(directory: string): void {
  fs.rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}
