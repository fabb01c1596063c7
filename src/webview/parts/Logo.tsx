/** The mark of Sightline, as in `media/sightline.svg`: a line of sight to the line that matters. */
export function Logo(props: { readonly class?: string }) {
  return (
    <svg
      class={`logo ${props.class ?? ''}`}
      viewBox="0 0 24 24"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
    >
      <path d="M2.5 6.5h5M2.5 12h13.25M2.5 17.5h5" />
      <circle cx="15.75" cy="12" r="6" />
      <circle cx="15.75" cy="12" r="1.75" fill="currentColor" stroke="none" />
    </svg>
  );
}
