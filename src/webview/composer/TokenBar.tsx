import { useCommands } from '../commands.ts';
import type { Panel } from '../panel.ts';
import { shownTurns } from '../panel.ts';
import { Icon } from '../parts/Icon.tsx';
import { barOf } from './bar.ts';
import type { Bar } from './bar.ts';

/** The bar: what the last prompt was made of, and how full the model is. A click opens that turn's context. */
export function TokenBar({ panel }: { readonly panel: Panel }) {
  const { toggleLedger } = useCommands();
  const { models, modelId } = panel.host;
  const windowTokens = models.find(({ id }) => id === modelId)?.windowTokens;
  const bar = barOf(shownTurns(panel), windowTokens);
  if (bar === null) return null;
  const { turnId, short, warnings } = bar;
  const long = [bar.long, ...warnings].join('\n');
  const open = (): void => {
    const isOpening = panel.openLedgerId !== turnId;
    toggleLedger(turnId);
    if (isOpening) requestAnimationFrame(() => scrollToLedger(turnId));
  };
  return (
    <button
      type="button"
      class="token-bar"
      title={long}
      aria-label={`${long.replaceAll('\n', ', ')}. Show the context`}
      aria-expanded={panel.openLedgerId === turnId}
      onClick={open}
    >
      <Track bar={bar} />
      <span class="bar-words">{short}</span>
      {warnings.length > 0 && (
        <span class="bar-warnings">
          <Icon name="warning" />
          {warnings.length}
        </span>
      )}
    </button>
  );
}

/** By the chat's own scrolling: `scrollIntoView` also moves the frames that VS Code lays around the panel. */
function scrollToLedger(turnId: string): void {
  const folds = document.querySelector(`[data-turn="${CSS.escape(turnId)}"] .folds`);
  const turns = folds?.closest('.turns');
  if (folds === null || turns === null || turns === undefined) return;
  turns.scrollTop += folds.getBoundingClientRect().top - turns.getBoundingClientRect().top;
}

function Track({ bar }: { readonly bar: Bar }) {
  return (
    <span class="bar-track">
      {bar.segments.map(({ kind, percent }) => (
        // Set as a property of the element: the page's policy forbids inline styles, not these.
        <span key={kind} class={`bar-segment part-${kind}`} style={{ width: `${percent}%` }} />
      ))}
    </span>
  );
}
