import type { TurnEvent } from '../engine/answer.ts';

/** One picture in about two: nobody reads quicker, and each message costs the panel a parse and a drawing. */
const gatherMs = 40;

type Words = Extract<TurnEvent, { readonly kind: 'text' | 'reasoning' }>;

/**
 * Pass the events of one turn on in their order, with the words of 40 ms as one event: models send a word at a time.
 * The first words go at once, and whatever else happens, the end too, goes at once and after the words before it.
 */
export function gatherText(emit: (event: TurnEvent) => void): (event: TurnEvent) => void {
  let gathered: Words | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    if (gathered === null) return;
    const words = gathered;
    gathered = null;
    emit(words);
  };
  const pass = (): void => {
    timer = undefined;
    if (gathered === null) return;
    flush();
    timer = setTimeout(pass, gatherMs);
  };
  return (event) => {
    if (event.kind !== 'text' && event.kind !== 'reasoning') {
      clearTimeout(timer);
      timer = undefined;
      flush();
      emit(event);
      return;
    }
    if (gathered !== null && gathered.kind !== event.kind) flush();
    gathered = gathered === null ? event : { ...event, text: gathered.text + event.text };
    if (timer === undefined) pass();
  };
}
