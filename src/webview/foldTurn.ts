import type { TurnEvent } from '../engine/answer.ts';
import { emptyTurn, foldEvent, isEnd } from '../engine/foldEvent.ts';
import type { Turn } from '../engine/session/session.ts';

/** A turn of which only the question is known. */
export function newTurn(known: Pick<Turn, 'id' | 'parentId' | 'question' | 'askedAt'>): Turn {
  return {
    ...known,
    ...emptyTurn,
    model: null,
    modelLabel: null,
    endedAt: null,
  };
}

/** The turn after one event more. The last event gives it its end; what was said before a failure stays. */
export function foldTurn(turn: Turn, event: TurnEvent): Turn {
  const folded = foldEvent(turn, event);
  return isEnd(event) ? { ...folded, endedAt: turn.askedAt + event.elapsedMs } : folded;
}

/** What is under way, as a person would say it; the newest last: "Searching 4,212 files", "12 hits", "asking qwen". */
export function foldTrail(trail: readonly string[], event: TurnEvent): readonly string[] {
  if (event.kind === 'step') {
    const before = event.isUpdate === true ? trail.slice(0, -1) : trail;
    return [...before, before.length === 0 ? event.text : lowerFirst(event.text)];
  }
  if (event.kind === 'evidence') {
    // The engine says so itself, as a rule.
    if (last(trail)?.startsWith('found ') === true) return trail;
    const count = event.evidence.hits.length;
    return [...trail, count === 1 ? '1 hit' : `${count} hits`];
  }
  if (event.kind === 'reasoning') return last(trail) === 'thinking' ? trail : [...trail, 'thinking'];
  if (event.kind === 'text') return last(trail) === 'writing' ? trail : [...trail, 'writing'];
  return trail;
}

/** "Asking qwen" → "asking qwen"; "AST search" keeps its capitals. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function last(list: readonly string[]): string | undefined {
  return list[list.length - 1];
}
