import { useEffect, useRef } from 'preact/hooks';

/**
 * A title being renamed: Enter and leaving the field keep the new one, Escape the old (null). After a key, whoever
 * shows the title again gives it the focus, which would be lost with the field.
 */
export function Renamer(props: {
  readonly title: string;
  readonly onDone: (title: string | null, how: 'key' | 'left') => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const isOver = useRef(false);
  useEffect(() => input.current?.select(), []);
  const finish = (title: string | null, how: 'key' | 'left'): void => {
    if (isOver.current) return;
    isOver.current = true;
    const words = title?.trim() ?? '';
    props.onDone(words === '' || words === props.title ? null : words, how);
  };
  return (
    <input
      ref={input}
      class="renamer"
      aria-label="Title of this chat"
      defaultValue={props.title}
      onBlur={() => finish(input.current?.value ?? null, 'left')}
      onKeyDown={(event) => {
        if (event.isComposing) return;
        if (event.key === 'Enter') finish(input.current?.value ?? null, 'key');
        if (event.key === 'Escape') finish(null, 'key');
        event.stopPropagation();
      }}
    />
  );
}
