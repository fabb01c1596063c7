import { useEffect, useState } from 'preact/hooks';

/** The time now, renewed at a pace for as long as the component is drawn. */
export function useClock(paceMs: number): number {
  const [nowMs, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), paceMs);
    return () => clearInterval(timer);
  }, [paceMs]);
  return nowMs;
}
