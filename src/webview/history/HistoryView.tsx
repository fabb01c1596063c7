import { useEffect, useRef } from 'preact/hooks';
import type { SessionSummary } from '../../engine/session/session.ts';
import { useCommands } from '../commands.ts';
import { ageGroup } from '../numbers.ts';
import type { Panel } from '../panel.ts';
import { useClock } from '../parts/clock.ts';
import { Icon, IconButton } from '../parts/Icon.tsx';
import { moveRow } from './rowKeys.ts';
import { SessionRow } from './SessionRow.tsx';

/** Ages are told in minutes at least. */
const clockPaceMs = 30_000;

/** All chats of this workspace: search them, open, rename or delete one, and undo that. */
export function HistoryView({ panel }: { readonly panel: Panel }) {
  const { showChat, newChat } = useCommands();
  const { query, sessions } = panel.history;
  const undoDeletion = useUndoDeletion(panel);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.isComposing) showChat();
    // Words in the search field have an undo of their own.
    if (event.key === 'z' && (event.ctrlKey || event.metaKey) && query === '') undoDeletion();
  };
  return (
    <section class="history" aria-label="History" onKeyDown={onKeyDown}>
      <header class="chat-header">
        <IconButton icon="arrow-left" label="Back to the Chat (Escape)" onClick={showChat} />
        <h2>
          <span class="title">Chats</span>
        </h2>
        <IconButton icon="add" label="New Chat" onClick={newChat} />
      </header>
      <Search query={query} />
      <SessionList sessions={sessions} query={query} shownId={panel.host.session?.id ?? null} />
    </section>
  );
}

/** Brings back the chat that was deleted last, while the notice with its button is there. */
function useUndoDeletion(panel: Panel): () => void {
  const { send, dismiss } = useCommands();
  return () => {
    const notice = panel.notices.findLast(({ action }) => action?.message.kind === 'restoreSession');
    if (notice?.action === undefined) return;
    send(notice.action.message);
    dismiss(notice.id);
  };
}

function Search({ query }: { readonly query: string }) {
  const { searchHistory } = useCommands();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const clear = (): void => {
    searchHistory('');
    input.current?.focus();
  };
  return (
    <div class="search">
      <Icon name="search" />
      <input
        ref={input}
        type="text"
        placeholder="Search questions and answers"
        aria-label="Search chats"
        value={query}
        onInput={(event) => searchHistory(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.isComposing) return;
          if (event.key === 'ArrowDown') moveRow(event);
          if (event.key !== 'Escape' || query === '') return;
          // The first Escape empties the field, the next one leaves the history.
          event.stopPropagation();
          clear();
        }}
      />
      {query !== '' && <IconButton icon="close" label="Clear (Escape)" onClick={clear} />}
    </div>
  );
}

function SessionList(props: {
  readonly sessions: readonly SessionSummary[] | null;
  readonly query: string;
  readonly shownId: string | null;
}) {
  const { sessions, query, shownId } = props;
  const nowMs = useClock(clockPaceMs);
  if (sessions === null) return <p class="quiet empty">Reading the chats…</p>;
  if (sessions.length === 0) {
    const none = 'No chats yet. Ask something, and it is kept here.';
    return <p class="quiet empty">{query === '' ? none : `No chat matches “${query}”.`}</p>;
  }
  const groups = Map.groupBy(sessions, ({ changedAt }) => ageGroup(changedAt, nowMs));
  return (
    <div class="sessions">
      {[...groups].map(([heading, inGroup]) => (
        <section key={heading} aria-label={heading}>
          <h3>{heading}</h3>
          <ul>
            {inGroup.map((session) => (
              <SessionRow key={session.id} session={session} nowMs={nowMs} isShown={session.id === shownId} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
