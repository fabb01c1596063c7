import { useState } from 'preact/hooks';
import type { SessionSummary } from '../../engine/session/session.ts';
import { useCommands } from '../commands.ts';
import { countOf, formatAge } from '../numbers.ts';
import { Icon, IconButton } from '../parts/Icon.tsx';
import { Renamer } from '../parts/Renamer.tsx';
import { focusRow, moveRow, removeRow } from './rowKeys.ts';

interface RowProps {
  readonly session: SessionSummary;
  readonly nowMs: number;
  readonly isShown: boolean;
}

/** One chat: Enter opens it, F2 renames, Delete deletes, arrows, Home and End move. */
export function SessionRow(props: RowProps) {
  const { session } = props;
  const { rename } = useCommands();
  const [isRenaming, setRenaming] = useState(false);
  if (!isRenaming) return <Row {...props} onRename={() => setRenaming(true)} />;
  const onDone = (title: string | null, how: 'key' | 'left'): void => {
    setRenaming(false);
    if (title !== null) rename(session.id, title);
    if (how === 'key') focusRow(session.id);
  };
  return (
    <li class="session">
      <Renamer title={session.title} onDone={onDone} />
    </li>
  );
}

function Row(props: RowProps & { readonly onRename: () => void }) {
  const { session, nowMs, isShown, onRename } = props;
  const { openSession, deleteSession } = useCommands();
  const { id, title, changedAt, turnCount, forkedFrom } = session;
  const onKeyDown = (event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void => {
    if (event.key === 'F2') onRename();
    else if (event.key === 'Delete') removeRow(event.currentTarget, () => deleteSession(session));
    else moveRow(event);
  };
  return (
    <li class={`session ${isShown ? 'is-shown' : ''}`}>
      <button
        type="button"
        class="open"
        data-session={id}
        aria-current={isShown}
        aria-keyshortcuts="F2 Delete"
        title={title}
        onClick={() => openSession(id)}
        onKeyDown={onKeyDown}
      >
        <Icon name={forkedFrom === null ? 'comment' : 'repo-forked'} />
        <span class="session-title">{title}</span>
        <span class="session-detail">
          {formatAge(changedAt, nowMs)} · {countOf(turnCount, 'question')}
        </span>
      </button>
      <span class="row-actions">
        <IconButton icon="edit" label="Rename (F2)" onClick={onRename} />
        <IconButton icon="trash" label="Delete" onClick={() => deleteSession(session)} />
      </span>
    </li>
  );
}
