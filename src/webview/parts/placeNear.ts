/** Pixels between an element and what floats beside it, and between that and the edge of the panel. */
const gap = 4;

/** Put a floating element above its anchor, or below where there is more room, and keep it inside the panel. */
export function placeNear(floating: HTMLElement, anchor: Element): void {
  const { top, bottom, left } = anchor.getBoundingClientRect();
  const { innerWidth, innerHeight } = window;
  const isAbove = top > innerHeight - bottom;
  floating.style.maxHeight = `${(isAbove ? top : innerHeight - bottom) - 2 * gap}px`;
  const { width } = floating.getBoundingClientRect();
  floating.style.left = `${Math.max(gap, Math.min(left, innerWidth - width - gap))}px`;
  floating.style.top = isAbove ? 'auto' : `${bottom + gap}px`;
  floating.style.bottom = isAbove ? `${innerHeight - top + gap}px` : 'auto';
}
