import { useMemo, useState } from 'preact/hooks';
import type { Freshness, Hit } from '../../engine/retrieval/hit.ts';
import { CodeLine } from '../code/CodeLine.tsx';
import { excerpt, showsSignature, wholeChunk } from '../code/excerpt.ts';
import type { ExcerptLine } from '../code/excerpt.ts';
import { useLines } from '../code/useLines.ts';
import { countOf } from '../numbers.ts';
import { Icon } from '../parts/Icon.tsx';
import { PlaceLink, lineRange, placeName } from '../parts/PlaceLink.tsx';
import { WithCode } from '../parts/WithCode.tsx';
import { symbolIcons } from './symbolIcons.ts';
import { UsesView } from './UsesView.tsx';

/** Lines of a chunk that are shown until it is opened. */
const excerptLines = 9;

/** One place: what it is, why it was found, the lines that matter, and who uses it. */
export function HitView({ hit }: { readonly hit: Hit }) {
  const [isWhole, setWhole] = useState(false);
  const lines = useMemo(() => (isWhole ? wholeChunk(hit) : excerpt(hit, excerptLines)), [hit, isWhole]);
  const total = hit.endLine - hit.startLine + 1;
  const isCut = lines.some(({ kind }) => kind === 'gap');
  return (
    <article class="hit" aria-label={hit.symbol ?? `Lines ${lineRange(hit.startLine, hit.endLine)}`}>
      <HitHead hit={hit} />
      {hit.reasons.length > 0 && (
        <p class="reasons">
          <WithCode text={hit.reasons.join(' · ')} />
        </p>
      )}
      {hit.doc !== undefined && hit.doc !== '' && <p class="doc">{hit.doc}</p>}
      {!showsSignature(hit, lines) && <Signature hit={hit} />}
      <Lines hit={hit} lines={lines} />
      <div class="hit-foot">
        {(isCut || isWhole) && (
          <button type="button" class="link" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'Show fewer lines' : `Show all ${countOf(total, 'line')}`}
          </button>
        )}
      </div>
      {hit.usesTotal > 0 && <UsesView hit={hit} />}
    </article>
  );
}

/** One link for the whole line: what it is, whether it is fresh, and where. */
function HitHead({ hit }: { readonly hit: Hit }) {
  const name = [...hit.container, hit.symbol ?? 'lines'].join('.');
  return (
    <PlaceLink place={hit} class="hit-head" name={`Open ${name}, ${placeName(hit)}`}>
      {hit.kind === undefined ? (
        <Icon name="list-selection" />
      ) : (
        <Icon name={symbolIcons[hit.kind]} class={`kind-${hit.kind}`} />
      )}
      <span class="hit-name">
        {hit.container.length > 0 && <span class="container">{hit.container.join('.')}.</span>}
        <span class="symbol">{hit.symbol ?? 'lines'}</span>
      </span>
      <FreshnessMark freshness={hit.freshness} />
      <span class="hit-lines">:{lineRange(hit.startLine, hit.endLine)}</span>
    </PlaceLink>
  );
}

const freshnessWords: Readonly<Record<Freshness, { label: string; title: string } | null>> = {
  fresh: null,
  unsaved: { label: 'unsaved', title: 'From an open editor: this text is not saved yet.' },
  stale: {
    label: 'changed since',
    title: 'The file has changed since it was indexed; the lines may have moved.',
  },
};

function FreshnessMark({ freshness }: { readonly freshness: Freshness }) {
  const words = freshnessWords[freshness];
  if (words === null) return null;
  return (
    <span class="badge" title={words.title}>
      {words.label}
    </span>
  );
}

function Signature({ hit }: { readonly hit: Hit }) {
  const [line = []] = useLines(hit.signature ?? '', hit.language);
  return (
    <pre class="signature">
      <code>
        <CodeLine line={line} />
      </code>
    </pre>
  );
}

function Lines({ hit, lines }: { readonly hit: Hit; readonly lines: readonly ExcerptLine[] }) {
  const coloured = useLines(hit.text, hit.language);
  const digits = String(hit.endLine).length;
  return (
    <pre class={`lines digits-${digits}`} tabIndex={0} aria-label={`Lines of ${hit.path}`}>
      <code>
        {lines.map((line, at) =>
          line.kind === 'gap' ? (
            <div key={`gap-${at}`} class="gap" aria-label={`${countOf(line.count, 'line')} left out`}>
              ⋯
            </div>
          ) : (
            <div key={line.index} class={line.isMarked ? 'code-line is-marked' : 'code-line'}>
              <span class="line-number" aria-hidden="true">
                {hit.startLine + line.index}
              </span>
              <CodeLine line={coloured[line.index] ?? []} />
            </div>
          ),
        )}
      </code>
    </pre>
  );
}
