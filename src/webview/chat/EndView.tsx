import { unreachable } from '../../engine/errors.ts';
import type { Turn } from '../../engine/session/session.ts';
import type { Commands } from '../commands.ts';
import { useCommands } from '../commands.ts';
import { Icon } from '../parts/Icon.tsx';
import { endingOf } from './ending.ts';
import type { Remedy } from './ending.ts';

/** Under an answer that ended early: one sentence, what to do, and buttons that do it. */
export function EndView(props: { readonly turn: Turn; readonly isLast: boolean; readonly canAct: boolean }) {
  const { turn, isLast, canAct } = props;
  const commands = useCommands();
  const ending = endingOf(turn);
  if (ending === null) return null;
  const { severity, text, hint, remedies } = ending;
  return (
    <div class={`ending is-${severity}`}>
      <p>
        <Icon name={severity} />
        <span>
          {text}
          {hint !== undefined && <span class="hint"> {hint}</span>}
        </span>
      </p>
      {isLast && (
        <div class="buttons">
          {remedies.map((remedy, at) => (
            <button
              key={remedy.label}
              type="button"
              class={at === 0 ? 'button' : 'button is-secondary'}
              disabled={!canAct}
              onClick={() => apply(remedy, turn, commands)}
            >
              {remedy.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function apply(remedy: Remedy, turn: Turn, commands: Commands): void {
  switch (remedy.kind) {
    case 'retry':
      return commands.retry(turn);
    case 'goOn':
      return commands.goOn(turn);
    case 'newChat':
      return commands.newChat();
    case 'send':
      return commands.send(remedy.message);
    default:
      return unreachable(remedy);
  }
}
