/** A sentence of ours with names between backticks, which are drawn as code. */
export function WithCode({ text }: { readonly text: string }) {
  return (
    <span class="with-code">
      {text.split('`').map((piece, at) => (at % 2 === 1 ? <code key={at}>{piece}</code> : piece))}
    </span>
  );
}
