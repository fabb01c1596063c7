function rows(): readonly HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('.session .open')];
}

function searchField(): HTMLElement | null {
  return document.querySelector<HTMLElement>('.search input');
}

/** The focus to the row above or below; from the first row up to the search. */
export function moveRow(event: KeyboardEvent & { readonly currentTarget: HTMLElement }, step: 1 | -1): void {
  event.preventDefault();
  const all = rows();
  const next = all[all.indexOf(event.currentTarget) + step];
  (next ?? (step === -1 ? searchField() : null))?.focus();
}

/** Remove a row; the focus goes to the one that takes its place. */
export function removeRow(row: HTMLElement, remove: () => void): void {
  const at = rows().indexOf(row);
  remove();
  requestAnimationFrame(() => {
    const all = rows();
    (all[at] ?? all.at(-1) ?? searchField())?.focus();
  });
}
