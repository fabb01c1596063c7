import { useRef, useState } from 'preact/hooks';
import type { Session } from '../../engine/session/session.ts';
import { useCommands } from '../commands.ts';
import { Icon } from '../parts/Icon.tsx';
import { Menu } from '../parts/Menu.tsx';
import { Renamer } from '../parts/Renamer.tsx';

/** The title of the chat, which a click renames, and what can be done with it. */
export function ChatHeader({ session }: { readonly session: Session }) {
  const { send, rename, deleteSession } = useCommands();
  const [isRenaming, setRenaming] = useState(false);
  const titleButton = useRef<HTMLButtonElement>(null);
  const { id, title, turns } = session;
  const last = turns[turns.length - 1];
  const actions = [
    { label: 'Rename', icon: 'edit', onChoose: () => setRenaming(true) },
    ...(last === undefined
      ? []
      : [
          {
            label: 'Fork',
            detail: 'a copy to go on from',
            icon: 'repo-forked',
            onChoose: () => send({ kind: 'forkSession', sessionId: id, turnId: last.id }),
          },
        ]),
    { label: 'Export…', icon: 'export', onChoose: () => send({ kind: 'exportSession', sessionId: id }) },
  ];
  const remove = { label: 'Delete', icon: 'trash', onChoose: () => deleteSession(session) };
  return (
    <header class="chat-header">
      {isRenaming ? (
        <Renamer
          title={title}
          onDone={(words, how) => {
            setRenaming(false);
            if (words !== null) rename(id, words);
            if (how === 'key') requestAnimationFrame(() => titleButton.current?.focus());
          }}
        />
      ) : (
        <h2>
          <button
            ref={titleButton}
            type="button"
            class="title"
            title={`${title} (click to rename)`}
            onClick={() => setRenaming(true)}
          >
            {title}
          </button>
        </h2>
      )}
      <Menu label="Chat Actions" class="icon-button" groups={[{ items: actions }, { items: [remove] }]}>
        <Icon name="ellipsis" />
      </Menu>
    </header>
  );
}
