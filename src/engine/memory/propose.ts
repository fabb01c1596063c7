import { guessKind, guessScope } from './guess.ts';
import type { MemoryKind, MemoryScope } from './memory.ts';

export interface Suggestion {
  readonly text: string;
  readonly kind: MemoryKind;
  readonly scope: MemoryScope;
  /** In plain words, why: `you said "always"`. */
  readonly reason: string;
}

/** More from one message are a pasted document, not what someone said. */
const mostSuggestions = 5;
const mostWords = 60;

/** What people say when they lay down how things are, not how this one answer shall be. */
const markers: readonly RegExp[] = [
  /\b(always|never|from now on|by default|as a rule)\b/i,
  /\b(we (?:\w+ )?(?:use|run|deploy|keep|avoid|prefer|don't use|do not use)|our (?:convention|rule|policy|standard))\b/i,
  /\b(i (?:\w+ )?(?:prefer|like|want|hate|dislike)|i (?:don't|do not) (?:want|like|use))\b/i,
  /\b(we (?:have )?(?:decided|agreed|chose|switched)|no longer)\b/i,
  /^(no,|actually,?|that's wrong|that is wrong|not quite)/i,
  /\b(use \S+ instead of|rather than)\b/i,
];

/**
 * What a message of a person suggests to remember: its sentences that lay something down ("always", "we use",
 * "I prefer") or correct what was said. Questions and code suggest nothing. By rules alone, in English.
 */
export function suggest(message: string): readonly Suggestion[] {
  const prose = message.replace(/```[^]*?(?:```|$)/g, ' ').replace(/^\s*>.*$/gm, ' ');
  return sentencesOf(prose)
    .flatMap((sentence) => {
      const marker = markers.map((pattern) => pattern.exec(sentence)).find((match) => match !== null);
      if (marker === undefined || marker === null) return [];
      const text = sentence.replace(/^(?:no|actually|that's wrong|that is wrong|not quite)[,:;.]?\s+/i, '');
      const kind = guessKind(text);
      const said = (marker[1] ?? marker[0]).replace(/[,:;.]$/, '').toLowerCase();
      return [{ text, kind, scope: guessScope(text, kind), reason: `you said "${said}"` }];
    })
    .slice(0, mostSuggestions);
}

/** More rules than this are a handbook: its first part is proposed. */
const mostRules = 100;

/** What a file of rules for agents (AGENTS.md, CLAUDE.md) suggests: each of its list items, which are rules already. */
export function suggestFromRules(text: string, fileName: string): readonly Suggestion[] {
  const prose = text.replace(/\r\n?/g, '\n').replace(/^```[^]*?(?:^```|$(?![^]))/gm, '');
  return [...prose.matchAll(/^\s{0,8}(?:[-*+]|\d+[.)])\s+(.+(?:\n {2,}(?![-*+\d]).+)*)/gm)]
    .map(([, item = '']) => item.replace(/\s+/g, ' ').trim())
    .filter((item) => item.split(' ').length >= 3)
    .slice(0, mostRules)
    .map((item) => {
      const kind = guessKind(item);
      return { text: item, kind, scope: 'workspace', reason: `a rule of ${fileName}` };
    });
}

function sentencesOf(text: string): readonly string[] {
  return text
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) => sentence.replace(/^\s*[-*]\s+/, '').trim())
    .filter((sentence) => {
      const words = sentence.split(/\s+/).length;
      return (
        words >= 3 &&
        words <= mostWords &&
        !sentence.endsWith('?') &&
        !/^(?:how|what|why|where|who|can|does|is|are)\b/i.test(sentence)
      );
    });
}
