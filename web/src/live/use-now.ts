import { useEffect, useState } from 'react';

/** The time, moving on every `step` milliseconds, so that "8 minutes ago" does not stand still. */
export function useNow(step = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), step);
    return () => clearInterval(timer);
  }, [step]);
  return now;
}
