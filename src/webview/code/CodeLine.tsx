import type { Line } from './highlight.ts';

/** One line of code: text nodes and coloured spans, never HTML. */
export function CodeLine(props: { readonly line: Line }) {
  return (
    <>
      {props.line.map(({ className, text }, at) =>
        className === '' ? (
          text
        ) : (
          <span key={at} class={className}>
            {text}
          </span>
        ),
      )}
    </>
  );
}
