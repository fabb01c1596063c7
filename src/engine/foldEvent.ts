import type { TurnEvent } from './answer.ts';
import { unreachable } from './errors.ts';
import type { Turn } from './session/session.ts';

/** What a turn has said so far, while it is being answered. */
export type TurnSoFar = Pick<
  Turn,
  | 'answer'
  | 'reasoning'
  | 'evidence'
  | 'ledger'
  | 'citations'
  | 'usage'
  | 'failure'
  | 'warnings'
  | 'state'
  | 'endReason'
>;

/** A turn that has said nothing yet. */
export const emptyTurn: TurnSoFar = {
  answer: '',
  reasoning: '',
  evidence: null,
  ledger: null,
  citations: [],
  usage: null,
  failure: null,
  warnings: [],
  state: 'asked',
};

/** The turn after one event more; what was said before a stop or a failure stays. */
export function foldEvent<T extends TurnSoFar>(turn: T, event: TurnEvent): T {
  switch (event.kind) {
    case 'started':
    case 'step':
    case 'value':
      return turn;
    case 'evidence':
      return { ...turn, evidence: event.evidence };
    case 'ledger':
      return { ...turn, ledger: event.ledger };
    case 'reasoning':
      return { ...turn, reasoning: turn.reasoning + event.text };
    case 'text':
      return { ...turn, answer: turn.answer + event.text };
    case 'usage':
      return { ...turn, usage: event.usage };
    case 'citations':
      return { ...turn, citations: event.citations };
    case 'warning':
      return { ...turn, warnings: [...turn.warnings, event.text] };
    case 'done':
      return {
        ...turn,
        state: 'done',
        ...(event.reason === 'stop' ? {} : { endReason: event.reason }),
      };
    case 'stopped':
      return { ...turn, state: 'stopped' };
    case 'failed':
      return { ...turn, state: 'failed', failure: event.failure };
    default:
      return unreachable(event);
  }
}

/** The events of which a stream has exactly one, last. */
export type EndEvent = Extract<TurnEvent, { readonly kind: 'done' | 'stopped' | 'failed' }>;

export function isEnd(event: TurnEvent): event is EndEvent {
  return event.kind === 'done' || event.kind === 'stopped' || event.kind === 'failed';
}
