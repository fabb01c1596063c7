import type { Failure } from '../engine/errors.ts';
import { unreachable } from '../engine/errors.ts';

/** The button beside a failure: its words, and a command that package.json contributes. */
export interface FailureAction {
  readonly label: string;
  readonly command: string;
}

/** The one place that turns a failure into words for a person: what happened, to which thing, what to do. */
export function failureText(failure: Failure): string {
  const text =
    failure.kind === 'bug' ? `Something broke inside Sightline: ${failure.message}` : failure.message;
  return failure.hint === undefined ? text : `${text} ${failure.hint}`;
}

/** The button that does what the hint says, where there is one. */
export function failureAction(kind: Failure['kind']): FailureAction | undefined {
  switch (kind) {
    case 'model-unreachable':
    case 'model-unauthorized':
    case 'model-missing':
      return { label: 'Connect a Model', command: 'sightline.connectModel' };
    case 'model-refused':
    case 'model-timeout':
    case 'rate-limited':
    case 'prompt-too-large':
      return { label: 'Choose Another Model', command: 'sightline.chooseModel' };
    case 'index-damaged':
      return { label: 'Rebuild Index', command: 'sightline.rebuildIndex' };
    case 'index-busy':
    case 'index-unavailable':
      return { label: 'Open Doctor', command: 'sightline.doctor' };
    case 'storage-locked':
    case 'storage-full':
    case 'storage-damaged':
    case 'storage-unwritable':
    case 'storage-newer':
    case 'bug':
      return { label: 'Show Log', command: 'sightline.showLog' };
    case 'workspace-untrusted':
      return { label: 'Manage Trust', command: 'sightline.manageTrust' };
    case 'session-missing':
      return { label: 'Chat History', command: 'sightline.history' };
    case 'memory-missing':
    case 'memory-refused':
    case 'model-cut':
    case 'output-invalid':
    case 'history-missing':
    case 'path-outside-workspace':
    case 'workspace-missing':
    case 'wrong-use':
      return undefined;
    default:
      return unreachable(kind);
  }
}
