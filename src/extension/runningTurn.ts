import type { TurnEvent } from '../engine/answer.ts';
import type { Turn } from '../engine/session/session.ts';
import { unreachable } from '../engine/errors.ts';

/** What a turn that is being answered has said so far: lies over the stored turn, which may be a second behind. */
export type PartialTurn = Pick<
  Turn,
  'answer' | 'reasoning' | 'evidence' | 'ledger' | 'citations' | 'usage' | 'failure' | 'warnings' | 'state'
>;

export const emptyTurn: PartialTurn = {
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

/** One event more. */
export function foldEvent(turn: PartialTurn, event: TurnEvent): PartialTurn {
  switch (event.kind) {
    case 'started':
    case 'step':
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
      return { ...turn, state: 'done' };
    case 'stopped':
      return { ...turn, state: 'stopped' };
    case 'failed':
      return { ...turn, state: 'failed', failure: event.failure };
    default:
      return unreachable(event);
  }
}

export function isEnd(event: TurnEvent): boolean {
  return event.kind === 'done' || event.kind === 'stopped' || event.kind === 'failed';
}
