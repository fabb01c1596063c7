/** The mark of Sightline, as in `media/sightline.svg`: a sight on one line of a text. */
export function Logo(props: { readonly class?: string }) {
  return (
    <svg
      class={`logo ${props.class ?? ''}`}
      viewBox="0 0 24 24"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
    >
      <path d="M4 5h10M4 19h7" />
      <path d="M2.5 12h4.75M16.75 12h4.75" />
      <circle cx="12" cy="12" r="4.75" />
      <circle cx="12" cy="12" r="1.25" fill="currentColor" stroke="none" />
    </svg>
  );
}
