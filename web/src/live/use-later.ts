import { useEffect, useState } from 'react';

/** The first page is drawn and used before it asks for what nobody waits for. */
const LATER_MS = 4_000;
let isLater = false;

/** False while the console comes up, true some seconds later and from then on. */
export function useLater(): boolean {
  const [later, setLater] = useState(isLater);
  useEffect(() => {
    if (later) return;
    const timer = setTimeout(() => {
      isLater = true;
      setLater(true);
    }, LATER_MS);
    return () => clearTimeout(timer);
  }, [later]);
  return later;
}
