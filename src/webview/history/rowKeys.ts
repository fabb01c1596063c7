function rows(): readonly HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('.session .open')];
}

function searchField(): HTMLElement | null {
  return document.querySelector<HTMLElement>('.search input');
}

/** Where a key moves the focus to, from the row at an index; -1 is the search above the first row. */
const steps: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => Math.min(at + 1, count - 1),
  ArrowUp: (at) => at - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** Arrows, Home and End: the focus to another row, from the first one up to the search. Other keys do nothing. */
export function moveRow(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const all = rows();
  const next = step(all.indexOf(event.currentTarget), all.length);
  (all[next] ?? searchField())?.focus();
}

/** The focus to the row of this session, as soon as it is drawn. */
export function focusRow(sessionId: string): void {
  requestAnimationFrame(() =>
    rows()
      .find(({ dataset }) => dataset['session'] === sessionId)
      ?.focus(),
  );
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
