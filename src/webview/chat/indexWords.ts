import type { IndexStatus } from '../../engine/retrieval/status.ts';
import { languageLabel } from '../code/languages.ts';
import { countOf, formatCount, listWords } from '../numbers.ts';

/** A language is worth a word where at least this share of the files is written in it. */
const namedShare = 0.15;

/** "Indexing: 1,204 of 4,212 files. You can ask already." */
export function progressWords({ filesIndexed, filesTotal, isPaused }: IndexStatus): string {
  const doing = isPaused ? 'Indexing is paused' : 'Indexing';
  if (filesTotal === 0) return isPaused ? `${doing}.` : 'Looking for files…';
  return `${doing}: ${formatCount(filesIndexed)} of ${countOf(filesTotal, 'file')}. You can ask already.`;
}

/** "4,212 files, mostly TypeScript and Go". */
export function foundWords({ filesIndexed, languages }: IndexStatus): string {
  if (filesIndexed === 0) return 'No files to index in this folder.';
  const sorted = Object.entries(languages).sort(([, a], [, b]) => b - a);
  const most = sorted
    .filter(([, files], at) => at < 2 && files >= filesIndexed * namedShare)
    .map(([name]) => languageLabel(name));
  const files = countOf(filesIndexed, 'file');
  return most.length === 0 ? files : `${files}, mostly ${listWords(most)}`;
}
