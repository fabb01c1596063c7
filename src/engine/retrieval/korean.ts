import { koreanFillers, koreanParticles, koreanVerbs } from './koreanVerbs.ts';
import { koreanNouns } from './koreanNouns.ts';

/** A word of a Korean text without what is glued to it. */
export interface KoreanPiece {
  /** 업로드 of 파일업로드를; of a verb its stem, as far as it is written. */
  readonly text: string;
  /** Where it begins in the run that was read. */
  readonly at: number;
  /** What programmers call it in English, the likeliest first; empty for words that the table does not know. */
  readonly english: readonly string[];
  /** It carries the question, not its subject. */
  readonly isFiller: boolean;
}

export const hasHangul = (text: string): boolean => /[가-힣]/.test(text);

/**
 * Divide a run of Hangul into the words of our table: the division that leaves least over, of longer words where there
 * is a choice. Particles and endings are dropped; what no word explains is a piece by itself. Takes time in proportion
 * to the run.
 * @param isGlued  A Latin word stands just before, as in `RetryPolicy는`: the run may be nothing but particles.
 */
export function readKorean(run: string, isGlued = false): KoreanPiece[] {
  const steps = cheapest(run, isGlued);
  const pieces: KoreanPiece[] = [];
  for (const { kind, from, to, entry } of steps) {
    const last = pieces.at(-1);
    // Behind another word, what carries a question is an ending: 되는 of 초기화되는.
    if (entry?.isFiller === true && last !== undefined) continue;
    if (kind === 'word') pieces.push({ text: run.slice(from, to), at: from, ...(entry ?? unknown) });
    else if (kind === 'unknown' && last?.english === unknown.english && last.at + last.text.length === from)
      pieces.splice(-1, 1, { ...last, text: last.text + run.slice(from, to) });
    else if (kind === 'unknown') pieces.push({ text: run.slice(from, to), at: from, ...unknown });
  }
  return pieces;
}

/** How much of the second run belongs to a word that begins with the first: 2 of 예외 처리를, for 예외처리; 0 for none. */
export function joinedSyllables(first: string, second: string): number {
  const { nouns } = table();
  for (let used = Math.min(longestWord - first.length, second.length); used > 0; used--) {
    if (nouns.has(first + second.slice(0, used))) return used;
  }
  return 0;
}

const longestWord = 8;

interface Entry {
  readonly english: readonly string[];
  readonly isFiller: boolean;
  /** A verb's stem is no word without an ending: 줄이 is 줄 with a particle. */
  readonly isStem: boolean;
}

const unknown: Entry = { english: [], isFiller: false, isStem: false };

interface Table {
  readonly nouns: ReadonlyMap<string, Entry>;
  readonly verbs: ReadonlyMap<string, Entry>;
  readonly particles: ReadonlySet<string>;
}

/** Made when the first Korean question comes. */
let made: Table | undefined;

function table(): Table {
  if (made !== undefined) return made;
  const nouns = entriesOf(koreanNouns);
  for (const word of wordsOf(koreanFillers)) {
    nouns.set(word, { english: nouns.get(word)?.english ?? [], isFiller: true, isStem: false });
  }
  made = { nouns, verbs: entriesOf(koreanVerbs), particles: new Set(wordsOf(koreanParticles)) };
  return made;
}

function entriesOf(source: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const line of source.split(';')) {
    const [heads = '', ...english] = wordsOf(line);
    heads.split(',').forEach((head, i) => {
      if (head !== '') entries.set(head, { english, isFiller: false, isStem: i === 0 });
    });
  }
  return entries;
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

interface Step {
  readonly kind: 'word' | 'tail' | 'unknown';
  readonly from: number;
  readonly to: number;
  readonly entry?: Entry;
}

interface Path {
  readonly worth: number;
  readonly step: Step;
  readonly before: Path | null;
}

/** Longer words are worth more than the same syllables in shorter ones, and words more than endings. */
const worthOfWord = (syllables: number): number => 3 * syllables - 1;
const worthOfTail = 0.9;
const worthOfUnknown = -0.5;
/** A lone syllable is a word only where all around it is known: 키를, but not the 키 of 키르케. */
const worthlessLone = 2.6;
/** Glued to a noun, what looks like a verb is mostly its particles: 표시자를 is not 표시 and 자를. */
const worthlessVerb = 4;

/** For each place in the run the best way there; a tail can only follow a word. */
function cheapest(run: string, isGlued: boolean): Step[] {
  const start: Path = {
    worth: 0,
    step: { kind: isGlued ? 'tail' : 'unknown', from: 0, to: 0 },
    before: null,
  };
  // Two ways to each place: one that ends in something known, and one that does not.
  const known: (Path | undefined)[] = isGlued ? [start] : [];
  const lost: (Path | undefined)[] = isGlued ? [] : [start];
  for (let at = 0; at < run.length; at++) {
    for (const before of [known[at], lost[at]]) {
      if (before === undefined) continue;
      for (const { step, worth } of stepsFrom(run, at, before.step.kind)) {
        const path = { worth: before.worth + worth, step, before };
        const paths = step.kind === 'unknown' ? lost : known;
        if (path.worth > (paths[step.to]?.worth ?? -Infinity)) paths[step.to] = path;
      }
    }
  }
  const ends = [known[run.length], lost[run.length]].filter((path) => path !== undefined);
  const best = ends.sort((a, b) => b.worth - a.worth)[0] ?? null;
  const steps: Step[] = [];
  for (let path = best; path !== null && path !== start; path = path.before) steps.push(path.step);
  return steps.reverse();
}

interface Choice {
  readonly step: Step;
  readonly worth: number;
}

function* stepsFrom(run: string, at: number, before: Step['kind']): Generator<Choice> {
  const { nouns, particles } = table();
  const isAfterWord = before !== 'unknown';
  const isAfterKnown = isAfterWord || at === 0;
  for (let to = at + 1; to <= Math.min(run.length, at + longestWord); to++) {
    const text = run.slice(at, to);
    const entry = nouns.get(text);
    const fits = isAfterKnown || (text.length > 1 && entry?.isFiller === false);
    if (entry !== undefined && fits) yield wordStep({ at, to, entry, run });
    if (isAfterWord && particles.has(text)) yield tailStep(at, to);
  }
  if (isAfterWord && suffixes.has(run[at] ?? '')) yield tailStep(at, run.length);
  yield* verbStep(run, at, { isAfterWord, isAfterKnown });
  // One syllable alone is no word: where something unknown begins, it has two, as far as there are.
  const to = Math.min(run.length, isAfterKnown ? at + 2 : at + 1);
  yield { step: { kind: 'unknown', from: at, to }, worth: worthOfUnknown * (to - at) };
}

function wordStep({ at, to, entry, run }: { at: number; to: number; entry: Entry; run: string }): Choice {
  const isLone = to - at === 1 && to < run.length;
  return {
    step: { kind: 'word', from: at, to, entry },
    worth: worthOfWord(to - at) - (isLone ? worthlessLone : 0),
  };
}

function tailStep(from: number, to: number): Choice {
  return { step: { kind: 'tail', from, to }, worth: worthOfTail * (to - from) };
}

/** How 하다, 되다, 시키다, 당하다, 받다 begin behind a noun: what follows is the end of a verb. */
const suffixes = new Set('하한할함합해했되된될됨됩돼됐시당받');
/** How endings begin behind a verb's stem. */
const endings = new Set(
  '는다고기지면게아어여며거도던든음은을네나니죠자습시세었았였으라려러서야요해줘주놓버있보두내질진져',
);
/** Consonants that an ending puts under the stem's last syllable: 지운, 지울, 지움, 지웁, 지웠. */
const finals = new Set([4, 8, 16, 17, 20]);
const firstSyllable = 0xac00;
const finalsCount = 28;

/** A verb takes the rest of the run with it: its ending, and what is glued to that. */
function* verbStep(
  run: string,
  at: number,
  { isAfterWord, isAfterKnown }: { isAfterWord: boolean; isAfterKnown: boolean },
): Generator<Choice> {
  for (let to = Math.min(run.length, at + longestWord); to > at; to--) {
    if (to - at === 1 && !isAfterKnown) return;
    const entry = verbAt(run.slice(at, to), run[to]);
    if (entry === undefined) continue;
    const worth = worthOfWord(to - at) + worthOfTail * (run.length - to) - (isAfterWord ? worthlessVerb : 0);
    yield { step: { kind: 'word', from: at, to: run.length, entry }, worth };
    return;
  }
}

/** @param next  The syllable behind what is written. */
function verbAt(written: string, next: string | undefined): Entry | undefined {
  const { verbs } = table();
  const whole = verbs.get(written);
  const ends = next === undefined ? whole?.isStem === false : endings.has(next);
  return whole !== undefined && ends ? whole : verbs.get(withoutFinal(written));
}

function withoutFinal(text: string): string {
  const code = text.charCodeAt(text.length - 1) - firstSyllable;
  const final = code % finalsCount;
  if (code < 0 || !finals.has(final)) return '';
  return text.slice(0, -1) + String.fromCharCode(firstSyllable + code - final);
}
