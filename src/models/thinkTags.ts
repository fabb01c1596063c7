/** A piece of an answer, told apart. */
export interface Said {
  readonly kind: 'text' | 'reasoning';
  readonly text: string;
}

const openTag = '<think>';
const closeTag = '</think>';

/**
 * Tell the reasoning that local models write between `<think>` and `</think>` from their answer, in a stream whose
 * chunks may break a tag anywhere. A tag counts only where nothing of the answer was said before it: an answer may
 * well speak about `<think>`. A block that never closes stays reasoning.
 */
export function thinkTagSplitter(): { push(chunk: string): readonly Said[]; end(): readonly Said[] } {
  let state: 'start' | 'reasoning' | 'answer' = 'start';
  let held = '';
  const push = (chunk: string): readonly Said[] => {
    held += chunk;
    const said: Said[] = [];
    while (held !== '') {
      const step = advance(state, held);
      if (step.said !== undefined && step.said.text !== '') said.push(step.said);
      held = step.rest;
      if (step.next === state) break;
      state = step.next;
    }
    return said;
  };
  const end = (): readonly Said[] => {
    const text = held;
    held = '';
    if (text === '') return [];
    if (state === 'reasoning') return [{ kind: 'reasoning', text }];
    return text.trim() === '' ? [] : [{ kind: 'text', text }];
  };
  return { push, end };
}

interface Step {
  readonly said?: Said;
  readonly rest: string;
  readonly next: 'start' | 'reasoning' | 'answer';
}

/** Takes as much of `held` as is certain. The same state again means: wait for more. */
function advance(state: Step['next'], held: string): Step {
  switch (state) {
    case 'answer':
      return { said: { kind: 'text', text: held }, rest: '', next: 'answer' };
    case 'start': {
      const begun = held.trimStart();
      if (begun.startsWith(openTag)) return { rest: begun.slice(openTag.length), next: 'reasoning' };
      if (openTag.startsWith(begun)) return { rest: held, next: 'start' };
      return { rest: held, next: 'answer' };
    }
    case 'reasoning': {
      const at = held.indexOf(closeTag);
      if (at === -1) {
        const certain = held.length - overlap(held, closeTag);
        return {
          said: { kind: 'reasoning', text: held.slice(0, certain) },
          rest: held.slice(certain),
          next: 'reasoning',
        };
      }
      const rest = held.slice(at + closeTag.length);
      return { said: { kind: 'reasoning', text: held.slice(0, at) }, rest, next: 'start' };
    }
  }
}

/** How many of the last characters of `text` may be the beginning of `tag`. */
function overlap(text: string, tag: string): number {
  for (let size = Math.min(tag.length - 1, text.length); size > 0; size--) {
    if (tag.startsWith(text.slice(-size))) return size;
  }
  return 0;
}
