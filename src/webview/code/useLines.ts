import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { highlight, plainLines } from './highlight.ts';
import type { Line } from './highlight.ts';

/** While a block grows, its colours are renewed after this many characters, not with each token. */
const growthBetweenColours = 400;

interface Coloured {
  readonly text: string;
  readonly language: string;
  readonly lines: readonly Line[];
}

/**
 * The lines of a code, plain at first, in colours when the page has a moment: an answer of twelve places is on screen
 * before its colours are. While the text grows, lines that are coloured stay so.
 */
export function useLines(text: string, language: string, isGrowing = false): readonly Line[] {
  const [coloured, setColoured] = useState<Coloured | null>(null);
  const wanted = useRef({ text, language });
  wanted.current = { text, language };
  const isFar = coloured === null || text.length - coloured.text.length > growthBetweenColours;
  const isDue = coloured?.text !== text && (!isGrowing || isFar);
  useEffect(() => {
    if (!isDue) return undefined;
    return whenIdle(() => {
      const now = wanted.current;
      setColoured({ ...now, lines: highlight(now.text, now.language) });
    });
  }, [isDue, isGrowing ? 0 : text, language]);
  return useMemo(() => {
    const plain = plainLines(text);
    if (coloured === null || coloured.language !== language) return plain;
    if (coloured.text === text) return coloured.lines;
    if (!text.startsWith(coloured.text)) return plain;
    // The last coloured line may have grown since.
    return [...coloured.lines.slice(0, -1), ...plain.slice(coloured.lines.length - 1)];
  }, [text, language, coloured]);
}

const queue: (() => void)[] = [];

/** One piece of work at a time, each in a moment of its own. Returns how to withdraw it. */
function whenIdle(work: () => void): () => void {
  queue.push(work);
  if (queue.length === 1) setTimeout(runOne, 0);
  return () => {
    const at = queue.indexOf(work);
    if (at > 0) queue.splice(at, 1);
    else if (at === 0) queue[0] = () => undefined;
  };
}

function runOne(): void {
  queue[0]?.();
  queue.shift();
  if (queue.length > 0) setTimeout(runOne, 0);
}
