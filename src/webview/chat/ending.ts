import type { Failure } from '../../engine/errors.ts';
import type { Turn } from '../../engine/session/session.ts';
import type { ToHost } from '../protocol.ts';

/** One button under an answer that did not end well. */
export type Remedy =
  | { readonly kind: 'retry' | 'goOn' | 'newChat'; readonly label: string }
  | { readonly kind: 'send'; readonly label: string; readonly message: ToHost };

/** What is said under an answer that ended early, and what can be done; the first remedy is the likeliest to help. */
export interface Ending {
  readonly severity: 'info' | 'error';
  readonly text: string;
  readonly hint?: string;
  readonly remedies: readonly Remedy[];
}

const retry: Remedy = { kind: 'retry', label: 'Try Again' };
const goOn: Remedy = { kind: 'goOn', label: 'Continue' };
const connect: Remedy = { kind: 'send', label: 'Connect a Model…', message: { kind: 'connectModel' } };

function command(label: string, name: string): Remedy {
  return { kind: 'send', label, message: { kind: 'runCommand', command: `sightline.${name}` } };
}

/** Null for an answer that simply ended. What no model has said, no model can go on with. */
export function endingOf(turn: Turn): Ending | null {
  const half = turn.answer === '' || turn.model === null ? [] : [goOn];
  if (turn.state === 'failed') return failed(turn, half);
  if (turn.state === 'stopped') {
    const text = turn.answer === '' ? 'Stopped before the answer began.' : 'Stopped.';
    return { severity: 'info', text, remedies: [...half, retry] };
  }
  if (turn.state === 'interrupted' || turn.state === 'asked') {
    const text = 'Sightline was closed before this answer was finished. The question was kept.';
    return { severity: 'info', text, remedies: [...half, retry] };
  }
  if (turn.endReason === 'length') {
    return {
      severity: 'info',
      text: 'The answer reached the length that the model allows.',
      remedies: [goOn],
    };
  }
  if (turn.endReason === 'refused') {
    return { severity: 'info', text: 'The model declined to go on.', remedies: [retry] };
  }
  return null;
}

function failed({ failure, answer }: Turn, half: readonly Remedy[]): Ending {
  if (failure === null) return { severity: 'error', text: 'This answer failed.', remedies: [...half, retry] };
  const kept = answer !== '' && failure.hint === undefined ? 'What had arrived was kept.' : failure.hint;
  return {
    severity: 'error',
    text: failure.message,
    ...(kept === undefined ? {} : { hint: kept }),
    remedies: [...half, ...remediesFor(failure.kind)],
  };
}

function remediesFor(kind: Failure['kind']): readonly Remedy[] {
  switch (kind) {
    case 'model-unauthorized':
      return [{ ...connect, label: 'Enter the Key…' }, retry];
    case 'model-missing':
      return [connect, retry];
    case 'model-unreachable':
    case 'model-refused':
    case 'model-timeout':
      return [retry, command('Choose Another Model…', 'chooseModel')];
    case 'prompt-too-large':
      return [{ kind: 'newChat', label: 'New Chat' }, command('Choose Another Model…', 'chooseModel')];
    case 'index-damaged':
      return [
        { kind: 'send', label: 'Rebuild the Index', message: { kind: 'index', action: 'rebuild' } },
        retry,
      ];
    case 'index-busy':
    case 'index-unavailable':
      return [
        retry,
        { kind: 'send', label: 'Show Index Report', message: { kind: 'index', action: 'doctor' } },
      ];
    case 'workspace-untrusted':
      return [command('Manage Trust…', 'manageTrust')];
    case 'bug':
      return [retry, command('Show Log', 'showLog')];
    case 'storage-full':
    case 'storage-damaged':
    case 'storage-unwritable':
    case 'storage-newer':
    case 'storage-locked':
    case 'model-cut':
    case 'rate-limited':
    case 'output-invalid':
    case 'session-missing':
    case 'memory-missing':
    case 'memory-refused':
    case 'history-missing':
    case 'path-outside-workspace':
    case 'workspace-missing':
    case 'wrong-use':
      return [retry];
  }
}
