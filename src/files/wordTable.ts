import fs from 'node:fs';
import { EngineError } from '../engine/errors.ts';
import { readWordVectors, type WordVectors } from '../engine/ranking/wordVectors.ts';
import { foldedTerm } from '../engine/retrieval/tokenise.ts';

/**
 * Read the table of word vectors. Without it, everything works by words alone.
 * @param file  Null: not wanted.
 * @param tell  Takes a sentence for a person where it cannot be read.
 */
export function openWordTable(file: string | null, tell: (sentence: string) => void): WordVectors | null {
  if (file === null) return null;
  try {
    return readWordVectors(new Uint8Array(fs.readFileSync(file)), foldedTerm);
  } catch (error) {
    const why = error instanceof EngineError ? error.message : `${file} cannot be read: ${String(error)}`;
    tell(`${why} Searches go by words alone; install Sightline again.`);
    return null;
  }
}
