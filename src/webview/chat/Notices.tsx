import { useCommands } from '../commands.ts';
import type { Notice } from '../panel.ts';
import { Icon, IconButton } from '../parts/Icon.tsx';

/** What the person should know now: one sentence each, with a button where something can be done. */
export function Notices({ notices }: { readonly notices: readonly Notice[] }) {
  const commands = useCommands();
  const dismiss = (id: number): void => {
    commands.dismiss(id);
    requestAnimationFrame(keepFocus);
  };
  if (notices.length === 0) return null;
  return (
    <div class="notices" aria-label="Notices">
      {notices.map(({ id, severity, text, action }) => (
        <div key={id} class={`notice is-${severity}`}>
          <Icon name={severity} class={`is-${severity}`} />
          <span class="notice-text">{text}</span>
          {action !== undefined && (
            <button
              type="button"
              class="link"
              onClick={() => {
                commands.send(action.message);
                dismiss(id);
              }}
            >
              {action.label}
            </button>
          )}
          <IconButton icon="close" label="Dismiss" onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  );
}

/** The button that was pressed has left with its notice: keys go on in the field of the view. */
function keepFocus(): void {
  if (document.activeElement !== document.body) return;
  document.querySelector<HTMLElement>('.composer textarea, .search input')?.focus();
}
