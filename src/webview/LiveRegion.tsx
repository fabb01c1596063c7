import { useEffect, useRef, useState } from 'preact/hooks';
import type { Turn } from '../engine/session/session.ts';
import { isMadeOfCode } from './chat/madeOfCode.ts';
import { countOf, formatElapsed } from './numbers.ts';
import type { Panel } from './panel.ts';
import { nextSentences } from './speech.ts';

/** Between two announcements of a growing answer: a listener hears passages, not a stutter. */
const paceMs = 2500;

/**
 * What a screen reader is told: steps and whole sentences while an answer grows, how it ended, and each notice.
 * One polite region for all, so that nothing talks over anything.
 */
export function LiveRegion({ panel }: { readonly panel: Panel }) {
  const [words, setWords] = useState('');
  const latest = useRef(panel);
  latest.current = panel;
  const runningId = panel.running?.turnId ?? null;
  useEffect(() => {
    if (runningId === null) return undefined;
    let spokenUpTo = 0;
    let spokenStep = '';
    const speak = (): void => {
      const { running, host } = latest.current;
      const turn = host.session?.turns.find(({ id }) => id === runningId);
      const answer = turn === undefined || isMadeOfCode(turn) ? '' : turn.answer;
      const isOver = running?.turnId !== runningId;
      const step = isOver || answer !== '' ? '' : (running?.trail.at(-1) ?? '');
      const passage = nextSentences(answer, spokenUpTo, isOver);
      spokenUpTo = passage.upTo;
      const said = [step === spokenStep ? '' : step, passage.text, isOver ? endWords(turn) : ''];
      if (step !== '') spokenStep = step;
      const next = said.filter((each) => each !== '').join('. ');
      if (next !== '') setWords(next);
    };
    const timer = setInterval(speak, paceMs);
    speak();
    return () => {
      clearInterval(timer);
      speak();
    };
  }, [runningId]);
  const notice = panel.notices.at(-1)?.text ?? '';
  useEffect(() => {
    if (notice !== '') setWords(notice);
  }, [notice]);
  return (
    <div class="sr-only" role="status" aria-live="polite" aria-atomic="true">
      {words}
    </div>
  );
}

function endWords(turn: Turn | undefined): string {
  if (turn === undefined) return '';
  const { state, failure, evidence, endedAt, askedAt } = turn;
  if (state === 'failed') return [failure?.message, failure?.hint].filter(Boolean).join(' ');
  if (state === 'stopped') return 'Stopped';
  const places = countOf(evidence?.hits.length ?? 0, 'place');
  const found = isMadeOfCode(turn) && evidence !== null ? `${places} found. ` : '';
  return `${found}Answer complete, ${formatElapsed((endedAt ?? askedAt) - askedAt)}`;
}
