import type { Declaration, Outline } from './chunk.ts';

type Draft = { -readonly [K in keyof Declaration]: Declaration[K] };

interface OpenElement {
  readonly tag: string;
  readonly draft: Draft | null;
}

/** Elements that a reader would name without an id. */
const landmarks = new Set(
  'head body header main nav section article aside footer form dialog template script style table h1 h2 h3 h4 title'.split(
    ' ',
  ),
);

const voids = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

/** Content that is text, whatever it looks like. */
const raw = new Set(['script', 'style', 'textarea']);

const tagPattern = /<(\/?)([a-zA-Z][\w:-]*)((?:[^<>"']|"[^"]{0,1000}"|'[^']{0,1000}'){0,1000})>|<!--/g;

/** Tags that may stay open; more of them are a broken page. */
const deepest = 400;

/** Elements with an id, landmarks and headings, each with the lines of its content. */
export function scanHtml(text: string): Outline {
  const page = new Page(text);
  tagPattern.lastIndex = 0;
  for (let match = tagPattern.exec(text); match !== null; match = tagPattern.exec(text)) {
    const [whole, slash, name = '', attributes = ''] = match;
    if (whole === '<!--') {
      const end = text.indexOf('-->', match.index + 4);
      if (end < 0) break;
      tagPattern.lastIndex = end + 3;
      continue;
    }
    const tag = name.toLowerCase();
    if (slash === '/') page.close(tag, match.index);
    else if (!voids.has(tag) && !attributes.endsWith('/')) {
      page.open(tag, { attributes, at: match.index, contentAt: tagPattern.lastIndex });
      if (!raw.has(tag)) continue;
      const end = endTag(text, tag, tagPattern.lastIndex);
      if (end < 0) break;
      tagPattern.lastIndex = end;
    }
  }
  return page.finish();
}

/** Offset of `</tag` in any case, or -1. */
function endTag(text: string, tag: string, from: number): number {
  for (let at = text.indexOf('</', from); at >= 0; at = text.indexOf('</', at + 2)) {
    if (text.slice(at + 2, at + 2 + tag.length).toLowerCase() === tag) return at;
  }
  return -1;
}

interface Tag {
  readonly attributes: string;
  readonly at: number;
  readonly contentAt: number;
}

class Page {
  readonly #text: string;
  readonly #found: Draft[] = [];
  readonly #open: OpenElement[] = [];
  #line = 1;
  #counted = 0;

  constructor(text: string) {
    this.#text = text;
  }

  open(tag: string, { attributes, at, contentAt }: Tag): void {
    if (this.#open.length >= deepest) return;
    const id = /(?:^|\s)id\s*=\s*(?:"([^"]{1,200})"|'([^']{1,200})'|([^\s"'>]+))/.exec(attributes);
    const named = id?.[1] ?? id?.[2] ?? id?.[3];
    const name = named ?? (landmarks.has(tag) ? this.#label(tag, contentAt) : undefined);
    let draft: Draft | null = null;
    if (name !== undefined) {
      const line = this.#lineAt(at);
      const container = this.#open.flatMap((element) => (element.draft === null ? [] : [element.draft.name]));
      draft = {
        name,
        kind: 'element',
        startLine: line,
        endLine: line,
        nameLine: line,
        container: container.slice(-6),
      };
      this.#found.push(draft);
    }
    this.#open.push({ tag, draft });
  }

  /** Ends the nearest open element of that name, and what was left open inside it. */
  close(tag: string, at: number): void {
    const index = this.#open.findLastIndex((element) => element.tag === tag);
    if (index < 0) return;
    const line = this.#lineAt(at);
    for (const { draft } of this.#open.splice(index)) if (draft !== null) draft.endLine = line;
  }

  finish(): Outline {
    const line = this.#lineAt(this.#text.length);
    const isPartial = this.#open.some(({ draft }) => draft !== null);
    for (const { draft } of this.#open) if (draft !== null) draft.endLine = line;
    return { declarations: this.#found, isPartial };
  }

  #label(tag: string, contentAt: number): string {
    if (!/^(?:h[1-4]|title)$/.test(tag)) return tag;
    const content = /^[^<]{0,200}/.exec(this.#text.slice(contentAt, contentAt + 200))?.[0] ?? '';
    return content.replace(/\s+/g, ' ').trim() || tag;
  }

  #lineAt(at: number): number {
    for (let next = this.#text.indexOf('\n', this.#counted); next >= 0 && next < at;) {
      this.#line++;
      this.#counted = next + 1;
      next = this.#text.indexOf('\n', this.#counted);
    }
    return this.#line;
  }
}
