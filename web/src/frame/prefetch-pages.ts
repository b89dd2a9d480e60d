import { fetchFaultWords } from '../api/api-error.ts';

/** The pages whose scripts come before they are needed, and the words of refusals. */
export const prefetched: (() => Promise<void>)[] = [fetchFaultWords];

/** The first page is drawn and used before anything else is fetched. */
const AFTER_MS = 4_000;

/**
 * Fetches the scripts of all pages, one after the other, some time after the page was loaded: what was fetched opens also
 * when the connection is gone. Not for who asked the browser to save data.
 */
export function prefetchPages(): void {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (connection?.saveData === true) return;
  addEventListener('load', () => {
    setTimeout(() => void fetchAll(), AFTER_MS);
  });
}

async function fetchAll(): Promise<void> {
  for (const preload of prefetched) {
    await idle();
    await preload();
  }
}

/** Resolves when the page has nothing to do; Safari does not say when that is. */
function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve());
    else setTimeout(resolve, 200);
  });
}
