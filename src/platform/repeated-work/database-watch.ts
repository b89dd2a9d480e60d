import type { ClockWatch } from '../clock-watch.ts';
import type { Recovery } from '../database/recovery.ts';
import type { RepeatedWork } from './repeated-work.ts';

interface Watched {
  readonly recovery: Recovery;
  readonly clockWatch: ClockWatch;
}

/**
 * What every service does that has a database: looks whether it was restored, and whether its clock and this machine's agree.
 * Each process has a witness and a clock of its own.
 */
export function databaseWatch(service: string): readonly RepeatedWork<Watched>[] {
  return [
    {
      name: `${service}.recovery.look`,
      everyMs: 60_000,
      by: 'each process',
      run: ({ recovery }) => recovery.look(),
    },
    {
      name: `${service}.clock.compare`,
      everyMs: 60_000,
      by: 'each process',
      run: ({ clockWatch }) => clockWatch.compare(),
    },
  ];
}
