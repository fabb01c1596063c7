import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Icon } from './Icon.tsx';

interface FoldProps {
  readonly label: ComponentChildren;
  readonly children: () => ComponentChildren;
  readonly class?: string;
}

/** One line that opens to more. What is inside is made when it is first needed. */
export function Fold(props: FoldProps) {
  const [isOpen, setOpen] = useState(false);
  return <OpenFold {...props} isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />;
}

/** A fold whose owner knows whether it is open. */
export function OpenFold(props: FoldProps & { readonly isOpen: boolean; readonly onToggle: () => void }) {
  const id = useId();
  return (
    <div class={`fold ${props.class ?? ''}`}>
      <button
        type="button"
        class="fold-line"
        aria-expanded={props.isOpen}
        aria-controls={id}
        onClick={props.onToggle}
      >
        <Icon name={props.isOpen ? 'chevron-down' : 'chevron-right'} />
        <span class="fold-label">{props.label}</span>
      </button>
      <div id={id} class="fold-body" hidden={!props.isOpen}>
        {props.isOpen && props.children()}
      </div>
    </div>
  );
}
