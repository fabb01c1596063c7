import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Panel } from '../panel.ts';

/** Where a session was left: pixels from the top; null at its end. */
export interface ScrollMemory {
  readonly take: () => number | null;
  readonly keep: (scrollTop: number | null) => void;
}

/** This near to the end counts as at the end: a wheel rarely hits it. */
const nearEndPx = 40;

/**
 * Keep the end of the chat in view while a model writes, until the reader scrolls up; a new question brings it back.
 * An answer from the code alone has its best place first: it is shown from its question on. A session that was left
 * in the middle is shown there again.
 */
export function useFollow(panel: Panel, scroll: ScrollMemory) {
  const ref = useRef<HTMLDivElement>(null);
  const [isFollowing, setFollowing] = useState(() => scroll.take() === null);
  const placed = useRef<string | null>(null);
  const { session, modelId } = panel.host;
  const sessionId = session?.id ?? null;
  const askedAt = panel.pending?.askedAt ?? panel.running?.startedAt ?? 0;
  const last = session?.turns.at(-1);
  const isWritten = panel.pending === null ? last !== undefined && last.model !== null : modelId !== null;

  useLayoutEffect(() => {
    if (ref.current === null || sessionId === null) return;
    const kept = placed.current === null ? scroll.take() : null;
    placed.current = sessionId;
    setFollowing(kept === null);
    if (kept === null) scrollToNewest(ref.current, isWritten);
    else ref.current.scrollTop = kept;
  }, [sessionId, scroll]);

  useLayoutEffect(() => {
    if (askedAt === 0 || ref.current === null) return;
    setFollowing(true);
    scrollToNewest(ref.current, isWritten);
  }, [askedAt]);

  useLayoutEffect(() => {
    if (isFollowing && isWritten && ref.current !== null) scrollToNewest(ref.current, true);
  }, [isFollowing, isWritten, session, panel.pending, panel.running]);

  // A narrower panel makes the answer longer, and a longer draft takes room from below: the end stays in view.
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null || !isFollowing || !isWritten) return undefined;
    const observer = new ResizeObserver(() => scrollToNewest(element, true));
    observer.observe(element);
    return () => observer.disconnect();
  }, [isFollowing, isWritten]);

  const onScroll = useCallback((): void => {
    const element = ref.current;
    if (element === null || placed.current === null) return;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearEndPx;
    setFollowing(isAtEnd);
    scroll.keep(isAtEnd ? null : element.scrollTop);
  }, [scroll]);
  const follow = useCallback((): void => {
    setFollowing(true);
    if (ref.current !== null) scrollToNewest(ref.current, true);
  }, []);
  return { ref, isFollowing, onScroll, follow };
}

function scrollToNewest(element: HTMLElement, toEnd: boolean): void {
  const newest = element.lastElementChild;
  if (toEnd || newest === null) element.scrollTop = element.scrollHeight;
  else element.scrollTop += newest.getBoundingClientRect().top - element.getBoundingClientRect().top;
}
