import { EngineError } from '../errors.ts';
import { maxMemoryLength, type MemoryKind, type Origin } from './memory.ts';

export interface Candidate {
  readonly text: string;
  readonly kind: MemoryKind;
  readonly by: Origin['by'];
  /** What the lines are that it rests on. */
  readonly evidenceTexts: readonly string[];
}

/**
 * Refuse what is not worth remembering, or must not be: secrets, nothing, one word, code that only stands for itself,
 * and, from anyone but the user in person, what is true for a moment only.
 *
 * @param findSecrets  The kinds of secrets in a text, as the firewall sees them.
 * @throws `memory-refused`, which says what is wrong and how it would be taken.
 */
export function passGate(candidate: Candidate, findSecrets: (text: string) => readonly string[]): void {
  const text = candidate.text.trim();
  if (text === '') throw refused('There is nothing to remember.', 'Say one statement in a sentence.');
  if (text.length > maxMemoryLength) {
    const length = text.length.toLocaleString('en-US');
    throw refused(
      `A memory has at most ${maxMemoryLength} characters, and this has ${length}.`,
      'Say it shorter, or remember its statements one by one.',
    );
  }
  const secrets = findSecrets(text);
  if (secrets.length > 0) {
    const kinds = [...new Set(secrets)].join(', ');
    throw refused(
      `This holds a secret (${kinds}), which is never remembered.`,
      'Say where the secret is kept instead.',
    );
  }
  if (isOneWord(text)) {
    throw refused(`"${text}" is one word, which says nothing by itself.`, 'Say it in a sentence.');
  }
  if (isCode(text, candidate.evidenceTexts)) {
    throw refused(
      'This restates code, which is found in the workspace itself.',
      'Say what the code does not: why it is so, or what follows from it.',
    );
  }
  if (candidate.by !== 'user' && candidate.kind !== 'episode' && isOneOff(text)) {
    throw refused(
      'This is a detail of the moment, which will mislead later.',
      'Say what stays true, or remember it as an episode.',
    );
  }
}

function refused(message: string, hint: string): EngineError {
  return new EngineError('memory-refused', message, { hint });
}

/** Scripts without spaces say a sentence in one run; five characters of them are about two words. */
const scriptWithoutSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;

function isOneWord(text: string): boolean {
  const words = text.match(/[\p{L}\p{N}\p{M}][\p{L}\p{N}\p{M}_./'-]*/gu) ?? [];
  return words.length < 2 && (text.match(scriptWithoutSpaces)?.length ?? 0) < 5;
}

/** Lines that begin as declarations do and end as statements do, or lines of the evidence itself. */
const codeLine =
  /^(?:(?:export|import|const|let|var|function|class|def|return|if|for|while|public|private|static|async|fn|func|package|#include)\b.*[;{}():]|[\w.[\]]+\s*(?:=|\+=)\s*[^=].*;|[}\])]+[;,]?|[\w.]+\(.*\);?|<\/?[\w-]+[^>]*>)$/;

function isCode(text: string, evidenceTexts: readonly string[]): boolean {
  const lines = text
    .replace(/^```.*$/gm, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0) return true;
  if (lines.every((line) => codeLine.test(line))) return true;
  const squeezed = squeeze(text);
  // Prose of a README may well be worth remembering; lines with the marks of code are not.
  return /[;{}=]/.test(text) && evidenceTexts.some((evidence) => squeeze(evidence).includes(squeezed));
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '');
}

const oneOff =
  /\b(?:right now|at the moment|just now|for the moment|this time only|currently (?:running|failing|debugging|editing)|is (?:still )?running\b|let me (?:check|look|see|try)|i(?:'m| am) (?:going to|about to|now)|i will now|the (?:build|test|tests|ci) (?:is|are) (?:failing|broken|red) (?:now|again))\b/i;

function isOneOff(text: string): boolean {
  return oneOff.test(text);
}
