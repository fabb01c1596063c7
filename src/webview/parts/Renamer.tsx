import { useEffect, useRef } from 'preact/hooks';

/** A title being renamed: Enter and leaving the field keep the new one, Escape the old. */
export function Renamer(props: { readonly title: string; readonly onDone: (title: string | null) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const isOver = useRef(false);
  useEffect(() => input.current?.select(), []);
  const finish = (title: string | null): void => {
    if (isOver.current) return;
    isOver.current = true;
    const words = title?.trim() ?? '';
    props.onDone(words === '' || words === props.title ? null : words);
  };
  return (
    <input
      ref={input}
      class="renamer"
      aria-label="Title of this chat"
      defaultValue={props.title}
      onBlur={() => finish(input.current?.value ?? null)}
      onKeyDown={(event) => {
        if (event.isComposing) return;
        if (event.key === 'Enter') finish(input.current?.value ?? null);
        if (event.key === 'Escape') finish(null);
        event.stopPropagation();
      }}
    />
  );
}
