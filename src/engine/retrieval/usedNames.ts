import { hasName } from './relocate.ts';
import { isComment } from './uses.ts';

/** A name that some lines use, and how. */
export interface UsedName {
  readonly name: string;
  /** Called (`name(`), or something else: a type, a constant. */
  readonly isCalled: boolean;
  /** Reached through a value (`x.name(`): what it is a member of cannot be known. */
  readonly isMember: boolean;
  /** Lines of the first use. */
  readonly line: number;
  readonly count: number;
}

const identifier = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const shortest = 3;

/**
 * The names that code uses in a way that tells of a definition elsewhere: calls, and names written as types and
 * constants are. Comments and the insides of strings are passed over as far as one line tells.
 *
 * @param lines  Numbered lines, ascending.
 */
export function usedNames(lines: Iterable<{ readonly line: number; readonly text: string }>): UsedName[] {
  const found = new Map<string, UsedName>();
  for (const { line, text } of lines) {
    if (isComment(text)) continue;
    const code = text.replaceAll(/(['"`])(?:(?!\1|\\)[^\n]|\\.)*\1/g, '""');
    for (const match of code.matchAll(identifier)) {
      const [name] = match;
      if (name.length < shortest) continue;
      const after = code.slice(match.index + name.length).trimStart();
      const isCalled = after.startsWith('(');
      const isMember = /(?:\.|->)\s*$/.test(code.slice(0, match.index));
      if (!isCalled && !/^\p{Lu}/u.test(name)) continue;
      const before = found.get(name);
      found.set(name, {
        name,
        isCalled: isCalled || before?.isCalled === true,
        isMember: isMember && before?.isMember !== false,
        line: before?.line ?? line,
        count: (before?.count ?? 0) + 1,
      });
    }
  }
  return Array.from(found.values());
}

/** Of several words, so that two things seldom share it by chance. */
export function isTelling(name: string): boolean {
  return name.length >= 6 && /\p{Ll}\p{Lu}|[\p{L}\p{N}]_[\p{L}\p{N}]/u.test(name);
}

/** Lines of a declaration's head: from the line that names it until its signature is complete. */
export function signatureLines(
  lines: readonly string[],
  { from, to, name, signature }: { from: number; to: number; name: string; signature: string | undefined },
): number[] {
  const head = (signature ?? '').slice(0, 12);
  let first = 0;
  for (let line = from; line <= Math.min(to, lines.length) && first === 0; line++) {
    const text = lines[line - 1] ?? '';
    const begins = head === '' ? hasName(text, name) && !isComment(text) : text.trim().startsWith(head);
    if (begins) first = line;
  }
  if (first === 0) return [];
  const found = [first];
  let size = folded(lines[first - 1] ?? '');
  const whole = (signature ?? '').length;
  for (let line = first + 1; line <= Math.min(to, lines.length) && found.length < tallestHead; line++) {
    if (size >= whole) break;
    size += folded(lines[line - 1] ?? '') + 1;
    found.push(line);
  }
  return found;
}

/** A head of more lines is an options object, whose first members tell enough. */
const tallestHead = 6;

function folded(line: string): number {
  return line.trim().length;
}
