import type { Citation } from '../../engine/answer.ts';
import { unreachable } from '../../engine/errors.ts';
import type { Inline } from '../markdown/block.ts';
import { Icon } from '../parts/Icon.tsx';
import { CitationView } from './CitationView.tsx';

/** The words of a block: elements and text nodes, never HTML. */
export function Inlines(props: {
  readonly inlines: readonly Inline[];
  readonly citations: readonly Citation[];
}) {
  return (
    <>
      {props.inlines.map((inline, at) => (
        <InlineView key={at} inline={inline} citations={props.citations} />
      ))}
    </>
  );
}

function InlineView({
  inline,
  citations,
}: {
  readonly inline: Inline;
  readonly citations: readonly Citation[];
}) {
  switch (inline.kind) {
    case 'text':
      return <>{inline.text}</>;
    case 'code':
      return <code>{inline.text}</code>;
    case 'strong':
      return (
        <strong>
          <Inlines inlines={inline.children} citations={citations} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <Inlines inlines={inline.children} citations={citations} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <Inlines inlines={inline.children} citations={citations} />
        </s>
      );
    case 'link':
      // VS Code opens it, and asks before it leaves for a site that is not trusted.
      return (
        <a href={inline.href} title={inline.href}>
          <Inlines inlines={inline.children} citations={citations} />
        </a>
      );
    case 'image':
      return <ImageName alt={inline.alt} href={inline.href} />;
    case 'citation':
      return <CitationView cited={inline} citations={citations} />;
    case 'break':
      return <br />;
    default:
      return unreachable(inline);
  }
}

/** An image of an answer is named, not loaded: an address can carry what the model was told. */
function ImageName({ alt, href }: { readonly alt: string; readonly href: string | null }) {
  const words = alt === '' ? 'image' : alt;
  return (
    <span class="image-name">
      <Icon name="file-media" />
      {href === null ? (
        words
      ) : (
        <a href={href} title={`Not loaded: ${href}`}>
          {words}
        </a>
      )}
    </span>
  );
}
