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
 * Keep the end of the chat in view while it grows, until the reader scrolls up; a new question brings it back. A
 * session that was left in the middle is shown there again.
 */
export function useFollow(panel: Panel, scroll: ScrollMemory) {
  const ref = useRef<HTMLDivElement>(null);
  const [isFollowing, setFollowing] = useState(() => scroll.take() === null);
  const { session } = panel.host;
  const sessionId = session?.id ?? null;
  const placed = useRef<string | null>(null);
  const asked = panel.pending?.askedAt ?? panel.running?.startedAt ?? 0;

  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null || sessionId === null) return;
    const kept = placed.current === null ? scroll.take() : null;
    placed.current = sessionId;
    setFollowing(kept === null);
    element.scrollTop = kept ?? element.scrollHeight;
  }, [sessionId, scroll]);

  useLayoutEffect(() => {
    if (asked !== 0) setFollowing(true);
  }, [asked]);

  useLayoutEffect(() => {
    if (isFollowing && ref.current !== null) ref.current.scrollTop = ref.current.scrollHeight;
  }, [isFollowing, session, panel.pending, panel.running]);

  const onScroll = useCallback((): void => {
    const element = ref.current;
    if (element === null || placed.current === null) return;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearEndPx;
    setFollowing(isAtEnd);
    scroll.keep(isAtEnd ? null : element.scrollTop);
  }, [scroll]);
  return { ref, isFollowing, onScroll, follow: () => setFollowing(true) };
}
