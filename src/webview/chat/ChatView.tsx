import { useState } from 'preact/hooks';
import { countOf, formatCount } from '../numbers.ts';
import type { Panel } from '../panel.ts';
import { isAnswering, shownTurns } from '../panel.ts';
import { Composer } from '../composer/Composer.tsx';
import { Icon } from '../parts/Icon.tsx';
import { ChatHeader } from './ChatHeader.tsx';
import { FirstRun } from './FirstRun.tsx';
import { Notices } from './Notices.tsx';
import { PendingQuestionView } from './QuestionView.tsx';
import { TurnView } from './TurnView.tsx';
import { useFollow } from './useFollow.ts';
import type { ScrollMemory } from './useFollow.ts';
import { WaitingLine } from './WaitingLine.tsx';

const noSiblings: readonly string[] = [];

/** The chat: its turns from top to bottom, and the composer below. */
export function ChatView({ panel, scroll }: { readonly panel: Panel; readonly scroll: ScrollMemory }) {
  const { host, pending } = panel;
  const { ref, isFollowing, onScroll, follow } = useFollow(panel, scroll);
  const isEmpty = host.session === null && pending === null;
  return (
    <>
      {host.session !== null && <ChatHeader key={host.session.id} session={host.session} />}
      <div
        ref={ref}
        class="turns"
        role="log"
        aria-live="off"
        aria-label="Chat"
        tabIndex={-1}
        onScroll={onScroll}
      >
        {panel.isLoaded && isEmpty && <FirstRun state={host} />}
        <Turns key={host.session?.id} panel={panel} />
        {pending !== null && (
          <article class="turn">
            <PendingQuestionView question={pending.question} />
            <WaitingLine trail={[]} startedAt={pending.askedAt} />
          </article>
        )}
      </div>
      <div class="bottom">
        {!isFollowing && !isEmpty && (
          <button
            type="button"
            class="to-end"
            title="Scroll to the End"
            aria-label="Scroll to the End"
            onClick={follow}
          >
            <Icon name="arrow-down" />
          </button>
        )}
        <Notices notices={panel.notices} />
        <Composer panel={panel} />
      </div>
    </>
  );
}

/** Turns that are drawn at once: 500 took the page seconds, and few are read again. */
const turnsDrawn = 50;

function Turns({ panel }: { readonly panel: Panel }) {
  const { host, running, openLedgerId, composer } = panel;
  const [limit, setLimit] = useState(turnsDrawn);
  const all = shownTurns(panel);
  const turns = all.slice(-limit);
  const left = all.length - turns.length;
  const canAct = !isAnswering(panel);
  const lastId = turns.at(-1)?.id;
  return (
    <>
      {left > 0 && (
        <p class="earlier">
          <button type="button" class="link" onClick={() => keepInView(() => setLimit(limit + turnsDrawn))}>
            Show {countOf(Math.min(left, turnsDrawn), 'earlier question')} of {formatCount(left)}
          </button>
        </p>
      )}
      {turns.map((turn) => (
        <TurnView
          key={turn.id}
          turn={turn}
          siblings={host.branches[turn.id] ?? noSiblings}
          running={running?.turnId === turn.id ? running : null}
          isLast={turn.id === lastId && panel.pending === null}
          isLedgerOpen={openLedgerId === turn.id}
          isEdited={composer.editing?.turnId === turn.id}
          offersModel={host.modelId === null && turn.id === lastId}
          canAct={canAct}
        />
      ))}
    </>
  );
}

/** What is read stays where it is when something is drawn above it. */
function keepInView(draw: () => void): void {
  const chat = document.querySelector('.turns');
  const fromEnd = chat === null ? 0 : chat.scrollHeight - chat.scrollTop;
  draw();
  requestAnimationFrame(() => {
    if (chat !== null) chat.scrollTop = chat.scrollHeight - fromEnd;
  });
}
