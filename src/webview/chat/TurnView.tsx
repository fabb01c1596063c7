import { Component } from 'preact';
import type { Turn } from '../../engine/session/session.ts';
import type { Running } from '../panel.ts';
import { AnswerView } from './AnswerView.tsx';
import { QuestionView } from './QuestionView.tsx';

export interface TurnProps {
  readonly turn: Turn;
  /** Ids of the turns with the same parent, this one among them; fewer than two: no branches. */
  readonly siblings: readonly string[];
  readonly running: Running | null;
  readonly isLast: boolean;
  readonly isLedgerOpen: boolean;
  readonly isEdited: boolean;
  readonly shortEnd: 'length' | 'refused' | undefined;
  /** Why a model could be connected here; null where one is, or where this is not the place to say so. */
  readonly offersModel: boolean;
  readonly canAct: boolean;
}

/** A question and its answer. Drawn again only when something about it has changed. */
export class TurnView extends Component<TurnProps> {
  override shouldComponentUpdate(next: Readonly<TurnProps>): boolean {
    const keys = Object.keys(next) as (keyof TurnProps)[];
    return keys.some((key) => next[key] !== this.props[key]);
  }

  override render() {
    const { turn, siblings, isEdited, canAct } = this.props;
    return (
      <article
        class={`turn ${isEdited ? 'is-edited' : ''}`}
        data-turn={turn.id}
        aria-label={turn.question.slice(0, 80)}
      >
        <QuestionView turn={turn} siblings={siblings} canAct={canAct} />
        <AnswerView {...this.props} />
      </article>
    );
  }
}
