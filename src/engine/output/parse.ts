import { jsonrepair } from 'jsonrepair';
import type { OutputSchema } from './schema.ts';

/** What was read of a model's words. */
export type Read =
  | { readonly kind: 'value'; readonly value: unknown; readonly isMended: boolean }
  /** JSON, but not what the schema asks for. */
  | { readonly kind: 'invalid'; readonly problems: readonly string[] }
  | { readonly kind: 'no-json' };

/**
 * Read the value that a model wrote: the whole text, else a fenced block, else the first to the last bracket. What is
 * no JSON is mended where it nearly is (commas, quotes, comments, Python's words, a cut end); a value that nearly fits
 * the schema is bent where that is beyond doubt (see `coerce`). Nothing is invented: a field that is missing stays so.
 */
export function readValue(text: string, schema: OutputSchema): Read {
  let problems: readonly string[] | null = null;
  for (const { candidate, isMended } of candidates(text)) {
    const parsed = parse(candidate);
    if (parsed === null) continue;
    for (const [value, isBent] of [
      [parsed.value, false],
      [coerce(parsed.value, schema.json), true],
    ] as const) {
      const checked = schema.check(value);
      if (checked.isValid) {
        return { kind: 'value', value: checked.value, isMended: isMended || parsed.isMended || isBent };
      }
      problems ??= checked.problems;
    }
  }
  return problems === null ? { kind: 'no-json' } : { kind: 'invalid', problems };
}

/** The value so far of an answer that is still being written; undefined before its first bracket. */
export function readPartial(text: string): unknown {
  const start = firstBracket(text);
  return start < 0 ? undefined : parse(text.slice(start))?.value;
}

interface Candidate {
  readonly candidate: string;
  readonly isMended: boolean;
}

function candidates(text: string): Candidate[] {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  const found: Candidate[] = [{ candidate: trimmed, isMended: false }];
  const add = (candidate: string): void => {
    if (!found.some((one) => one.candidate === candidate)) found.push({ candidate, isMended: true });
  };
  for (const [, inside = ''] of trimmed.matchAll(/```[\w-]*[ \t]*\n([\s\S]*?)(?:\n[ \t]*```|$)/g))
    add(inside.trim());
  const start = firstBracket(trimmed);
  if (start >= 0) {
    const end = Math.max(trimmed.lastIndexOf('}'), trimmed.lastIndexOf(']'));
    if (end > start) add(trimmed.slice(start, end + 1));
    for (const one of balanced(trimmed, start)) add(one);
    add(trimmed.slice(start));
  }
  return found;
}

function firstBracket(text: string): number {
  return text.search(/[{[]/);
}

/** More values than this are a text about JSON, not an answer. */
const mostValues = 20;

/** From each bracket to the one that closes it, strings skipped: words and other values may stand between. */
function balanced(text: string, start: number): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = start;
  let isInString = false;
  for (let at = start; at < text.length && found.length < mostValues; at++) {
    const character = text[at];
    if (isInString) {
      if (character === '\\') at++;
      else if (character === '"') isInString = false;
    } else if (character === '"' && depth > 0) isInString = true;
    else if (character === '{' || character === '[') {
      if (depth++ === 0) from = at;
    } else if ((character === '}' || character === ']') && depth > 0 && --depth === 0) {
      found.push(text.slice(from, at + 1));
    }
  }
  return found;
}

function parse(text: string): { readonly value: unknown; readonly isMended: boolean } | null {
  try {
    return { value: JSON.parse(text), isMended: false };
  } catch {
    // Not JSON as it stands: mended below, where it begins like some.
  }
  if (!/^[{["']/.test(text)) return null;
  try {
    return { value: JSON.parse(jsonrepair(text)), isMended: true };
  } catch {
    return null;
  }
}

type Shape = Readonly<Record<string, unknown>>;

/**
 * Bend a value towards its schema where only one reading is possible: a number or a yes written as a string, a single
 * value where a list of them is wanted, a list or an object written as a string of JSON, an object wrapped under one
 * name that the schema does not know, a field that no schema allows.
 */
export function coerce(value: unknown, schema: Shape, depth = 0): unknown {
  if (depth > 30) return value;
  const types = [schema['type']].flat().filter((type) => typeof type === 'string');
  const wants = (type: string): boolean => types.includes(type);
  if (typeof value === 'string') return coerceText(value, { schema, wants, depth });
  if (
    wants('array') &&
    !wants('object') &&
    value !== null &&
    typeof value === 'object' &&
    !Array.isArray(value)
  ) {
    return [coerce(value, itemsOf(schema), depth + 1)];
  }
  if (Array.isArray(value)) return value.map((item) => coerce(item, itemsOf(schema), depth + 1));
  if (value !== null && typeof value === 'object') return coerceObject(value as Shape, schema, depth);
  if (typeof value === 'number' && wants('string') && !wants('number') && !wants('integer'))
    return String(value);
  return value;
}

interface Wanted {
  readonly schema: Shape;
  readonly wants: (type: string) => boolean;
  readonly depth: number;
}

const yesAndNo: Readonly<Record<string, boolean>> = { true: true, yes: true, false: false, no: false };

function coerceText(value: string, { schema, wants, depth }: Wanted): unknown {
  if (wants('string')) return value;
  const text = value.trim();
  if ((wants('number') || wants('integer')) && /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(text))
    return Number(text);
  if (wants('boolean')) return yesAndNo[text.toLowerCase()] ?? value;
  if (wants('null') && /^(?:null|none)$/i.test(text)) return null;
  if ((wants('array') || wants('object')) && /^[{[]/.test(text)) {
    const inner = parse(text);
    return inner === null ? value : coerce(inner.value, schema, depth + 1);
  }
  return wants('array') ? [coerce(value, itemsOf(schema), depth + 1)] : value;
}

function coerceObject(value: Shape, schema: Shape, depth: number): unknown {
  const properties = shapeOf(schema['properties']);
  if (Object.keys(properties).length === 0) return value;
  const keys = Object.keys(value);
  const [only] = keys;
  const inner = only === undefined ? undefined : value[only];
  if (
    keys.length === 1 &&
    only !== undefined &&
    !(only in properties) &&
    inner !== null &&
    typeof inner === 'object'
  ) {
    return coerce(inner, schema, depth + 1);
  }
  const isOpen = schema['additionalProperties'] !== false;
  const entries = keys.flatMap((key): [string, unknown][] => {
    if (key in properties) return [[key, coerce(value[key], shapeOf(properties[key]), depth + 1)]];
    return isOpen ? [[key, value[key]]] : [];
  });
  return Object.fromEntries(entries);
}

function itemsOf(schema: Shape): Shape {
  return shapeOf(schema['items']);
}

function shapeOf(value: unknown): Shape {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Shape) : {};
}
