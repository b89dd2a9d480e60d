import { useIsFetching } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

const SHOWN_AFTER_MS = 1_000;

/** A thin bar on top while what is shown is being refreshed, when that takes more than a second (console 7.1). */
export function RefreshBar() {
  return useIsFetching() > 0 ? <SlowBar /> : null;
}

function SlowBar() {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return slow ? <div className="refresh-bar" aria-hidden /> : null;
}
