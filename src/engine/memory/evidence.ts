import type { MemoryEvidence } from './memory.ts';

/**
 * What became of the lines that a memory rests on.
 * `moved`: the same lines, elsewhere in their file or in another one. `changed`: the file is there and they are not.
 */
export type EvidenceState =
  | { readonly kind: 'same' }
  | { readonly kind: 'moved'; readonly path: string; readonly startLine: number; readonly endLine: number }
  | { readonly kind: 'changed'; readonly now: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown' };

/** Whether the memory must be looked at again. */
export function isStale({ kind }: EvidenceState): boolean {
  return kind === 'changed' || kind === 'missing';
}

/** 64 bits of lines as 16 hex digits, whatever their line ends and trailing blanks. Not for keys. */
export function hashLines(text: string): string {
  const normal = normalLines(text).join('\n');
  let a = 0x811c9dc5 | 0;
  let b = 0x2f0b4c47 | 0;
  for (let i = 0; i < normal.length; i++) {
    const code = normal.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995);
    b ^= b >>> 15;
  }
  return [a, b].map((half) => ((half ^ (half >>> 16)) >>> 0).toString(16).padStart(8, '0')).join('');
}

/**
 * Compare evidence with what its file holds now.
 *
 * @param fileText  The whole file; null where there is none.
 * @returns  The lines that stand where the evidence was, where they are others now.
 */
export function checkEvidence(evidence: MemoryEvidence, fileText: string | null): EvidenceState {
  if (evidence.hash === '') return { kind: 'unknown' };
  if (fileText === null) return { kind: 'missing' };
  const lines = normalLines(fileText);
  const { path, startLine, endLine } = evidence;
  const found = findLines(lines, evidence);
  if (found === startLine) return { kind: 'same' };
  if (found !== null) {
    return { kind: 'moved', path, startLine: found, endLine: found + endLine - startLine };
  }
  return { kind: 'changed', now: lines.slice(startLine - 1, endLine).join('\n') };
}

/** Where the evidence stands in another file, whose name it did not have. */
export function findMoved(
  evidence: MemoryEvidence,
  file: { path: string; text: string },
): EvidenceState | null {
  const found = findLines(normalLines(file.text), evidence);
  if (found === null) return null;
  const { startLine, endLine } = evidence;
  return { kind: 'moved', path: file.path, startLine: found, endLine: found + endLine - startLine };
}

/** The line of the evidence that tells most, to search for it where its file is gone; '' where none tells enough. */
export function tellingLine({ text }: MemoryEvidence): string {
  const longest = normalLines(text)
    .map((line) => line.trim())
    .reduce((best, line) => (letters(line) > letters(best) ? line : best), '');
  // Shorter lines stand in many files.
  return letters(longest) < 8 ? '' : longest.slice(0, 200);
}

/** The first line of the evidence, at the place nearest to where it was; null where it is nowhere. */
function findLines(
  lines: readonly string[],
  { startLine, endLine, hash, text }: MemoryEvidence,
): number | null {
  const count = endLine - startLine + 1;
  const first = normalLines(text)[0] ?? '';
  // What was taken out as a secret, or came without its text from a file, cannot be compared; the hash can.
  const isFirst = (line: string | undefined): boolean =>
    line === first || text === '' || first.includes('[redacted');
  const isAt = (line: number): boolean =>
    line >= 1 &&
    line + count - 1 <= lines.length &&
    isFirst(lines[line - 1]) &&
    hashLines(lines.slice(line - 1, line - 1 + count).join('\n')) === hash;
  const reach = Math.max(lines.length, startLine);
  for (let away = 0; away <= reach; away++) {
    if (isAt(startLine - away)) return startLine - away;
    if (away > 0 && isAt(startLine + away)) return startLine + away;
  }
  return null;
}

function normalLines(text: string): string[] {
  return text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.trimEnd());
}

function letters(line: string): number {
  return line.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}
