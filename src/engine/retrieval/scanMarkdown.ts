import type { Declaration, Outline } from './chunk.ts';

type Draft = { -readonly [K in keyof Declaration]: Declaration[K] };

interface OpenSection {
  readonly level: number;
  readonly draft: Draft;
}

const atx = /^ {0,3}(#{1,6})[ \t]+(\S[^\n]*)$/;
const fence = /^ {0,3}(?:>[ \t]?)*(`{3,}|~{3,})/;

/**
 * Headings as nested sections, each from its heading to the next one that is not deeper: `#` and underlined ones of
 * Markdown, underlined ones of reStructuredText, `=` ones of AsciiDoc. Fenced code and front matter have none.
 */
export function scanMarkdown(language: string, text: string): Outline {
  const sections = new Sections();
  let fenced = '';
  let previous = '';
  let number = 0;
  let isFrontMatter = false;
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const line = text.slice(start, Math.min(end, start + 400));
    number++;
    start = end + 1;
    if (number === 1 && line.trimEnd() === '---') {
      isFrontMatter = true;
      continue;
    }
    if (isFrontMatter) {
      isFrontMatter = line.trimEnd() !== '---';
      continue;
    }
    const mark = fence.exec(line)?.[1] ?? '';
    if (fenced !== '') {
      if (mark.startsWith(fenced)) fenced = '';
      previous = '';
      continue;
    }
    fenced = mark;
    const level = headingLevel(language, line, previous);
    if (level.underlined) sections.open(previous, { level: level.depth, line: number - 1 });
    else if (level.depth > 0) sections.open(line, { level: level.depth, line: number });
    previous = line;
  }
  return { declarations: sections.finish(number), isPartial: fenced !== '' };
}

class Sections {
  readonly #found: Draft[] = [];
  readonly #open: OpenSection[] = [];

  open(heading: string, { level, line }: { readonly level: number; readonly line: number }): void {
    this.#close(level, line - 1);
    const draft: Draft = {
      name: plainHeading(heading),
      kind: 'section',
      startLine: line,
      endLine: line,
      nameLine: line,
      container: this.#open.map((section) => section.draft.name),
    };
    this.#found.push(draft);
    this.#open.push({ level, draft });
  }

  finish(lastLine: number): Declaration[] {
    this.#close(0, lastLine);
    return this.#found;
  }

  #close(level: number, line: number): void {
    for (let top = this.#open.at(-1); top !== undefined && top.level >= level; top = this.#open.at(-1)) {
      top.draft.endLine = Math.max(top.draft.startLine, line);
      this.#open.pop();
    }
  }
}

interface Level {
  readonly depth: number;
  /** The heading is the line above. */
  readonly underlined: boolean;
}

const noHeading: Level = { depth: 0, underlined: false };

function headingLevel(language: string, line: string, previous: string): Level {
  if (language === 'asciidoc') {
    const depth = /^(={1,6})[ \t]+\S/.exec(line)?.[1]?.length ?? 0;
    return { depth, underlined: false };
  }
  if (language === 'restructuredtext') {
    const rule = /^([=\-~^"'`#*+.:_])\1{2,}[ \t]*$/.exec(line)?.[1];
    const isUnder =
      rule !== undefined && /^[^\s=~^]/.test(previous) && previous.trimEnd().length <= line.trimEnd().length;
    return isUnder ? { depth: '=-~^"\'`#*+.:_'.indexOf(rule) + 1, underlined: true } : noHeading;
  }
  const depth = line.includes('#') ? (atx.exec(line)?.[1]?.length ?? 0) : 0;
  if (depth > 0) return { depth, underlined: false };
  // An underline below a list, a table or a quote is a rule, not a heading.
  if (!/^ {0,3}(?:=+|-{2,})[ \t]*$/.test(line) || !/^ {0,3}[^\s>|\-*+#<=\d]/.test(previous)) return noHeading;
  return { depth: line.includes('=') ? 1 : 2, underlined: true };
}

/** The heading's words: without marks, links' targets and closing `#`. */
function plainHeading(heading: string): string {
  return heading
    .replace(/^\s*(?:#+|=+)[ \t]+/, '')
    .replace(/[ \t]+(?:#+|=+)\s*$/, '')
    .replace(/!?\[([^\]\n]{0,200})\](?:\([^)\n]{0,300}\)|\[[^\]\n]{0,100}\])/g, '$1')
    .replace(/<[^>\n]{1,200}>|\{#[^}\n]*\}/g, '')
    .replace(/[*_`]{1,3}(\S(?:[^\n]*?\S)?)[*_`]{1,3}/g, '$1')
    .trim()
    .slice(0, 200);
}
