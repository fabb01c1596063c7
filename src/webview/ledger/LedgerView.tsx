import type { Ledger, LedgerRow } from '../../engine/prompt/part.ts';
import { countOf, formatCount } from '../numbers.ts';
import { Icon } from '../parts/Icon.tsx';
import { PlaceLink } from '../parts/PlaceLink.tsx';
import { WithCode } from '../parts/WithCode.tsx';
import { groupLedger, placeOfSource, stateWords } from './groups.ts';
import type { LedgerGroup } from './groups.ts';

/** What the model was told, in prompt order: each part with its tokens, its reason and what became of it. */
export function LedgerView({ ledger }: { readonly ledger: Ledger }) {
  return (
    <div class="ledger">
      {groupLedger(ledger).map((group) => (
        <GroupView key={group.kind} group={group} />
      ))}
      <p class="quiet" title="Counted by Sightline before sending; the server counts in its own way.">
        {formatCount(ledger.tokens)} of {countOf(ledger.budgetTokens, 'token')} that the prompt may use
      </p>
    </div>
  );
}

function GroupView({ group }: { readonly group: LedgerGroup }) {
  return (
    <section class="ledger-group" aria-label={`${group.label}, ${countOf(group.tokens, 'token')}`}>
      <h4>
        <span class={`swatch part-${group.kind}`} aria-hidden="true" />
        <span class="ledger-title">{group.label}</span>
        <span class="tokens">{formatCount(group.tokens)}</span>
      </h4>
      <ul>
        {group.rows.map((row) => (
          <RowView key={row.id} row={row} />
        ))}
      </ul>
    </section>
  );
}

const stateIcons: Readonly<Record<LedgerRow['state'], string>> = {
  kept: 'check',
  shortened: 'fold',
  'left-out': 'circle-slash',
  redacted: 'shield',
};

function RowView({ row }: { readonly row: LedgerRow }) {
  const place = placeOfSource(row.source);
  const words = [stateWords(row), ...row.reasons].filter((each) => each !== '').join(' · ');
  const tokens = row.state === 'left-out' ? row.fullTokens : row.tokens;
  return (
    <li class={`ledger-row is-${row.state}`}>
      <Icon name={stateIcons[row.state]} />
      <span class="ledger-title" title={row.source}>
        {place === null ? row.title : <PlaceLink place={place}>{row.title}</PlaceLink>}
      </span>
      <span class="tokens">{formatCount(tokens)}</span>
      {words !== '' && (
        <span class="ledger-why">
          <WithCode text={words} />
        </span>
      )}
    </li>
  );
}
