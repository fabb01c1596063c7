import { expansions, type Expansion } from './expand.ts';
import { fileFlags, type FileFlag } from './fileFlags.ts';
import { fileEnding, places, type Place } from './places.ts';
import { speak, type Spoken } from './spoken.ts';
import { stopWords } from './stopWords.ts';
import { exactTerm, foldedTerm, foldWord, nameTerm, shapes, splitIdentifier, type Term } from './tokenise.ts';

/** One different word of a question, with the terms that it is looked up by. */
export interface QueryWord {
  /** As written, for reasons. */
  readonly text: string;
  /** Written as code: `retryDelay`, `retry_delay`, `` `retry` ``, `retry(`, or the only word there is. */
  readonly isIdentifier: boolean;
  readonly exact: Term;
  /** The whole (where there are parts) and the parts; each once. */
  readonly folded: readonly FoldedTerm[];
  /** More than 1 for words in quotes. */
  readonly weight: number;
}

export interface FoldedTerm {
  readonly term: Term;
  /** What reasons call it: the word as written, or its part, not stemmed. */
  readonly text: string;
  readonly isWhole: boolean;
  /** The Korean word, or the plain word or phrase, of the question for which it stands. */
  readonly from?: string;
}

/** A name that some chunk may define. */
export interface QueryName {
  readonly text: string;
  /** As the query writes it; absent where the name is joined from several words. */
  readonly exact: Term | undefined;
  readonly anyCase: Term;
  /** What comes before the name's last dot or `::`. */
  readonly container: string | undefined;
  /** How sure it is that the name is meant: 1 for an identifier, less for a plain word. */
  readonly strength: number;
}

export interface Query {
  readonly words: readonly QueryWord[];
  /** Terms of the words that are not looked up, since they carry the question and not its subject; each once. */
  readonly fillers: readonly Term[];
  readonly names: readonly QueryName[];
  /** Paths, and lines of them, as error messages and people write them. */
  readonly places: readonly Place[];
  /** Kinds of files that the question asks for, so that they are not ranked down: bits of `fileFlags`. */
  readonly asksFor: number;
  /** It begins as the subjects of commits do: `Fix ...`, `Add ...`. What was said of past changes then tells more. */
  readonly asksForChange: boolean;
}

/** More words are cut off: nobody writes them, and a pasted log says the same things again. */
const mostCharacters = 200_000;

/** Find out what a question asks for. Pure text work: nothing is looked up. */
export function analyseQuery(text: string): Query {
  const question = text.slice(0, mostCharacters).normalize('NFC');
  const spoken = speak(question);
  const told = spoken.filter(({ text: word, isFiller }) => !isFiller && !stopWords.has(word.toLowerCase()));
  const meant = told.length > 0 ? told : spoken;
  const words = new Map<Term, QueryWord>();
  for (const word of meant) {
    const isIdentifier = meant.length === 1 || isWrittenAsCode(question, word);
    const known = words.get(word.term);
    if (known?.isIdentifier === true || (known !== undefined && !isIdentifier)) continue;
    const weight = isQuoted(question, word) ? quotedWeight : 1;
    words.set(word.term, { text: word.text, isIdentifier, exact: word.term, folded: termsOf(word), weight });
  }
  const names = [...namesOf(words), ...joinedNames(question, spoken)];
  const plain = spoken.filter((word) => !isWrittenAsCode(question, word));
  for (const expansion of expansions(meant, plain)) addWeight(words, expandedWord(expansion));
  return {
    words: [...words.values()],
    fillers: fillersOf(spoken, words),
    names,
    places: places(question),
    asksFor: kindsAskedFor(spoken.flatMap(({ text: word, english }) => [word, ...english])),
    asksForChange: change.test(question),
  };
}

/** A word that the question does not have, with the one that it stands for. */
function expandedWord({ text, from, weight }: Expansion): QueryWord {
  const folded = termsOf({ text, shape: shapes.lower }).map((term) => ({ ...term, from }));
  return { text, isIdentifier: false, exact: exactTerm(text), folded, weight };
}

/** A word that is there already counts no less than before, and no more than one word. */
function addWeight(words: Map<Term, QueryWord>, word: QueryWord): void {
  const known = words.get(word.exact);
  if (known === undefined) words.set(word.exact, word);
  else if (known.weight < 1)
    words.set(word.exact, { ...known, weight: Math.min(1, known.weight + word.weight) });
}

function fillersOf(spoken: readonly Spoken[], words: ReadonlyMap<Term, QueryWord>): Term[] {
  const isLookedUp = new Set([...words.values()].flatMap(({ folded }) => folded.map(({ term }) => term)));
  const terms = new Set(spoken.flatMap((word) => termsOf(word).map(({ term }) => term)));
  return [...terms].filter((term) => !isLookedUp.has(term));
}

function termsOf({ text, shape }: { readonly text: string; readonly shape: number }): FoldedTerm[] {
  const { whole, parts } = foldWord(text, shape);
  const told = partsAsWritten(text, shape, parts);
  if (whole === undefined && parts.length === 1)
    return [{ term: foldedTerm(parts[0] ?? ''), text, isWhole: true }];
  const terms = new Map<Term, FoldedTerm>();
  if (whole !== undefined) terms.set(foldedTerm(whole), { term: foldedTerm(whole), text, isWhole: true });
  parts.forEach((part, i) => {
    const term = foldedTerm(part);
    if (!terms.has(term)) terms.set(term, { term, text: told[i] ?? part, isWhole: false });
  });
  return Array.from(terms.values());
}

/** The parts before they were stemmed: a person reads `merge`, not `merg`. */
function partsAsWritten(text: string, shape: number, parts: readonly string[]): readonly string[] {
  if ((shape & shapes.dense) !== 0) return parts;
  return splitIdentifier(text, shape).flatMap((part) => (part.length > 1 ? [part.toLowerCase()] : []));
}

/** Words in quotes count this much more. */
const quotedWeight = 1.5;

function isWrittenAsCode(question: string, { text, start, end, shape }: Spoken): boolean {
  if (/^[`#@$]/.test(question[start - 1] ?? '') && /^[A-Za-z]/.test(text)) return true;
  if (/\w\.$/.test(question.slice(start - 2, start)) && !fileEnding.test(`.${text}`)) return true;
  if (question[end] === '(' || question.slice(end, end + 2) === '::') return true;
  if ((shape & shapes.underscore) !== 0 && text.length > 1) return true;
  return /\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}{2}/u.test(text) || /^[A-Za-z]+\d+[A-Za-z]+/.test(text);
}

function isQuoted(question: string, { start, end }: Spoken): boolean {
  const before = question[start - 1] ?? '';
  return '"`\''.includes(before) && before !== '' && question[end] === before;
}

function namesOf(words: ReadonlyMap<Term, QueryWord>): QueryName[] {
  return [...words.values()]
    .filter(({ text, isIdentifier }) => isIdentifier || text.length > 2)
    .map(({ text, isIdentifier, exact }) => ({
      text,
      exact,
      anyCase: nameTerm(text),
      container: undefined,
      strength: isIdentifier ? identifierStrength(words.size) : plainStrength(words.size),
    }))
    .filter(({ strength }) => strength > 0);
}

/**
 * How sure it is that a question of so many words is about the definition of a name that it mentions. Measured with
 * `npm run bench -- retrieval`: with the strength of a lone name in every question, whatever mentions another function
 * was answered with that function, which cost 5 points of MRR@10 against no such strength at all.
 */
function identifierStrength(words: number): number {
  return Math.max(0.27, Math.min(1, 2 / words));
}

/** A plain word is often some function's name by chance; two of them may be meant as names. */
function plainStrength(words: number): number {
  return words <= 2 ? 0.25 : 0;
}

/** "retry delay" may mean `retryDelay`; in a sentence it seldom does. */
function joinedStrength(words: number): number {
  return words <= 3 ? 0.6 : 0.3;
}

/** Longer questions are prose or logs, where neighbours are no names. */
const mostJoinedWords = 60;

/** Neighbouring words joined into one name, and dotted names with their container. */
function joinedNames(question: string, spoken: readonly Spoken[]): QueryName[] {
  const found: QueryName[] = [];
  const strength = joinedStrength(spoken.length);
  for (let i = 0; i + 1 < Math.min(spoken.length, mostJoinedWords); i++) {
    const [first, second, third] = spoken.slice(i, i + 3);
    if (first === undefined || second === undefined) continue;
    const gap = question.slice(first.end, second.start);
    if (/^(\.|::|#|->)$/.test(gap)) found.push(memberName(first, second, identifierStrength(spoken.length)));
    if (!isJoint(gap)) continue;
    found.push(joinedName([first, second], strength));
    if (third !== undefined && isJoint(question.slice(second.end, third.start))) {
      found.push(joinedName([first, second, third], strength));
    }
  }
  return found;
}

function isJoint(gap: string): boolean {
  return /^[ -]$/.test(gap);
}

function joinedName(words: readonly Spoken[], strength: number): QueryName {
  return {
    text: words.map(({ text }) => text).join(' '),
    exact: undefined,
    anyCase: nameTerm(words.map(({ text }) => text).join('')),
    container: undefined,
    strength,
  };
}

function memberName(container: Spoken, member: Spoken, strength: number): QueryName {
  const { text } = member;
  return { text, exact: exactTerm(text), anyCase: nameTerm(text), container: container.text, strength };
}

/**
 * Verbs that only a change begins with; `return`, `get`, `read` and the like also begin descriptions. Of commit subjects
 * 42 to 87 % begin so, of first sentences of doc comments 0 to 5 %.
 */
const change =
  /^\s*(?:[\w./-]+:\s+)?(?:please\s+)?(?:fix|add|remove|allow|support|make|avoid|improve|update|change|move|rename|don'?t|do not|prevent|implement|introduce|drop|refactor|replace|deprecate|enable|disable|correct|restore|simplify|clean|switch|bring|stop|respect|speed|optimi[sz]e|expose|rework|rewrite|migrate|port|upgrade|use|handle)\b/i;

const kindWords: readonly (readonly [FileFlag, RegExp])[] = [
  ['test', /^(tests?|tested|testing|specs?|unittests?|mocks?|mocked|fixtures?|e2e)$/i],
  ['generated', /^(generated|bundled?|minified|lock|lockfile)$/i],
  ['vendored', /^(vendor|vendored|third|thirdparty|dependency|dependencies|node_modules)$/i],
  ['docs', /^(docs?|documentation|documented|readme|guides?|tutorials?|changelog|license|md|markdown)$/i],
  ['declaration', /^(types|typings?|declarations?|dts|pyi|stubs?)$/i],
  ['example', /^(examples?|samples?|demos?|tutorials?|playground|bench|benchmarks?)$/i],
  [
    'data',
    /^(json|ya?ml|toml|xml|svg|csv|ini|config|configs|configuration|settings?|css|scss|less|html?|styles?|stylesheets?|workflows?|manifest|pipeline|translations?|scripts?)$/i,
  ],
];

function kindsAskedFor(words: readonly string[]): number {
  let flags = 0;
  for (const [flag, pattern] of kindWords) {
    if (words.some((word) => pattern.test(word))) flags |= fileFlags[flag];
  }
  return flags;
}
