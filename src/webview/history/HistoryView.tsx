import { useEffect, useRef } from 'preact/hooks';
import type { SessionSummary } from '../../engine/session/session.ts';
import { useCommands } from '../commands.ts';
import { ageGroup } from '../numbers.ts';
import type { Panel } from '../panel.ts';
import { useClock } from '../parts/clock.ts';
import { Icon, IconButton } from '../parts/Icon.tsx';
import { SessionRow } from './SessionRow.tsx';

/** Ages are told in minutes at least. */
const clockPaceMs = 30_000;

/** All chats of this workspace: search them, open, rename or delete one. */
export function HistoryView({ panel }: { readonly panel: Panel }) {
  const { showChat, newChat } = useCommands();
  const { query, sessions } = panel.history;
  return (
    <section class="history" aria-label="History" onKeyDown={(event) => event.key === 'Escape' && showChat()}>
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

function Search({ query }: { readonly query: string }) {
  const { searchHistory } = useCommands();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
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
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          document.querySelector<HTMLElement>('.session .open')?.focus();
        }}
      />
      {query !== '' && <IconButton icon="close" label="Clear" onClick={() => searchHistory('')} />}
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
