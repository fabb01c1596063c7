import { type CommentSyntax, commentSyntaxOf } from './comment.ts';
import type { Declaration, DeclarationKind, Outline } from './chunk.ts';
import {
  containerKinds,
  isExported,
  kindInside,
  type ScanRule,
  type ScanRules,
  startTables,
} from './scanRule.ts';

/** Lines longer than this are generated; no rule is tried on them, so that none can take long. */
const longestLine = 2000;

const tabWidth = 4;
const space = 32;
const tab = 9;

type Draft = { -readonly [K in keyof Declaration]: Declaration[K] };

/** A declaration whose last line is not known yet. */
interface Open {
  readonly draft: Draft;
  readonly indent: number;
  readonly isContainer: boolean;
  /** Indentation of the first line inside; -1 before it. */
  memberIndent: number;
}

/** The line under the cursor: `at` is its first character that is not blank. */
interface Line {
  number: number;
  at: number;
  end: number;
  indent: number;
}

/**
 * Declarations by their first words, in one pass over the lines. Where a declaration ends is told by indentation:
 * at the first line that is not deeper, or at the closing bracket or `end` just there. Bodies of functions are not
 * looked into. Unformatted code gets shorter ranges than it should, and never an endless scan.
 */
export function scanLines(language: string, text: string, rules: ScanRules): Outline {
  const scanner = new LineScanner(language, text, rules);
  let number = 0;
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    scanner.take(++number, start, end);
    start = end + 1;
  }
  return { declarations: scanner.finish(), isPartial: false };
}

class LineScanner {
  readonly #language: string;
  readonly #text: string;
  readonly #rules: ScanRules;
  readonly #comments: CommentSyntax;
  readonly #starts: readonly (Uint8Array | null)[];
  readonly #declarations: Draft[] = [];
  readonly #open: Open[] = [];
  readonly #line: Line = { number: 0, at: 0, end: 0, indent: 0 };
  /** The line of the last code, which is where a declaration ends that no bracket closes. */
  #lastCode = 0;
  /** First line of decorators that wait for their declaration, and their indentation. */
  #decorated = 0;
  #decoratedIndent = 0;
  /** Offset of what ends the block comment or long string that the cursor is in; Infinity where nothing does. */
  #until: number | null = null;
  /** Offset of the next marker of each kind of long string, from the last line that looked for it. */
  readonly #nextMarkers: number[];
  /** Last line of the macro that the cursor is in or behind: what it is defined as declares nothing. */
  #macroEnd = 0;
  /** What the cursor is in belongs to the open declaration: a string, or a comment as deep as its body. */
  #isInside = false;

  constructor(language: string, text: string, rules: ScanRules) {
    this.#language = language;
    this.#text = text;
    this.#rules = rules;
    this.#comments = commentSyntaxOf(language);
    this.#starts = startTables(rules);
    this.#nextMarkers = (rules.longString ?? []).map(() => -1);
  }

  take(number: number, start: number, end: number): void {
    const line = this.#line;
    line.number = number;
    line.end = end;
    if (number <= this.#macroEnd) {
      this.#lastCode = number;
      return;
    }
    if (this.#until !== null) {
      if (this.#isInside) this.#lastCode = number;
      if (this.#until < end) this.#until = null;
      return;
    }
    this.#indent(start);
    if (line.at >= end) return;
    if (this.#isComment()) return;
    const isPreprocessor =
      this.#rules.preprocessor !== undefined && this.#text[line.at] === this.#rules.preprocessor;
    const goesOn = !isPreprocessor && this.#close();
    if (!goesOn) this.#declare();
    if (!isPreprocessor || this.#open.length > 0) this.#lastCode = number;
    if (this.#rules.longString !== undefined) this.#enterLongString(this.#rules.longString);
  }

  finish(): Declaration[] {
    for (const { draft } of this.#open) draft.endLine = Math.max(draft.endLine, this.#lastCode);
    return this.#declarations;
  }

  #indent(start: number): void {
    const text = this.#text;
    let at = start;
    let indent = 0;
    for (let code = text.charCodeAt(at); code === space || code === tab; code = text.charCodeAt(++at)) {
      indent += code === tab ? tabWidth : 1;
    }
    this.#line.at = at;
    this.#line.indent = indent;
  }

  /** Comments are no code, but one that is indented like a body belongs to it. */
  #isComment(): boolean {
    const { at, end, indent, number } = this.#line;
    const text = this.#text;
    const { line, block } = this.#comments;
    let isComment = line.some((marker) => text.startsWith(marker, at));
    if (isComment && this.#rules.preprocessor !== undefined)
      isComment = text[at] !== this.#rules.preprocessor;
    if (isComment && this.#rules.decorators !== undefined)
      isComment = !this.#rules.decorators.includes(text[at] ?? '');
    if (block !== undefined && text.startsWith(block.open, at)) {
      isComment = true;
      const close = text.indexOf(block.close, at + block.open.length);
      // Looked for once: looking again on each line would read a long comment as often as it has lines.
      if (close < 0 || close >= end) this.#until = close < 0 ? Infinity : close;
      else if (close + block.close.length < end - 1) isComment = false;
    }
    const top = this.#open.at(-1);
    this.#isInside = top !== undefined && indent > top.indent;
    if (isComment && this.#isInside) this.#lastCode = number;
    return isComment;
  }

  #enterLongString(markers: readonly string[]): void {
    const { at, end } = this.#line;
    for (const [kind, marker] of markers.entries()) {
      const first = this.#nextMarker(kind, marker, at);
      if (first >= end) continue;
      let isOpen = true;
      let next = this.#nextMarker(kind, marker, first + marker.length);
      while (next < end) {
        isOpen = !isOpen;
        next = this.#nextMarker(kind, marker, next + marker.length);
      }
      if (isOpen) {
        this.#until = next;
        this.#isInside = true;
      }
      return;
    }
  }

  /** Offset of the next marker, Infinity where there is none. What lies ahead is not looked for on each line again. */
  #nextMarker(kind: number, marker: string, from: number): number {
    const known = this.#nextMarkers[kind] ?? -1;
    if (known >= from) return known;
    const found = this.#text.indexOf(marker, from);
    const next = found < 0 ? Infinity : found;
    this.#nextMarkers[kind] = next;
    return next;
  }

  /** Ends the declarations that this line is not inside of. True where the line goes on with, or ends, one of them. */
  #close(): boolean {
    const { at, indent, number } = this.#line;
    for (let top = this.#open.at(-1); top !== undefined && indent <= top.indent; top = this.#open.at(-1)) {
      if (indent === top.indent && this.#goesOn()) return true;
      this.#open.pop();
      const code = this.#text.charCodeAt(at);
      const isClosing = indent === top.indent && (isCloser(code) || this.#matches(this.#rules.ends));
      top.draft.endLine = Math.max(top.draft.startLine, isClosing ? number : this.#lastCode);
      if (isClosing) return true;
    }
    return false;
  }

  #goesOn(): boolean {
    const { at, end } = this.#line;
    const code = this.#text.charCodeAt(at);
    if (code === 123 /* { */) return true;
    if (isCloser(code)) {
      let last = end - 1;
      while (last > at && this.#text.charCodeAt(last) <= space) last--;
      return last > at && this.#rules.openers.includes(this.#text[last] ?? ' ');
    }
    return this.#matches(this.#rules.continues);
  }

  #matches(pattern: RegExp | undefined): boolean {
    if (pattern === undefined) return false;
    pattern.lastIndex = this.#line.at;
    return pattern.test(this.#text);
  }

  #declare(): void {
    const { at, end, indent, number } = this.#line;
    const top = this.#open.at(-1);
    if (top !== undefined) {
      if (!top.isContainer) return;
      if (top.memberIndent < 0) {
        // `public:` may stand between the depths of the class and its members.
        if (this.#matches(this.#rules.continues)) return;
        top.memberIndent = indent;
      }
    }
    if (end - at > longestLine) return;
    const code = this.#text.charCodeAt(at);
    if (this.#rules.decorators?.includes(String.fromCharCode(code)) === true) {
      if (this.#decorated === 0) {
        this.#decorated = number;
        this.#decoratedIndent = indent;
      }
      if (this.#rules.decorators !== '@') return;
    }
    if (isCloser(code)) return;
    if (!this.#tryRules(code, top) && this.#decorated > 0 && indent <= this.#decoratedIndent) {
      if (this.#rules.decorators?.includes(String.fromCharCode(code)) !== true) this.#decorated = 0;
    }
  }

  #tryRules(code: number, top: Open | undefined): boolean {
    const { at, end, indent } = this.#line;
    const isOutermost = top === undefined ? indent === 0 : indent === top.memberIndent;
    const rules = this.#rules.rules;
    for (let i = 0; i < rules.length; i++) {
      const rule = rules[i] as ScanRule;
      if (rule.where !== 'any' && !isOutermost) continue;
      if (rule.where === 'member' && (top === undefined || !typeKinds.has(top.draft.kind))) continue;
      const starts = this.#starts[i];
      if (starts && (code > 127 || starts[code] === 0)) continue;
      rule.pattern.lastIndex = at;
      const match = rule.pattern.exec(this.#text);
      if (match === null) continue;
      const matchEnd = at + match[0].length;
      if (matchEnd > end) continue;
      if (rule.accept !== undefined && !rule.accept(this.#text.slice(matchEnd, end))) continue;
      this.#openDeclaration(rule, match, top);
      return true;
    }
    return false;
  }

  /** A macro goes on while its lines end with a backslash. */
  #endOfMacro(): number {
    const text = this.#text;
    let { number, end } = this.#line;
    while (text.charCodeAt(end - 1) === 92 /* \\ */) {
      const next = text.indexOf('\n', end + 1);
      if (next < 0) break;
      number++;
      end = next;
    }
    return number;
  }

  #openDeclaration(rule: ScanRule, match: RegExpExecArray, top: Open | undefined): void {
    const { number, indent } = this.#line;
    const { name = '', keyword, owner } = match.groups ?? {};
    const plain =
      typeof rule.kind === 'string' ? rule.kind : (rule.kind[keyword ?? ''] ?? firstWord(rule.kind, keyword));
    const kind = owner !== undefined && plain === 'function' ? 'method' : kindInside(plain, name, top?.draft);
    const outer = top === undefined ? [] : [...top.draft.container, top.draft.name];
    const isOut = isExported(this.#language, name, match[0].slice(0, match[0].length - name.length));
    const draft: Draft = {
      name: name.replace(/^[`"[]|[`"\]]$/g, ''),
      kind,
      startLine: this.#decorated > 0 && this.#decoratedIndent === indent ? this.#decorated : number,
      endLine: number,
      nameLine: number,
      container: owner === undefined ? outer : [...outer, owner],
      ...(isOut ? { isExported: true } : {}),
    };
    this.#decorated = 0;
    this.#declarations.push(draft);
    if (kind === 'macro' && this.#rules.preprocessor !== undefined) {
      draft.endLine = this.#endOfMacro();
      this.#macroEnd = draft.endLine;
      return;
    }
    const isContainer =
      rule.isLeaf !== true && (containerKinds.has(kind) || (kind === 'test' && isGroup(keyword)));
    this.#open.push({ draft, indent, isContainer, memberIndent: -1 });
  }
}

const typeKinds: ReadonlySet<DeclarationKind> = new Set(['class', 'interface', 'struct', 'trait', 'enum']);

function isCloser(code: number): boolean {
  return code === 125 /* } */ || code === 41 /* ) */ || code === 93; /* ] */
}

function isGroup(keyword: string | undefined): boolean {
  return keyword === 'describe' || keyword === 'suite' || keyword === 'context';
}

/** `record struct` is looked up by its first word, `TABLE` by its lower case. */
function firstWord(kinds: Readonly<Record<string, DeclarationKind>>, keyword = ''): DeclarationKind {
  return kinds[keyword.split(/[ \t]/)[0] ?? ''] ?? kinds[keyword.toLowerCase()] ?? 'variable';
}
