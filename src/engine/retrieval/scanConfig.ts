import type { Declaration, Outline } from './chunk.ts';

type Draft = { -readonly [K in keyof Declaration]: Declaration[K] };

interface Row {
  readonly number: number;
  readonly indent: number;
  /** Without the indentation and the line's end; at most 400 characters. */
  readonly text: string;
}

/** Lines that are neither blank nor a comment. */
function* rowsOf(text: string, comment: string): Generator<Row> {
  let number = 0;
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    number++;
    let at = start;
    while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at++;
    if (at < end && !comment.includes(text.charAt(at))) {
      yield { number, indent: at - start, text: text.slice(at, Math.min(end, at + 400)) };
    }
    start = end + 1;
  }
}

function declare(name: string, row: Row, more: Pick<Declaration, 'kind' | 'container'>): Draft {
  return { name, startLine: row.number, endLine: row.number, nameLine: row.number, ...more };
}

const yamlKey =
  /^(?:- +)?("[^"\n]{1,200}"|'[^'\n]{1,200}'|[^\s:#&*!|>'"%@`[{\],-][^:#\n]{0,200}?|[^\s:#&*!|>'"%@`[{\],]+?)\s*:(?:\s|$)/;

/** Keys of the two outermost levels of mappings, each with the lines of its value. */
export function scanYaml(text: string): Outline {
  const keys: Draft[] = [];
  let outer: Draft | null = null;
  let inner: Draft | null = null;
  let innerIndent = 0;
  let last = 0;
  for (const row of rowsOf(text, '#')) {
    const isEnd = row.indent === 0 && (row.text.startsWith('---') || row.text.startsWith('...'));
    if (row.indent === 0 && !row.text.startsWith('- ')) {
      if (outer !== null) outer.endLine = Math.max(outer.startLine, last);
      if (inner !== null) inner.endLine = Math.max(inner.startLine, last);
      inner = null;
      innerIndent = -1;
      const name = isEnd ? undefined : yamlKey.exec(row.text)?.[1];
      outer = name === undefined ? null : declare(unquote(name), row, { kind: 'key', container: [] });
      if (outer !== null) keys.push(outer);
      // Text after `|` or `>` is no mapping.
      if (/[|>][+-]?\d?\s*$/.test(row.text)) innerIndent = Infinity;
    } else if (outer !== null && (row.indent === innerIndent || innerIndent === -1)) {
      if (inner !== null) inner.endLine = Math.max(inner.startLine, last);
      innerIndent = row.indent;
      const name = row.text.startsWith('- ') ? undefined : yamlKey.exec(row.text)?.[1];
      inner =
        name === undefined ? null : declare(unquote(name), row, { kind: 'key', container: [outer.name] });
      if (inner !== null) keys.push(inner);
    }
    last = row.number;
  }
  if (outer !== null) outer.endLine = Math.max(outer.startLine, last);
  if (inner !== null) inner.endLine = Math.max(inner.startLine, last);
  return { declarations: keys, isPartial: false };
}

function unquote(name: string): string {
  return /^(["']).*\1$/.test(name) ? name.slice(1, -1) : name;
}

const table = /^\[\[?\s*([^\]\n]{1,200}?)\s*\]?\]/;
const entry = /^("[^"\n]{1,200}"|[\w.-]{1,200})\s*[=:](?!=)/;

/** Tables and their keys, of TOML, INI and properties files; multi-line values are part of their key. */
export function scanToml(text: string, comment = '#'): Outline {
  const found: Draft[] = [];
  let section: Draft | null = null;
  let key: Draft | null = null;
  let last = 0;
  let closes: string | null = null;
  for (const row of rowsOf(text, comment)) {
    if (closes !== null) {
      if (row.text.includes(closes)) closes = null;
      last = row.number;
      continue;
    }
    const name = row.text.startsWith('[') ? table.exec(row.text)?.[1] : undefined;
    const keyName: string | undefined = name === undefined ? entry.exec(row.text)?.[1] : undefined;
    if ((name !== undefined || keyName !== undefined) && key !== null) key.endLine = last;
    if (name !== undefined) {
      if (section !== null) section.endLine = Math.max(section.startLine, last);
      key = null;
      section = declare(name, row, { kind: 'section', container: [] });
      found.push(section);
    } else if (keyName !== undefined) {
      key = declare(unquote(keyName), row, {
        kind: 'key',
        container: section === null ? [] : [section.name],
      });
      found.push(key);
      closes = ['"""', "'''"].find((marker) => row.text.split(marker).length === 2) ?? null;
    }
    last = row.number;
  }
  if (key !== null) key.endLine = last;
  if (section !== null) section.endLine = Math.max(section.startLine, last);
  return { declarations: found, isPartial: closes !== null };
}
