import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Citation } from '../../engine/answer.ts';
import { CodeLine } from '../code/CodeLine.tsx';
import { useLines } from '../code/useLines.ts';
import type { Inline } from '../markdown/block.ts';
import { lineRange, placeName } from '../parts/PlaceLink.tsx';
import { placeNear } from '../parts/placeNear.ts';
import { useCommands } from '../commands.ts';

type Cited = Extract<Inline, { kind: 'citation' }>;

/** A pointer on its way elsewhere should not open cards. */
const hoverDelayMs = 300;

/** A link once the lines are known to exist; until then, and if they do not, words with a quiet mark. */
export function CitationView(props: { readonly cited: Cited; readonly citations: readonly Citation[] }) {
  const { cited, citations } = props;
  const citation = citations.find((each) => isOf(each, cited));
  if (citation?.isChecked === true) return <CheckedCitation cited={cited} citation={citation} />;
  if (cited.form === 'code') return <code>{cited.text}</code>;
  const why =
    citation === undefined
      ? 'This citation is not checked yet.'
      : 'These lines were not found in the workspace.';
  return (
    <span class="citation" title={why}>
      {cited.text}
    </span>
  );
}

function isOf(citation: Citation, { path, startLine, endLine }: Cited): boolean {
  const isPath = citation.path === path || citation.writtenPath === path;
  return isPath && citation.startLine === startLine && citation.endLine === endLine;
}

function CheckedCitation({ cited, citation }: { readonly cited: Cited; readonly citation: Citation }) {
  const { send } = useCommands();
  const id = useId();
  const link = useRef<HTMLButtonElement>(null);
  const timer = useRef(0);
  const [isOpen, setOpen] = useState(false);
  const { path, startLine, endLine } = citation;
  const show = (delayMs: number): void => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setOpen(true), delayMs);
  };
  const hide = (): void => {
    clearTimeout(timer.current);
    setOpen(false);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <>
      <button
        ref={link}
        type="button"
        class="link citation"
        aria-label={`Open ${placeName(citation)}`}
        {...(isOpen && { 'aria-describedby': id })}
        onClick={() => send({ kind: 'openPlace', path, startLine, endLine })}
        onMouseEnter={() => show(hoverDelayMs)}
        onMouseLeave={hide}
        onFocus={() => show(0)}
        onBlur={hide}
        onKeyDown={(event) => event.key === 'Escape' && hide()}
      >
        {shortName(cited)}
      </button>
      {isOpen && link.current !== null && <CitedLines id={id} citation={citation} anchor={link.current} />}
    </>
  );
}

/** The file's name and lines: the folders are in the card, and a line of prose is short. */
function shortName({ path, startLine, endLine, text }: Cited): string {
  const isFull = text.includes(':') || text.includes('#');
  return isFull ? `${path.slice(path.lastIndexOf('/') + 1)}:${lineRange(startLine, endLine)}` : text;
}

function CitedLines(props: { readonly id: string; readonly citation: Citation; readonly anchor: Element }) {
  const { citation, anchor } = props;
  const card = useRef<HTMLDivElement>(null);
  const text = citation.text ?? '';
  const lines = useLines(text, citation.path.slice(citation.path.lastIndexOf('.') + 1));
  useEffect(() => {
    card.current?.showPopover();
    if (card.current !== null) placeNear(card.current, anchor);
  }, [anchor]);
  const left = citation.endLine - citation.startLine + 1 - lines.length;
  return (
    <div ref={card} id={props.id} class="hover-card" role="tooltip" popover="manual">
      <div class="hover-place">{placeName(citation)}</div>
      {text !== '' && (
        <pre>
          {lines.map((line, at) => (
            <div key={at}>
              <CodeLine line={line} />
            </div>
          ))}
        </pre>
      )}
      {text !== '' && left > 0 && <div class="hover-place">and {left} more lines</div>}
    </div>
  );
}
