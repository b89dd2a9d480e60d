/** Exit status of a run that was stopped: 128 + SIGINT, as shells have it. */
export const STOPPED = 130;

/** Ctrl-C, or a request to end, asks everything to stop; the second one does not ask. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) process.exit(STOPPED);
    stop.abort(new Error('stopped'));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return stop.signal;
}

/** A reader that leaves, as `head` does, ends the run: there is nobody left to tell. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
}
