import type { Hit, Use } from '../../engine/retrieval/hit.ts';
import { countOf } from '../numbers.ts';
import { Fold } from '../parts/Fold.tsx';
import { PlaceLink } from '../parts/PlaceLink.tsx';

/** "Used by 12 places", which opens to the best of them. */
export function UsesView({ hit }: { readonly hit: Hit }) {
  const left = hit.usesTotal - hit.uses.length;
  return (
    <Fold class="uses" label={`Used by ${countOf(hit.usesTotal, 'place')}`}>
      {() => (
        <ul>
          {hit.uses.map((use) => (
            <li key={`${use.path}:${use.line}`}>
              <UseView use={use} />
            </li>
          ))}
          {left > 0 && <li class="quiet">and {countOf(left, 'more', 'more')}</li>}
        </ul>
      )}
    </Fold>
  );
}

function UseView({ use }: { readonly use: Use }) {
  const { path, line, symbol, text } = use;
  return (
    <PlaceLink place={{ path, startLine: line, endLine: line }} class="use">
      <span class="use-place">
        {path.slice(path.lastIndexOf('/') + 1)}:{line}
      </span>
      {symbol !== undefined && <span class="use-symbol">{symbol}</span>}
      <code>{text.trim()}</code>
    </PlaceLink>
  );
}
