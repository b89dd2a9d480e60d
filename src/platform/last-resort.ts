import type { Clock } from './clock.ts';
import type { Logger } from './telemetry/log.ts';

/** More defects than this within the window, and the process is no longer trusted with anybody's data. */
const MOST = 20;
const WINDOW_MS = 60_000;

/**
 * What is thrown where nobody catches it is a defect, but one request must not take the cloud down: it is logged and the
 * process goes on, as everything that lasts is in transactions. Too many in a minute call `giveUp`. Returns how to stop.
 */
export function guardProcess(options: { log: Logger; clock: Clock; giveUp(): void }): () => void {
  const { log, clock, giveUp } = options;
  let recent: number[] = [];
  const survive = (error: unknown): void => {
    const now = clock.monotonic();
    recent = [...recent.filter((time) => now - time < WINDOW_MS), now];
    log.fatal({ err: error, recent: recent.length }, 'a defect was caught at the last resort');
    if (recent.length > MOST) giveUp();
  };
  process.on('uncaughtException', survive);
  process.on('unhandledRejection', survive);
  return () => {
    process.off('uncaughtException', survive);
    process.off('unhandledRejection', survive);
  };
}
