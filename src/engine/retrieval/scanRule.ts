import type { Declaration, DeclarationKind } from './chunk.ts';

/**
 * One way in which a line begins a declaration. `pattern` is sticky and tried at the line's first character that is
 * not blank; its groups are `name`, and where they matter `keyword` (looked up in `kind`) and `owner` (the container
 * that the line itself names, as in `void Uploader::send()`).
 */
export interface ScanRule {
  readonly pattern: RegExp;
  readonly kind: DeclarationKind | Readonly<Record<string, DeclarationKind>>;
  /** `any`: outside function bodies. `top`: the outermost level or a container's. `member`: a container's only. */
  readonly where: 'any' | 'top' | 'member';
  /** First characters of lines that can match: spares most lines the pattern. */
  readonly starts?: string;
  /** A last look at the rest of the line, from the end of the match to the line's end. */
  readonly accept?: (rest: string) => boolean;
  /** Keywords or kinds that hold no members although their kind does. */
  readonly isLeaf?: boolean;
}

/** What one language needs for the line scan. */
export interface ScanRules {
  readonly rules: readonly ScanRule[];
  /** Words that, at the declaration's own indentation, go on with it: `else`, `where`, `public:`. */
  readonly continues?: RegExp;
  /** Words that, at the declaration's own indentation, are its last line: `end`. */
  readonly ends?: RegExp;
  /** First characters of a line that decorates the declaration below it. */
  readonly decorators?: string;
  /** Text between two of these is no code: `"""`. */
  readonly longString?: readonly string[];
  /** Lines that start with this are for the preprocessor and end nothing. */
  readonly preprocessor?: string;
  /** A closing bracket line that ends with one of these goes on with the declaration. */
  readonly openers: string;
}

export const containerKinds: ReadonlySet<DeclarationKind> = new Set([
  'class',
  'interface',
  'struct',
  'trait',
  'module',
  'enum',
]);

const constructors = new Set(['constructor', '__init__', 'initialize', '__construct', 'init']);

/** A function directly inside a type is a method, and a method named for making one is a constructor. */
export function kindInside(
  kind: DeclarationKind,
  name: string,
  parent: Pick<Declaration, 'kind' | 'name'> | undefined,
): DeclarationKind {
  if (parent === undefined || (kind !== 'function' && kind !== 'method')) return kind;
  if (parent.kind === 'module' || parent.kind === 'test') return kind;
  return constructors.has(name) || name === parent.name ? 'constructor' : 'method';
}

/** `export`, `pub`, `public` before the name; a capital in Go; no leading underscore in Python. */
export function isExported(language: string, name: string, before: string): boolean {
  if (language === 'go') return /^\p{Lu}/u.test(name);
  if (language === 'python') return !name.startsWith('_');
  return /\b(?:export|exports|pub|public|open)\b/.test(before);
}

const tables = new WeakMap<ScanRules, (Uint8Array | null)[]>();

/** Of each rule, the first letters that it can match: made once for a language, not for each file. */
export function startTables(rules: ScanRules): (Uint8Array | null)[] {
  const known = tables.get(rules);
  if (known !== undefined) return known;
  const made = rules.rules.map(startTable);
  tables.set(rules, made);
  return made;
}

function startTable(rule: ScanRule): Uint8Array | null {
  if (rule.starts === undefined) return null;
  const table = new Uint8Array(128);
  for (const letter of rule.starts) table[letter.charCodeAt(0)] = 1;
  return table;
}
