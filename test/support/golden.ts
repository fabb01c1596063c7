import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

/** Compare with a file under `test/golden`. `UPDATE_GOLDEN=1 npx mocha` writes the files anew: read the difference. */
export function checkGolden(name: string, actual: string): void {
  const file = path.join(import.meta.dirname, '..', 'golden', name);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, actual);
  }
  assert.equal(actual, fs.readFileSync(file, 'utf8'));
}
