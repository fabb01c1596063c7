import { matchedWords, type Matcher } from './match.ts';
import type { NearWords } from './nearWords.ts';
import { fitOfPath } from './places.ts';
import type { Query } from './query.ts';
import type { ChunkRecord } from './records.ts';
import { hasName } from './relocate.ts';
import { foldName, type Term } from './tokenise.ts';

export interface Explained {
  readonly path: string;
  readonly record: ChunkRecord;
  readonly text: string;
  /** What speaks for its file from outside its text, in words. */
  readonly evidence?: string | null;
}

export interface Means {
  readonly query: Query;
  readonly matcher: Matcher;
  readonly idfs: ReadonlyMap<Term, number>;
  /** Where what a chunk is about counted, too. */
  readonly near?: NearWords | undefined;
}

const mostWords = 5;

/**
 * Why a chunk was found, in plain words, the weightiest first. Each reason is checked against the chunk itself, with
 * the terms that gave it its score: none is guessed.
 */
export function reasonsFor(hit: Explained, means: Means): string[] {
  const defined = definedNames(hit.record, means.query);
  const words = (text: string) => matchedWords(means.matcher(text), means.idfs);
  const listed = (found: readonly string[]) => listWords(found, means.query);
  const reasons: string[] = placeReasons(hit, means.query);
  for (const name of defined) reasons.push(`defines \`${name}\``);
  const { record, path } = hit;
  const symbol = [record.symbol ?? '', ...record.alsoDefines].join(' ');
  const inName = words(symbol);
  if (defined.length === 0 && inName.length > 0) reasons.push(nameReason(record, listed(inName)));
  for (const { text, isIdentifier } of means.query.words) {
    if (isIdentifier && !defined.includes(text) && hasName(hit.text, text)) reasons.push(`uses \`${text}\``);
  }
  const inDoc = words(record.doc ?? '');
  if (inDoc.length > 0) reasons.push(`matches ${listed(inDoc)} in its ${docWord(record)}`);
  const cut = path.lastIndexOf('/') + 1;
  const inFile = words(path.slice(cut));
  if (inFile.length > 0) reasons.push(`file name matches ${listed(inFile)}`);
  const inFolder = words(path.slice(0, cut)).filter((word) => !inFile.includes(word));
  if (inFolder.length > 0) reasons.push(`folder matches ${listed(inFolder)}`);
  const said = new Set([...inDoc, ...inName, ...defined.map((name) => name.toLowerCase())]);
  const inBody = words(hit.text).filter((word) => !said.has(word) && !said.has(word.toLowerCase()));
  const isUsed = (word: string) => reasons.includes(`uses \`${word}\``);
  const rest = inBody.filter((word) => !isUsed(word));
  if (rest.length > 0) reasons.push(`matches ${listed(rest)}`);
  if (hit.evidence !== undefined && hit.evidence !== null) reasons.push(hit.evidence);
  const near = means.near?.(`${symbol}\n${hit.text}`) ?? [];
  if (near.length > 0) reasons.push(`about the same things: ${near.join(', ')}`);
  else if (reasons.length === 0 && means.near !== undefined) reasons.push('about the same things in all');
  return reasons;
}

/** The names that the query names and the chunk defines, as the chunk writes them. */
function definedNames(record: ChunkRecord, query: Query): string[] {
  if (
    record.kind === 'section' ||
    record.kind === 'key' ||
    record.kind === 'element' ||
    record.kind === 'rule'
  ) {
    return [];
  }
  const wanted = new Set(query.names.map(({ text }) => foldName(text)));
  const names = record.symbol === undefined ? record.alsoDefines : [record.symbol, ...record.alsoDefines];
  return Array.from(new Set(names.filter((name) => wanted.has(foldName(name)))));
}

function placeReasons({ path, record }: Explained, query: Query): string[] {
  return query.places.flatMap((place) => {
    if (fitOfPath(path, place) === 0) return [];
    const { line } = place;
    if (line !== undefined && line >= record.startLine && line <= record.endLine) {
      return [`holds line ${line} of ${path}`];
    }
    return [`lies in ${place.path}`];
  });
}

function nameReason(record: ChunkRecord, words: string): string {
  if (record.kind === 'section') return `heading matches ${words}`;
  return record.symbol === undefined
    ? `defines a name with ${words}`
    : `name \`${record.symbol}\` matches ${words}`;
}

function docWord(record: ChunkRecord): string {
  return record.kind === 'section' ? 'first lines' : 'doc comment';
}

/** Words that translate a Korean one say which: 'upload' (업로드). */
function listWords(words: readonly string[], query: Query): string {
  const terms = query.words.flatMap(({ folded }) => folded);
  const shown = words.slice(0, mostWords).map((word) => {
    const from = terms.find(({ text }) => text === word)?.from;
    return from === undefined ? `'${word}'` : `'${word}' (${from})`;
  });
  const more = words.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
