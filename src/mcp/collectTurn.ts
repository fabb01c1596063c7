import type { Citation, TurnEvent } from '../engine/answer.ts';
import { EngineError, unreachable } from '../engine/errors.ts';
import type { ChatModel } from '../engine/model.ts';
import type { AskContent } from './askContent.ts';
import type { Progress } from './progress.ts';

/** Of a half answer that stands in an error, so much. All of it is in the session. */
const maxHalfAnswer = 4000;

export interface CollectOptions {
  readonly model: Pick<ChatModel, 'id' | 'label'>;
  readonly warnings: readonly string[];
  readonly progress: Progress;
  /** Where the turn was stopped: was it for want of time, not by the client? */
  readonly isOutOfTime: () => boolean;
  readonly limitMs: number;
}

interface Collected extends Omit<AskContent, 'citations'> {
  citations: readonly Citation[];
  /** Of the last evidence: it may come again, more complete. */
  searchWarnings: string[];
}

/**
 * One turn as one answer.
 * @throws `EngineError` where the turn failed, ran out of time or was stopped, with what was said by then.
 */
export async function collectTurn(
  turn: AsyncIterable<TurnEvent>,
  options: CollectOptions,
): Promise<AskContent> {
  const so: Collected = {
    answer: '',
    citations: [],
    model: options.model.id,
    sessionId: '',
    warnings: [...options.warnings],
    searchWarnings: [],
  };
  for await (const event of turn) take(so, event, options);
  const { searchWarnings, ...content } = so;
  const places = so.citations.filter((citation) => citation.isChecked);
  return {
    ...content,
    warnings: [...so.warnings, ...searchWarnings],
    citations: places.map(({ path, startLine, endLine }) => ({ path, startLine, endLine })),
  };
}

function take(so: Collected, event: TurnEvent, options: CollectOptions): void {
  const { progress } = options;
  switch (event.kind) {
    case 'started':
      so.sessionId = event.sessionId;
      return;
    case 'step':
      return event.isUpdate === true ? progress.goesOn(event.text) : progress.say(event.text);
    case 'text':
      so.answer += event.text;
      return progress.goesOn(`${so.answer.length} characters so far`);
    case 'reasoning':
      return progress.goesOn('Thinking');
    case 'evidence':
      so.searchWarnings = [...event.evidence.warnings, ...partial(event.evidence.coverage)];
      return;
    case 'ledger':
      so.ledger = event.ledger;
      return;
    case 'value':
      if (!event.isPartial) so.value = event.value;
      return;
    case 'usage':
      so.usage = event.usage;
      return;
    case 'citations':
      so.citations = event.citations;
      return;
    case 'warning':
      so.warnings.push(event.text);
      return;
    case 'done':
      so.warnings.push(...atItsEnd(event.reason));
      return;
    case 'stopped':
      throw options.isOutOfTime() ? outOfTime(so, options) : stopped();
    case 'failed':
      throw failed(event, so);
    default:
      return unreachable(event);
  }
}

function partial({ filesIndexed, filesTotal }: { filesIndexed: number; filesTotal: number }): string[] {
  if (filesIndexed >= filesTotal) return [];
  return [`Only ${filesIndexed} of ${filesTotal} files were indexed when this was asked.`];
}

function atItsEnd(reason: 'stop' | 'length' | 'refused'): string[] {
  if (reason === 'length') return ['The model stopped at its length limit: the answer is cut.'];
  return reason === 'refused' ? ['The model refused to answer, or to go on.'] : [];
}

function outOfTime(so: Collected, { model, limitMs }: CollectOptions): EngineError {
  const time = limitMs >= 60_000 ? `${Math.round(limitMs / 60_000)} min` : `${limitMs / 1000} s`;
  return new EngineError('model-timeout', `${model.label} had not finished after ${time}, and was stopped.`, {
    hint: withHalfAnswer('Ask for less, or choose a faster model.', so),
  });
}

function stopped(): EngineError {
  return new EngineError('model-cut', 'The turn was stopped before it was answered.', { hint: 'Ask again.' });
}

function failed({ failure }: Extract<TurnEvent, { kind: 'failed' }>, so: Collected): Error {
  if (failure.kind === 'bug') return new Error(failure.message);
  const hint = withHalfAnswer(failure.hint ?? '', so);
  return new EngineError(failure.kind, failure.message, hint === '' ? {} : { hint });
}

function withHalfAnswer(hint: string, { answer }: Collected): string {
  if (answer === '') return hint;
  const isLong = answer.length > maxHalfAnswer;
  const half = isLong ? `${answer.slice(0, maxHalfAnswer)} …` : answer;
  return [hint, `What arrived before: ${half}`].filter(Boolean).join('\n');
}
