import { setTimeout as sleep } from 'node:timers/promises';
import { refreshBackends } from '../domain/backends/backends.ts';
import type { Compute } from '../domain/compute.ts';
import { forgetOldPasswords } from '../domain/servers/first-password.ts';
import { forgetDocuments } from '../domain/servers/one-time-document.ts';
import { recoverCommissions } from '#platform/quota/recovery';
import { type Doubts, reconcileIntents, reconcileStates } from '../domain/servers/reconcile.ts';
import { forgetTickets } from '../domain/screens.ts';

/** Work that repeats: its name, how often, and what is done. The leader runs it; every run looks before it acts. */
export interface Loop {
  name: string;
  everyMs: number;
  run(compute: Compute): Promise<void>;
}

/** The repeated work of compute. */
export function loopsOf({ settings }: Compute): Loop[] {
  const reconcileMs = settings.RECONCILE_INTERVAL_S * 1000;
  const doubts: Doubts = new Map();
  return [
    { name: 'recovery.look', everyMs: 60_000, run: ({ recovery }) => recovery.look() },
    { name: 'clock.compare', everyMs: 60_000, run: ({ clockWatch }) => clockWatch.compare() },
    {
      name: 'quota.recover',
      everyMs: 60_000,
      run: async ({ ledger }) => void (await recoverCommissions(ledger)),
    },
    { name: 'intents.reconcile', everyMs: reconcileMs, run: reconcileIntents },
    { name: 'states.reconcile', everyMs: reconcileMs, run: (compute) => reconcileStates(compute, doubts) },
    {
      name: 'backends.refresh',
      everyMs: Math.max(1, settings.BACKEND_REFRESH_MIN) * 60_000,
      run: refreshBackends,
    },
    { name: 'tickets.forget', everyMs: 60_000, run: forgetTickets },
    { name: 'documents.forget', everyMs: 60_000, run: forgetDocuments },
    { name: 'passwords.forget', everyMs: 60_000, run: forgetOldPasswords },
  ];
}

/** Runs the loops until stopped; `succeeded` hears of every run that ended well. */
export function startLoops(
  compute: Compute,
  loops: readonly Loop[],
  succeeded: (name: string) => void,
): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const running = loops.map((loop) => keepRunning(compute, loop, succeeded, stopped.signal));
  return {
    stop: async () => {
      stopped.abort();
      await Promise.all(running);
    },
  };
}

async function keepRunning(
  compute: Compute,
  loop: Loop,
  succeeded: (name: string) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await loop.run(compute);
      succeeded(loop.name);
    } catch (err) {
      if (!signal.aborted)
        compute.log.warn({ err, loop: loop.name }, 'repeated work failed and is tried again');
    }
    try {
      await sleep(loop.everyMs, undefined, { signal });
    } catch {
      return; // told to stop
    }
  }
}
