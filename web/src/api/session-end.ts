type SessionNews = 'ended' | 'renewed';

const listeners = new Set<(news: SessionNews) => void>();
let waiting: { renewed: Promise<boolean>; settle: (renewed: boolean) => void } | undefined;

/** Calls `listener` whenever a service says that the session is over, and when it is there again; returns how to stop. */
export function onSession(listener: (news: SessionNews) => void): () => void {
  listeners.add(listener);
  if (waiting !== undefined) listener('ended');
  return () => listeners.delete(listener);
}

/**
 * Tells the page that the session is over and waits until the person has logged in again; the call that was interrupted
 * can then be repeated. False when nobody can be asked, or the person leaves.
 */
export function sessionRenewed(): Promise<boolean> {
  if (listeners.size === 0) return Promise.resolve(false);
  if (waiting === undefined) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    waiting = { renewed: promise, settle: resolve };
    for (const listener of listeners) listener('ended');
  }
  return waiting.renewed;
}

/** Lets every call that waits go on (`true`), or fail as it would have (`false`). */
export function endSessionWait(renewed: boolean): void {
  if (waiting === undefined) return;
  waiting.settle(renewed);
  waiting = undefined;
  for (const listener of listeners) listener('renewed');
}

/** New terms came while the page was open: they are signed on a page of their own, from which one comes back here. */
export function leaveToSign(): void {
  const { pathname, search } = window.location;
  if (!pathname.startsWith('/ui/approval_terms'))
    window.location.assign(`/ui/approval_terms?next=${encodeURIComponent(pathname.slice(3) + search)}`);
}
