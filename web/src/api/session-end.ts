const listeners = new Set<() => void>();
let waiting: { renewed: Promise<boolean>; settle: (renewed: boolean) => void } | undefined;

/** Calls `listener` whenever a service says that the session is over; returns how to stop. */
export function onSessionEnd(listener: () => void): () => void {
  listeners.add(listener);
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
    for (const listener of listeners) listener();
  }
  return waiting.renewed;
}

/** Lets every call that waits go on (`true`), or fail as it would have (`false`). */
export function endSessionWait(renewed: boolean): void {
  waiting?.settle(renewed);
  waiting = undefined;
}
