import { useState } from 'preact/hooks';
import type { Evidence } from '../../engine/answer.ts';
import type { Hit } from '../../engine/retrieval/hit.ts';
import { countOf, formatCount } from '../numbers.ts';
import { Icon } from '../parts/Icon.tsx';
import { PlaceLink } from '../parts/PlaceLink.tsx';
import { HitView } from './HitView.tsx';

/** Places that are drawn at once: what is below them was ranked lower. */
const hitsShown = 8;

/** What was found in the workspace: places, grouped by file, the file with the best place first. */
export function EvidenceView({ evidence }: { readonly evidence: Evidence }) {
  const [showsAll, setShowsAll] = useState(false);
  const { hits, coverage, warnings } = evidence;
  const shown = showsAll ? hits : hits.slice(0, hitsShown);
  const left = hits.length - shown.length;
  return (
    <div class="evidence">
      <EvidenceNotes evidence={evidence} />
      {groupByFile(shown).map(({ path, hits: inFile }) => (
        <FileView key={path} path={path} hits={inFile} />
      ))}
      {left > 0 && (
        <button type="button" class="link more" onClick={() => setShowsAll(true)}>
          Show {countOf(left, 'more place')}
        </button>
      )}
      {hits.length === 0 && warnings.length === 0 && coverage.filesIndexed > 0 && (
        <p class="quiet">
          Nothing in {countOf(coverage.filesIndexed, 'file')} matches these words. Try a name from the code,
          or other words for it.
        </p>
      )}
    </div>
  );
}

/** What was not looked at: an answer from half of the workspace says so. */
function EvidenceNotes({ evidence }: { readonly evidence: Evidence }) {
  const { coverage, warnings } = evidence;
  const { filesIndexed, filesTotal } = coverage;
  const isPartial = filesIndexed < filesTotal;
  return (
    <>
      {isPartial && (
        <p class="note">
          <Icon name="info" />
          <span>
            {formatCount(filesIndexed)} of {countOf(filesTotal, 'file')} were searched: the rest was not
            indexed yet.
          </span>
        </p>
      )}
      {warnings.map((warning) => (
        <p key={warning} class="note">
          <Icon name="warning" class="is-warning" />
          <span>{warning}</span>
        </p>
      ))}
    </>
  );
}

function groupByFile(
  hits: readonly Hit[],
): readonly { readonly path: string; readonly hits: readonly Hit[] }[] {
  const groups = Map.groupBy(hits, ({ path }) => path);
  return [...groups].map(([path, inFile]) => ({ path, hits: inFile }));
}

function FileView({ path, hits }: { readonly path: string; readonly hits: readonly Hit[] }) {
  const slash = path.lastIndexOf('/');
  const [first] = hits;
  const place = { path, startLine: first?.startLine ?? 1, endLine: first?.endLine ?? 1 };
  return (
    <section class="file" aria-label={path}>
      <h4 class="file-head">
        <PlaceLink place={place} class="file-name" name={`Open ${path}`}>
          <Icon name="file" />
          <span class="file-base">{path.slice(slash + 1)}</span>
          <span class="file-folder">{path.slice(0, Math.max(0, slash))}</span>
        </PlaceLink>
      </h4>
      {hits.map((hit) => (
        <HitView key={`${hit.startLine}-${hit.endLine}`} hit={hit} />
      ))}
    </section>
  );
}
