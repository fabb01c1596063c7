import type { Turn } from '../../engine/session/session.ts';
import { useCommands } from '../commands.ts';
import { Icon, IconButton } from '../parts/Icon.tsx';

export function QuestionView(props: {
  readonly turn: Turn;
  readonly siblings: readonly string[];
  readonly canAct: boolean;
}) {
  const { turn, siblings, canAct } = props;
  const commands = useCommands();
  return (
    <section class="question" aria-label="Your question">
      <h3 class="turn-head">
        <span class="avatar">
          <Icon name="account" />
        </span>
        <span class="speaker">You</span>
        <span class="head-end">
          <IconButton
            icon="edit"
            class="on-hover"
            label="Edit and Ask Again (a new branch)"
            isDisabled={!canAct}
            onClick={() => commands.edit(turn.id)}
          />
          {siblings.length > 1 && <BranchSwitcher turnId={turn.id} siblings={siblings} canAct={canAct} />}
        </span>
      </h3>
      <p class="question-text">{turn.question}</p>
    </section>
  );
}

/** A question that is on its way to the host. */
export function PendingQuestionView({ question }: { readonly question: string }) {
  return (
    <section class="question" aria-label="Your question">
      <h3 class="turn-head">
        <span class="avatar">
          <Icon name="account" />
        </span>
        <span class="speaker">You</span>
      </h3>
      <p class="question-text">{question}</p>
    </section>
  );
}

function BranchSwitcher(props: {
  readonly turnId: string;
  readonly siblings: readonly string[];
  readonly canAct: boolean;
}) {
  const { turnId, siblings, canAct } = props;
  const { send } = useCommands();
  const at = siblings.indexOf(turnId);
  const go = (to: number): void => {
    const target = siblings[to];
    if (target !== undefined) send({ kind: 'showBranch', turnId: target });
  };
  return (
    <span class="branches" role="group" aria-label={`Branch ${at + 1} of ${siblings.length}`}>
      <IconButton
        icon="chevron-left"
        label="Previous Branch"
        isDisabled={!canAct || at <= 0}
        onClick={() => go(at - 1)}
      />
      <span>
        {at + 1}/{siblings.length}
      </span>
      <IconButton
        icon="chevron-right"
        label="Next Branch"
        isDisabled={!canAct || at >= siblings.length - 1}
        onClick={() => go(at + 1)}
      />
    </span>
  );
}
