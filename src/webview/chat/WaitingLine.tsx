import { formatElapsed } from '../numbers.ts';
import { useClock } from '../parts/clock.ts';
import { Icon } from '../parts/Icon.tsx';

/** What is under way, in words, and for how long: never a spinner alone. */
export function WaitingLine(props: { readonly trail: readonly string[]; readonly startedAt: number }) {
  const nowMs = useClock(200);
  const words = waitingWords(props.trail);
  return (
    // The live region tells this in its own pace: a clock must not be read out.
    <p class="waiting" aria-hidden="true">
      <Icon name="loading" class="spin" />
      <span>{words}</span>
      <span class="elapsed">{formatElapsed(nowMs - props.startedAt)}</span>
    </p>
  );
}

/** How it came to this matters until the answer is seen to grow. */
function waitingWords(trail: readonly string[]): string {
  if (trail.length === 0) return 'Storing the question';
  return trail.at(-1) === 'writing' ? 'Writing' : trail.join(' · ');
}
