/** What a screen reader was told of an answer, as an offset in its Markdown. */
export interface Spoken {
  readonly text: string;
  readonly upTo: number;
}

/** Longer passages would keep a listener from stopping or going on. */
const longestPassage = 600;

/**
 * The whole sentences of a growing answer after `from`, as words to say; `upTo` is where the next call goes on.
 * Code is named, not read out. Empty until a sentence has ended; `isComplete` takes the rest too.
 */
export function nextSentences(answer: string, from: number, isComplete: boolean): Spoken {
  const rest = answer.slice(from);
  const open = openFence(rest);
  const end = isComplete ? rest.length : lastSentenceEnd(open === -1 ? rest : rest.slice(0, open));
  if (end <= 0) return { text: '', upTo: from };
  const words = plainWords(rest.slice(0, end));
  const text = words.length > longestPassage ? `${words.slice(0, longestPassage)} …` : words;
  return { text, upTo: from + end };
}

/** Offset of a fence without an end; -1 where there is none. */
function openFence(text: string): number {
  const fences = [...text.matchAll(/^\s*(?:`{3,}|~{3,}).*$/gm)];
  return fences.length % 2 === 1 ? (fences.at(-1)?.index ?? -1) : -1;
}

function lastSentenceEnd(text: string): number {
  let end = 0;
  for (const match of text.matchAll(/[.!?:]["')\]]*\s|\n\s*\n|[。！？]/g))
    end = match.index + match[0].length;
  return end;
}

function plainWords(markdown: string): string {
  return markdown
    .replace(/^\s*(`{3,}|~{3,})[^\n]*\n[^]*?(?:^\s*\1\s*$|$(?![^]))/gm, ' (code) ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[ >]*#{1,6} /gm, '')
    .replace(/[`*_~|]+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
