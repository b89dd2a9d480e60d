import type { Clock } from '../clock.ts';
import type { Logger } from '../telemetry/log.ts';

/**
 * Does a step again and again while something else is under way, until stopped; never twice at once. A failure is logged and
 * the step done again at the next turn. `stop` resolves when no step is under way. What a service does all the time is repeated work (repeated-work.ts).
 */
export function repeat(options: {
  name: string;
  everyMs: number;
  work(): Promise<void>;
  clock: Clock;
  log: Logger;
}): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const work = keepRepeating(options, stopped.signal);
  return {
    stop: async () => {
      stopped.abort();
      await work;
    },
  };
}

async function keepRepeating(
  { name, everyMs, work, clock, log }: Parameters<typeof repeat>[0],
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await clock.sleep(everyMs, signal);
    if (signal.aborted) return;
    try {
      await work();
    } catch (err) {
      log.error({ err, work: name }, 'a repeated step failed');
    }
  }
}
