import { languageOf } from '../../../src/engine/retrieval/language.ts';
import { scanOutline } from '../../../src/engine/retrieval/scan.ts';
import type { IndexedFile } from '../../../src/engine/retrieval/segmentBuilder.ts';
import { splitFile } from '../../../src/engine/retrieval/split.ts';

/** A file as phase 1 indexes it. */
export function indexedFile(path: string, text: string): IndexedFile {
  const language = languageOf(path, text);
  const chunks = splitFile({ path, language, text, outline: scanOutline(language, text) });
  return { path, language, hash: path, chunks };
}
