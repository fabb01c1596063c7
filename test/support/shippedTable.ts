import fs from 'node:fs';
import path from 'node:path';
import { readWordVectors, type WordVectors } from '../../src/engine/ranking/wordVectors.ts';
import { foldedTerm } from '../../src/engine/retrieval/tokenise.ts';

const file = path.join(import.meta.dirname, '..', '..', 'media', 'embedding', 'words.bin');

/** The table of word vectors that Sightline brings along; null where there is none yet. */
export function shippedTable(): WordVectors | null {
  if (!fs.existsSync(file)) return null;
  return readWordVectors(new Uint8Array(fs.readFileSync(file)), foldedTerm);
}
