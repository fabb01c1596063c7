/** A codicon. Always beside words or on a button that has a name, so it is hidden from screen readers. */
export function Icon(props: { readonly name: string; readonly class?: string }) {
  return <span class={`codicon codicon-${props.name} ${props.class ?? ''}`} aria-hidden="true" />;
}

/** A square button with an icon; `label` is its name and its tooltip. */
export function IconButton(props: {
  readonly icon: string;
  readonly label: string;
  readonly onClick: () => void;
  readonly class?: string;
  readonly isDisabled?: boolean;
}) {
  return (
    <button
      type="button"
      class={`icon-button ${props.class ?? ''}`}
      title={props.label}
      aria-label={props.label}
      disabled={props.isDisabled === true}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}
