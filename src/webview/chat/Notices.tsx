import { useCommands } from '../commands.ts';
import type { Notice } from '../panel.ts';
import { Icon, IconButton } from '../parts/Icon.tsx';

/** What the person should know now: one sentence each, with a button where something can be done. */
export function Notices({ notices }: { readonly notices: readonly Notice[] }) {
  const { dismiss, send } = useCommands();
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
                send(action.message);
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
