import type { Declaration, Outline } from './chunk.ts';

const levels = 2;
const quote = 34;

interface Open {
  readonly isObject: boolean;
  /** The declaration whose value this is, where it has a name and is not too deep. */
  readonly owner: number;
}

/** Keys of the two outermost levels of objects, each with the lines of its value. Comments (JSONC) are let in. */
export function scanJson(text: string): Outline {
  const reader = new JsonReader(text);
  return reader.read();
}

type Draft = { -readonly [K in keyof Declaration]: Declaration[K] };

class JsonReader {
  readonly #text: string;
  readonly #keys: Draft[] = [];
  readonly #open: Open[] = [];
  #line = 1;
  /** Offset up to which lines are counted. */
  #counted = 0;
  /** The key whose value is being read, per level of `#open`; -1 outside one. */
  #current = -1;
  #isPartial = false;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Outline {
    const text = this.#text;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code <= 32 || code === 44 /* , */) continue;
      if (code === quote) at = this.#string(at);
      else if (code === 123 /* { */ || code === 91 /* [ */) {
        // Depth is bounded by memory only: a stack, no recursion.
        this.#open.push({ isObject: code === 123, owner: this.#current });
        this.#current = -1;
      } else if (code === 125 /* } */ || code === 93 /* ] */) this.#close(at);
      else if (code === 47 /* / */) at = this.#comment(at);
      else this.#extend(at);
    }
    return { declarations: this.#keys, isPartial: this.#isPartial || this.#open.length > 0 };
  }

  #close(at: number): void {
    const closed = this.#open.pop();
    if (closed === undefined) {
      this.#isPartial = true;
      return;
    }
    this.#current = closed.owner;
    this.#extend(at);
  }

  /** A scalar, or the end of a value: the key's last line so far. */
  #extend(at: number): void {
    const key = this.#keys[this.#current];
    if (key !== undefined) key.endLine = this.#lineAt(at);
  }

  #string(at: number): number {
    const end = stringEnd(this.#text, at);
    const depth = this.#open.length;
    const parent = this.#open[depth - 1];
    if (parent?.isObject === true && depth <= levels && isKey(this.#text, end + 1)) this.#key(at, end);
    else this.#extend(at);
    return end;
  }

  #key(at: number, end: number): void {
    const line = this.#lineAt(at);
    const owner = this.#keys[this.#open.at(-1)?.owner ?? -1];
    // The second level has names only where the first level has one: an array's objects stay nameless.
    if (this.#open.length > 1 && owner === undefined) return;
    this.#current = this.#keys.length;
    this.#keys.push({
      name: this.#text.slice(at + 1, Math.min(end, at + 201)),
      kind: 'key',
      startLine: line,
      endLine: line,
      nameLine: line,
      container: owner === undefined ? [] : [owner.name],
    });
  }

  #comment(at: number): number {
    const isBlock = this.#text[at + 1] === '*';
    const end = this.#text.indexOf(isBlock ? '*/' : '\n', at + 2);
    if (end < 0) return this.#text.length;
    return isBlock ? end + 1 : end;
  }

  #lineAt(at: number): number {
    let next = this.#text.indexOf('\n', this.#counted);
    while (next >= 0 && next < at) {
      this.#line++;
      this.#counted = next + 1;
      next = this.#text.indexOf('\n', this.#counted);
    }
    return this.#line;
  }
}

/** Offset of the quote that ends the string at `at`, or of its line's end where none does. */
function stringEnd(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

function isKey(text: string, at: number): boolean {
  while (text.charCodeAt(at) <= 32) at++;
  return text.charCodeAt(at) === 58; // :
}
