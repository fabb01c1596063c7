import { pairsOf, type Definition } from './definitions.ts';
import type { Pair, PairKind } from './pair.ts';
import { plainEnglish } from './sentence.ts';

/** A plain word in a document need not mean the thing of that name: `default`, `run`. */
const codeName = /^.{4,}$(?<=[a-z][A-Z].*|_.*)/;

/** More places of one name, and it is not known which of them is meant. */
const mostPlaces = 2;

/**
 * What documents of a package say about names in its code: entries of a change log, and sections of a document that
 * are headed by a name.
 */
export function mineNotes(path: string, text: string, definitions: readonly Definition[]): Pair[] {
  const named = byName(definitions);
  const isLog = /change|history|news|release/i.test(path);
  return [
    ...(isLog ? gnuEntries(text, definitions) : []),
    ...statements(text).flatMap(({ name, sentence }) => {
      const kind: PairKind = isLog ? 'change' : 'section';
      const places = named.get(name) ?? [];
      if (places.length > mostPlaces) return [];
      return places.flatMap((definition) => pairsOf({ kind, sentence }, definition));
    }),
  ];
}

function byName(definitions: readonly Definition[]): Map<string, Definition[]> {
  const named = new Map<string, Definition[]>();
  for (const definition of definitions) {
    const { symbol } = definition.chunk;
    if (symbol === undefined || !codeName.test(symbol)) continue;
    const places = named.get(symbol);
    if (places === undefined) named.set(symbol, [definition]);
    else places.push(definition);
  }
  return named;
}

interface Statement {
  readonly name: string;
  readonly sentence: string;
}

/** Items of lists that name one thing in backquotes, and first sentences under headings that are one name. */
function statements(text: string): Statement[] {
  const found: Statement[] = [];
  for (const [item] of text.matchAll(/^[ \t]*[-*+] .*(?:\n[ \t]+(?![-*+] )\S.*)*/gm)) {
    const names = [...item.matchAll(/`+([\w.:#]+?)(?:\(.*?\))?`+/g)].map((match) => lastName(match[1] ?? ''));
    const sentence = plainEnglish(withoutMarks(item).replaceAll(names[0] ?? '', ' '));
    if (names.length > 0 && names.length < 3 && sentence !== undefined) {
      for (const name of names) found.push({ name, sentence });
    }
  }
  for (const match of text.matchAll(/^#{1,6} +`?([\w.:]+)`?(?:\(.*)?\n+(?![#|`<])(.+(?:\n\S.+)*)/gm)) {
    const name = lastName(match[1] ?? '');
    const paragraph = withoutMarks(match[2] ?? '');
    const sentence = plainEnglish(/^.*?[.!?](?=\s|$)/.exec(paragraph)?.[0] ?? paragraph);
    if (sentence !== undefined) found.push({ name, sentence });
  }
  return found;
}

function lastName(name: string): string {
  return name.split(/[.:#]+/).findLast((part) => part !== '') ?? name;
}

/** Links, numbers of issues and marks of emphasis are no words. */
function withoutMarks(text: string): string {
  return text
    .replace(/^[ \t]*[-*+] /, '')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/https?:\S+|\(?#\d+\)?|@\w+|[`*_]/g, ' ')
    .replace(/^\s*\w+(?:\([^)]*\))?:\s/, ' ')
    .replaceAll(/\s+/g, ' ');
}

/** `* lib/read.c (read_header): Refuse names of no length.` of the GNU form. */
function gnuEntries(text: string, definitions: readonly Definition[]): Pair[] {
  const entry = /^[ \t]+\*[ \t]+([\w./+-]+\.\w+)[ \t]*\(([\w:, ]+)\):[ \t]*(.+(?:\n[ \t]+(?![*(])\S.*)*)/gm;
  const places = new Map<string, Definition>();
  for (const definition of definitions) {
    const { symbol } = definition.chunk;
    if (symbol === undefined) continue;
    const key = `${definition.path.slice(definition.path.lastIndexOf('/') + 1)} ${symbol}`;
    if (!places.has(key)) places.set(key, definition);
  }
  return [...text.matchAll(entry)].flatMap((match) => {
    const file = (match[1] ?? '').split('/').at(-1) ?? '';
    const paragraph = (match[3] ?? '').replaceAll(/\s+/g, ' ');
    const sentence = plainEnglish(/^.*?[.!?](?=\s|$)/.exec(paragraph)?.[0] ?? paragraph);
    if (sentence === undefined) return [];
    return (match[2] ?? '').split(/,\s*/).flatMap((name) => {
      const definition = places.get(`${file} ${name}`);
      return definition === undefined ? [] : pairsOf({ kind: 'change', sentence }, definition);
    });
  });
}
