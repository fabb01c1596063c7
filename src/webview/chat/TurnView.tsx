import { Component } from 'preact';
import { AnswerView } from './AnswerView.tsx';
import { QuestionView } from './QuestionView.tsx';
import type { TurnProps } from './turnProps.ts';

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
