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
        <Turns panel={panel} />
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

function Turns({ panel }: { readonly panel: Panel }) {
  const { host, running, openLedgerId, composer } = panel;
  const turns = shownTurns(panel);
  const canAct = !isAnswering(panel);
  const lastId = turns.at(-1)?.id;
  return (
    <>
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
