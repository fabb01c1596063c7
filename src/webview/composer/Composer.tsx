import { useEffect, useRef } from 'preact/hooks';
import type { Panel } from '../panel.ts';
import { isAnswering } from '../panel.ts';
import { useCommands } from '../commands.ts';
import { Icon, IconButton } from '../parts/Icon.tsx';
import { ModelPicker } from './ModelPicker.tsx';
import { TokenBar } from './TokenBar.tsx';

/** Where a question is written: what it is asked with, and one button that sends or stops. */
export function Composer({ panel }: { readonly panel: Panel }) {
  const { composer, host } = panel;
  const { sendDraft, stop, cancelEdit } = useCommands();
  const isBusy = isAnswering(panel);
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    sendDraft();
  };
  return (
    <form class="composer" aria-label="Ask" onSubmit={onSubmit}>
      {composer.editing !== null && (
        <div class="editing">
          <Icon name="edit" />
          <span>Editing an earlier question: the answer becomes a new branch.</span>
          <IconButton icon="close" label="Cancel Edit (Escape)" onClick={cancelEdit} />
        </div>
      )}
      <Draft panel={panel} isBusy={isBusy} />
      <div class="composer-foot">
        <span class="mode" title="Ask: answers from your code, and changes nothing">
          Ask
        </span>
        <ModelPicker models={host.models} modelId={host.modelId} />
        <span class="spacer" />
        {isBusy ? (
          <IconButton icon="stop-circle" class="send" label="Stop (Escape)" onClick={stop} />
        ) : (
          <SendButton isDisabled={composer.draft.trim() === ''} />
        )}
      </div>
      <TokenBar panel={panel} />
    </form>
  );
}

function SendButton({ isDisabled }: { readonly isDisabled: boolean }) {
  return (
    <button
      type="submit"
      class="icon-button send"
      title="Send (Enter)"
      aria-label="Send"
      disabled={isDisabled}
    >
      <Icon name="send" />
    </button>
  );
}

function Draft({ panel, isBusy }: { readonly panel: Panel; readonly isBusy: boolean }) {
  const { draft } = useCommands();
  const onKeyDown = useComposerKeys(panel, isBusy);
  const area = useRef<HTMLTextAreaElement>(null);
  const editedId = panel.composer.editing?.turnId;
  useEffect(() => {
    const element = area.current;
    if (editedId !== undefined) element?.setSelectionRange(element.value.length, element.value.length);
  }, [editedId]);
  return (
    <textarea
      ref={area}
      rows={1}
      aria-label="Your question"
      placeholder={panel.host.session === null ? 'Ask about this workspace…' : 'Ask a follow-up…'}
      value={panel.composer.draft}
      onInput={(event) => draft(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}

type AreaKeyEvent = KeyboardEvent & { readonly currentTarget: HTMLTextAreaElement };

/** Safari ends a composition before the Enter that ended it, with this key code. */
const composingKeyCode = 229;

function useComposerKeys(panel: Panel, isBusy: boolean): (event: AreaKeyEvent) => void {
  const { sendDraft, stop, cancelEdit, edit } = useCommands();
  return (event) => {
    // An Enter that takes a syllable or a candidate of an input method is not the writer's Enter.
    if (event.isComposing || event.keyCode === composingKeyCode) return;
    const last = panel.host.session?.turns.at(-1);
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      sendDraft();
    } else if (event.key === 'Escape') {
      if (isBusy) stop();
      else if (panel.composer.editing !== null) cancelEdit();
    } else if (event.key === 'ArrowUp' && event.currentTarget.value === '' && last !== undefined && !isBusy) {
      event.preventDefault();
      edit(last.id);
    }
  };
}
