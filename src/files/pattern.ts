import { unreachable } from '../engine/errors.ts';

/**
 * Compile one glob as Git reads it in an ignore file: `*` and `?` stop at a slash, `**` between slashes spans
 * folders, `[a-z]`, `[!a]` and `[[:digit:]]` are sets, a backslash takes the next character literally.
 *
 * Matching walks all possible states at once, so its cost is text length × pattern length whatever the pattern:
 * a folder that nobody vouches for cannot stall the walk with `*a*a*a*a*b`, as it could with a backtracking matcher.
 *
 * @returns A test of a whole path with `/`; it never matches where the pattern is malformed (as in Git).
 * Source: gitignore(5) and the behaviour of `git check-ignore`, which the tests compare with.
 */
export function compilePattern(pattern: string, options: { ignoreCase: boolean }): (text: string) => boolean {
  const fold = (text: string): string => (options.ignoreCase ? lowerAscii(asBytes(text)) : asBytes(text));
  const tokens = tokenise(fold(pattern).split(''), options.ignoreCase);
  if (tokens === null) return () => false;
  return (text) => matches(tokens, fold(text));
}

/** One character for each byte of UTF-8, since that is what Git's `?` and sets stand for. */
function asBytes(text: string): string {
  const isAscii = Buffer.byteLength(text) === text.length;
  return isAscii ? text : Buffer.from(text).toString('latin1');
}

/** Git, too, folds the case of ASCII letters only. */
function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

type Token =
  | { readonly kind: 'literal'; readonly char: string }
  /** One character that is not a slash and, where there is a set, lies in it. */
  | { readonly kind: 'one'; readonly set: ((char: string) => boolean) | null }
  /** Any run without a slash. */
  | { readonly kind: 'star' }
  /** Any run at all. */
  | { readonly kind: 'everything' }
  /** Any number of whole folders, none included, as `**` and its slash say. Stands before `folder-name`. */
  | { readonly kind: 'folders' }
  /** In the middle of a folder's name: the way out is the next slash only. */
  | { readonly kind: 'folder-name' };

function tokenise(chars: readonly string[], ignoreCase: boolean): Token[] | null {
  const tokens: Token[] = [];
  for (let at = 0; at < chars.length;) {
    const char = chars[at] as string;
    if (char === '\\') {
      const next = chars[at + 1];
      if (next === undefined) return null;
      tokens.push({ kind: 'literal', char: next });
      at += 2;
    } else if (char === '?') {
      tokens.push({ kind: 'one', set: null });
      at++;
    } else if (char === '*') {
      const stars = readStars(chars, at);
      tokens.push(stars.token);
      if (stars.token.kind === 'folders') tokens.push({ kind: 'folder-name' });
      at = stars.next;
    } else if (char === '[') {
      const set = readSet(chars, at + 1, ignoreCase);
      if (set === null) return null;
      tokens.push({ kind: 'one', set: set.has });
      at = set.next;
    } else {
      tokens.push({ kind: 'literal', char });
      at++;
    }
  }
  return tokens;
}

function readStars(chars: readonly string[], start: number): { token: Token; next: number } {
  let end = start;
  while (chars[end] === '*') end++;
  const isAfterSlash = start === 0 || chars[start - 1] === '/';
  const following = chars[end];
  if (end - start < 2 || !isAfterSlash) return { token: { kind: 'star' }, next: end };
  if (following === '/') return { token: { kind: 'folders' }, next: end + 1 };
  const isAlone = following === undefined || (following === '\\' && chars[end + 1] === '/');
  return { token: { kind: isAlone ? 'everything' : 'star' }, next: end };
}

type CharSet = { readonly has: (char: string) => boolean; readonly next: number };

/** Read `...]` from just after the `[`. Null: it never closes, or names an unknown class. */
function readSet(chars: readonly string[], start: number, ignoreCase: boolean): CharSet | null {
  let at = start;
  const isNegated = chars[at] === '!' || chars[at] === '^';
  if (isNegated) at++;
  const members: ((char: string) => boolean)[] = [];
  let rangeFrom: string | null = null;
  for (let isFirst = true; isFirst || chars[at] !== ']'; isFirst = false) {
    const char = chars[at];
    if (char === undefined) return null;
    const following = chars[at + 1];
    if (char === '-' && rangeFrom !== null && following !== undefined && following !== ']') {
      const isEscaped = following === '\\';
      const to = isEscaped ? chars[at + 2] : following;
      if (to === undefined) return null;
      members.push(between(rangeFrom, to));
      rangeFrom = null;
      at += isEscaped ? 3 : 2;
    } else if (char === '[' && following === ':' && classEnd(chars, at + 2) !== null) {
      const end = classEnd(chars, at + 2) as number;
      const member = namedClasses[chars.slice(at + 2, end).join('')];
      if (member === undefined) return null;
      members.push((tested) => member.test(tested));
      rangeFrom = null;
      at = end + 2;
    } else {
      const literal = char === '\\' ? following : char;
      if (literal === undefined) return null;
      members.push((tested) => tested === literal);
      rangeFrom = literal;
      at += char === '\\' ? 2 : 1;
    }
  }
  const isMember = (char: string): boolean => members.some((member) => member(char));
  const has = ignoreCase
    ? (char: string): boolean => (isMember(char) || isMember(char.toUpperCase())) !== isNegated
    : (char: string): boolean => isMember(char) !== isNegated;
  return { has, next: at + 1 };
}

/** Where the `:` of a closing `:]` is, if the next `]` closes a class name. */
function classEnd(chars: readonly string[], start: number): number | null {
  const close = chars.indexOf(']', start);
  return close > start && chars[close - 1] === ':' ? close - 1 : null;
}

function between(from: string, to: string): (char: string) => boolean {
  const low = from.charCodeAt(0);
  const high = to.charCodeAt(0);
  return (char) => {
    const code = char.charCodeAt(0);
    return code >= low && code <= high;
  };
}

const namedClasses: Readonly<Record<string, RegExp>> = {
  alnum: /^[a-z0-9]$/i,
  alpha: /^[a-z]$/i,
  blank: /^[ \t]$/,
  // oxlint-disable-next-line no-control-regex -- the class is made of them
  cntrl: /^[\u0000-\u001f\u007f]$/,
  digit: /^[0-9]$/,
  graph: /^[!-~]$/,
  lower: /^[a-z]$/,
  print: /^[ -~]$/,
  punct: /^[!-/:-@[-`{-~]$/,
  space: /^[ \t\n\v\f\r]$/,
  upper: /^[A-Z]$/,
  xdigit: /^[0-9a-f]$/i,
};

function matches(tokens: readonly Token[], text: string): boolean {
  let active = new Set<number>();
  reach(tokens, 0, active);
  for (const char of text) {
    const next = new Set<number>();
    for (const at of active) step(tokens, { at, char, next });
    if (next.size === 0) return false;
    active = next;
  }
  return active.has(tokens.length);
}

/** Add a state, and those that it leads to without a character. */
function reach(tokens: readonly Token[], at: number, into: Set<number>): void {
  into.add(at);
  const kind = tokens[at]?.kind;
  if (kind === 'star' || kind === 'everything') reach(tokens, at + 1, into);
  if (kind === 'folders') reach(tokens, at + 2, into);
}

function step(tokens: readonly Token[], move: { at: number; char: string; next: Set<number> }): void {
  const { at, char, next } = move;
  const token = tokens[at];
  switch (token?.kind) {
    case undefined:
      return;
    case 'literal':
      if (token.char === char) reach(tokens, at + 1, next);
      return;
    case 'one':
      if (char !== '/' && (token.set === null || token.set(char))) reach(tokens, at + 1, next);
      return;
    case 'star':
      if (char !== '/') reach(tokens, at, next);
      return;
    case 'everything':
      reach(tokens, at, next);
      return;
    case 'folders':
      if (char === '/') reach(tokens, at, next);
      else next.add(at + 1);
      return;
    case 'folder-name':
      if (char === '/') reach(tokens, at - 1, next);
      else next.add(at);
      return;
    default:
      unreachable(token);
  }
}
