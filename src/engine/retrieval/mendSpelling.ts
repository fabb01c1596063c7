import { decode, findLists, isDeadChunk } from './accumulate.ts';
import { findTerm } from './dictionary.ts';
import { analyseQuery, type Query, type QueryName, type QueryWord } from './query.ts';
import { readChunk } from './records.ts';
import type { FieldName } from './segment.ts';
import { stem } from './stem.ts';
import { exactTerm, foldedNameTerm, foldedTerm, foldName, type Term } from './tokenise.ts';
import type { IndexView } from './view.ts';

/**
 * Add to a query what its misspelt words may have meant: `retyrDelay` also looks for `retryDelay`. Only a word that is
 * nowhere in the index is taken to be misspelt, and only by one letter: one too many, one missing, one wrong, or two
 * swapped. All of these are looked up by their hashes, since the index has no list of words: a millisecond at most.
 * A query without such a word comes back as it is.
 */
export function mendSpelling(view: IndexView, query: Query): Query {
  const unknown = query.words.filter((word) => mayBeMisspelt(word, query) && isUnknown(view, word));
  const mended = unknown.slice(0, mostWords).map((word) => mend(view, query, word));
  if (mended.length === 0) return query;
  return {
    ...query,
    words: [...query.words, ...mended.flatMap(({ words }) => words)],
    names: [...query.names, ...mended.flatMap(({ names }) => names)],
  };
}

/** Of a pasted log, the first strange words are enough. */
const mostWords = 4;
/** Shorter words are near too many others. */
const shortest = 5;
const shortestInSentence = 6;
const longest = 40;
/** A sentence has words that the code has not, spelt rightly. */
const sentence = 4;
/**
 * What was probably meant counts this much of what is written. MRR@10 of misspelt symbols in `npm run bench -- questions`,
 * fitted half: 70 without mending, 100 with 0.6 or 0.9.
 */
const mendedWeight = 0.6;

function mayBeMisspelt({ text, isIdentifier, folded }: QueryWord, { words }: Query): boolean {
  if (folded[0]?.from !== undefined || !/^[A-Za-z][A-Za-z0-9_]*$/.test(text)) return false;
  const least = isIdentifier || words.length < sentence ? shortest : shortestInSentence;
  return text.length >= least && text.length <= longest;
}

/** Nowhere as a whole; where it is no identifier, no file is called so either. */
function isUnknown(view: IndexView, { text, folded }: QueryWord): boolean {
  const whole = folded.find(({ isWhole }) => isWhole);
  if (whole === undefined || has(view, whole.term)) return false;
  return findLists(view, 'symbol', foldedNameTerm(foldName(text))).having === 0;
}

function has(view: IndexView, term: Term): boolean {
  return (['body', 'symbol', 'path', 'doc'] as const).some(
    (field) => findLists(view, field, term).having > 0,
  );
}

interface Mended {
  readonly words: readonly QueryWord[];
  readonly names: readonly QueryName[];
}

function mend(view: IndexView, query: Query, word: QueryWord): Mended {
  const names = nearNames(view, word.text);
  if (names.length > 0) return meantBy(names, word, query);
  const parts = word.folded.filter(
    ({ term, isWhole }) => (!isWhole || word.folded.length === 1) && !has(view, term),
  );
  return { words: parts.flatMap((part) => nearWord(view, part.text.toLowerCase(), word)), names: [] };
}

function meantBy(meant: readonly string[], { text: written, weight }: QueryWord, { names }: Query): Mended {
  const asked = meant.map((name) => analyseQuery(name));
  const told = names.find((name) => name.text === written);
  return {
    words: asked.flatMap(({ words }) =>
      words.map((word) => ({
        ...word,
        folded: word.folded.map((term) => ({ ...term, from: written })),
        weight: mendedWeight * weight,
      })),
    ),
    names: asked.flatMap(({ names: found }) =>
      found.map((name) => ({
        ...name,
        container: told?.container,
        strength: mendedWeight * (told?.strength ?? 1),
      })),
    ),
  };
}

/**
 * Names that the index has and that differ from this one in a letter, as their definitions write them: of `TaskRunner`
 * and `taskRunner` the one that begins like what is written.
 */
function nearNames(view: IndexView, written: string): string[] {
  const found = new Set<string>();
  for (const candidate of oneLetterOff(foldName(written), `${letters}0123456789`)) {
    const term = foldedNameTerm(candidate);
    if (!isListed(view, 'symbol', term)) continue;
    const names = definedAs(view, candidate, term);
    const name = names.find((each) => each[0] === written[0]) ?? names[0];
    if (name !== undefined) found.add(name);
    if (found.size >= mostNames) break;
  }
  return [...found];
}

/** How the definitions of a name write it. */
function definedAs(view: IndexView, folded: string, term: Term): string[] {
  const { lists } = findLists(view, 'symbol', term);
  return view.segments.flatMap((live, i) => {
    const list = lists[i];
    if (list === undefined) return [];
    const chunks = Array.from(decode(list).ids).filter((chunk) => !isDeadChunk(live, chunk));
    return chunks.slice(0, mostDefinitions).flatMap((chunk) => {
      const { symbol = '', alsoDefines } = readChunk(live.segment, chunk);
      return [symbol, ...alsoDefines].filter((name) => foldName(name) === folded);
    });
  });
}

/** Whether a list is there at all, which is far quicker than to count what is live in it. */
function isListed(view: IndexView, field: FieldName, term: Term): boolean {
  return view.segments.some(({ segment }) => findTerm(segment.fields[field].terms, term) >= 0);
}

const mostDefinitions = 20;
const mostNames = 3;

/** The commonest of the words that the index has and that differ from this one in a letter. */
function nearWord(view: IndexView, written: string, word: QueryWord): QueryWord[] {
  let best: { text: string; having: number } | undefined;
  if (written.length < shortest) return [];
  for (const text of oneLetterOff(written, letters)) {
    const term = foldedTerm(stem(text));
    const having = isListed(view, 'body', term) ? findLists(view, 'body', term).having : 0;
    if (having > (best?.having ?? 0)) best = { text, having };
  }
  if (best === undefined) return [];
  const { text } = best;
  const folded = [{ term: foldedTerm(stem(text)), text, isWhole: true, from: word.text }];
  return [{ text, isIdentifier: false, exact: exactTerm(text), folded, weight: mendedWeight * word.weight }];
}

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** All texts that differ in one letter, the likeliest slips first: two swapped, one too many, one missing, one wrong. */
function* oneLetterOff(text: string, alphabet: string): Generator<string> {
  for (let i = 0; i + 1 < text.length; i++) {
    yield `${text.slice(0, i)}${text.charAt(i + 1)}${text.charAt(i)}${text.slice(i + 2)}`;
  }
  for (let i = 0; i < text.length; i++) yield text.slice(0, i) + text.slice(i + 1);
  for (let i = 0; i <= text.length; i++) {
    for (const letter of alphabet) yield text.slice(0, i) + letter + text.slice(i);
  }
  for (let i = 0; i < text.length; i++) {
    for (const letter of alphabet) yield text.slice(0, i) + letter + text.slice(i + 1);
  }
}
