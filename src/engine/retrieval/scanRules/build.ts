import type { DeclarationKind } from '../chunk.ts';
import type { ScanRule } from '../scanRule.ts';

/** An identifier: letters of every script are let in by their code, which costs no Unicode tables. */
export const id = String.raw`[\w$\u0080-\uffff]+`;

interface KeywordOptions {
  /** Words that may stand before the keyword, each followed by blanks. */
  readonly modifiers?: string;
  readonly where?: ScanRule['where'];
  readonly starts?: string;
  /** What stands between keyword and name, where it is more than blanks. */
  readonly between?: string;
  readonly name?: string;
  readonly isLeaf?: boolean;
}

/** `modifiers* keyword name`, the shape of most declarations of most languages. */
export function keyword(kind: Record<string, DeclarationKind>, options: KeywordOptions = {}): ScanRule {
  const words = Object.keys(kind)
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replaceAll(' ', '[ \\t]+').replaceAll('*', '\\*'))
    .join('|');
  const modifiers = options.modifiers === undefined ? '' : `(?:(?:${options.modifiers})[ \\t]+)*`;
  const between = options.between ?? '[ \\t]+';
  const source = `${modifiers}(?<keyword>${words})${between}(?<name>${options.name ?? id})`;
  return {
    pattern: new RegExp(source, 'y'),
    kind,
    where: options.where ?? 'any',
    ...(options.starts === undefined ? {} : { starts: options.starts }),
    ...(options.isLeaf === undefined ? {} : { isLeaf: options.isLeaf }),
  };
}

/** A shape of its own. The pattern becomes sticky; its other flags stay. */
export function rule(where: ScanRule['where'], kind: ScanRule['kind'], pattern: RegExp): ScanRule {
  return { pattern: new RegExp(pattern.source, `${pattern.flags}y`), kind, where };
}
