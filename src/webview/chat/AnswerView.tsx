import type { Turn } from '../../engine/session/session.ts';
import { CopyButton } from '../answer/CodeBlockView.tsx';
import { Markdown } from '../answer/Markdown.tsx';
import { useCommands } from '../commands.ts';
import { EvidenceView } from '../evidence/EvidenceView.tsx';
import { LedgerView } from '../ledger/LedgerView.tsx';
import { countOf, formatCount, formatElapsed } from '../numbers.ts';
import { Fold, OpenFold } from '../parts/Fold.tsx';
import { Icon, IconButton } from '../parts/Icon.tsx';
import { Logo } from '../parts/Logo.tsx';
import { useSessionId } from '../parts/session.ts';
import { EndView } from './EndView.tsx';
import { isMadeOfCode } from './madeOfCode.ts';
import { OfferModel } from './OfferModel.tsx';
import type { TurnProps } from './turnProps.ts';
import { WaitingLine } from './WaitingLine.tsx';

/** What came back: the model's words with the evidence folded, or the evidence itself. */
export function AnswerView(props: TurnProps) {
  const { turn, running, isLast, offersModel, canAct } = props;
  const isFromCode = isMadeOfCode(turn);
  return (
    <section class="answer" aria-label="Answer" aria-busy={running !== null}>
      <AnswerHead turn={turn} isRunning={running !== null} />
      {isFromCode && turn.evidence !== null && offersModel && <OfferModel />}
      <Folds {...props} isFromCode={isFromCode} />
      {isFromCode && turn.evidence !== null && <EvidenceView evidence={turn.evidence} />}
      {turn.answer !== '' && !isFromCode && (
        <Markdown text={turn.answer} citations={turn.citations} isComplete={running === null} />
      )}
      {running !== null && <WaitingLine trail={running.trail} startedAt={running.startedAt} />}
      {turn.warnings.map((warning) => (
        <p key={warning} class="note">
          <Icon name="warning" class="is-warning" />
          <span>{warning}</span>
        </p>
      ))}
      {running === null && <EndView turn={turn} isLast={isLast} canAct={canAct} />}
      {running === null && <TurnActions turn={turn} isLast={isLast} canAct={canAct} />}
    </section>
  );
}

function AnswerHead({ turn, isRunning }: { readonly turn: Turn; readonly isRunning: boolean }) {
  const { modelLabel, askedAt, endedAt, usage } = turn;
  const elapsed = isRunning || endedAt === null ? '' : formatElapsed(endedAt - askedAt);
  const model = modelLabel ?? (isMadeOfCode(turn) ? 'code alone' : '');
  const tooltip =
    usage === null
      ? undefined
      : `${countOf(usage.inputTokens, 'token')} in, ${formatCount(usage.outputTokens)} out (${usage.isEstimated ? 'estimated' : 'as the server counted'})`;
  return (
    <h3 class="turn-head">
      <span class="avatar">
        <Logo />
      </span>
      <span class="speaker">Sightline</span>
      <span class="head-end quiet" title={tooltip}>
        {[model, elapsed].filter((each) => each !== '').join(' · ')}
      </span>
    </h3>
  );
}

function Folds(props: TurnProps & { readonly isFromCode: boolean }) {
  const { turn, isLedgerOpen, isFromCode } = props;
  const { toggleLedger } = useCommands();
  const { ledger, evidence, reasoning } = turn;
  return (
    <div class="folds">
      {ledger !== null && (
        <OpenFold
          label={`Context · ${countOf(ledger.rows.length, 'part')} · ${countOf(ledger.tokens, 'token')}`}
          isOpen={isLedgerOpen}
          onToggle={() => toggleLedger(turn.id)}
        >
          {() => <LedgerView ledger={ledger} />}
        </OpenFold>
      )}
      {evidence !== null && !isFromCode && (
        <Fold label={`Searched · ${countOf(evidence.hits.length, 'hit')}`}>
          {() => <EvidenceView evidence={evidence} />}
        </Fold>
      )}
      {reasoning !== '' && <Fold label="Reasoning">{() => <div class="reasoning">{reasoning}</div>}</Fold>}
    </div>
  );
}

function TurnActions(props: { readonly turn: Turn; readonly isLast: boolean; readonly canAct: boolean }) {
  const { turn, isLast, canAct } = props;
  const { retry, send } = useCommands();
  const sessionId = useSessionId();
  return (
    <div class={`turn-actions ${isLast ? '' : 'on-hover'}`} role="toolbar" aria-label="Answer">
      {turn.answer !== '' && <CopyButton text={turn.answer} label="Copy Answer" />}
      <IconButton
        icon="refresh"
        label="Ask Again (a new branch)"
        isDisabled={!canAct}
        onClick={() => retry(turn)}
      />
      {sessionId !== null && (
        <IconButton
          icon="repo-forked"
          label="Fork: a New Chat from Here"
          isDisabled={!canAct}
          onClick={() => send({ kind: 'forkSession', sessionId, turnId: turn.id })}
        />
      )}
    </div>
  );
}
