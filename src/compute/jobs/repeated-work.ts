import { chainEntries } from '#platform/audit/chain-entries';
import type { BatchRow } from '#platform/audit/chain-store';
import { pruneEntries } from '#platform/audit/prune-entries';
import { databaseWatch } from '#platform/repeated-work/database-watch';
import type { RepeatedWork } from '#platform/repeated-work/repeated-work';
import { refreshBackends } from '../domain/backends/backends.ts';
import type { Compute } from '../domain/compute.ts';
import { thawAddresses } from '../domain/networks/addresses.ts';
import { forgetOldPasswords } from '../domain/servers/first-password.ts';
import { forgetDocuments } from '../domain/servers/one-time-document.ts';
import { reconcileNetworks } from '../domain/ports/reconcile-networks.ts';
import { recoverCommissions } from '#platform/quota/recovery';
import { type Doubts, reconcileIntents, reconcileStates } from '../domain/servers/reconcile.ts';
import { forgetTickets } from '../domain/screens.ts';

/** Compute as its leader has it. */
export interface LeadingCompute extends Compute {
  /** What the last comparison of states did not believe yet. */
  readonly doubts: Doubts;
  /** Told how many entries of the audit are not chained yet, and for how long the oldest waits. */
  noteUnchained(count: number, oldestSeconds: number): void;
  /** Told each batch of the audit that was chained. */
  noteChained(batch: BatchRow): void;
}

const MINUTE_MS = 60_000;
/** After the clock was set nothing counts as old for so long: it may be set back (F8). */
const STEADY_MS = 24 * 60 * MINUTE_MS;
const reconcileMs = ({ settings }: Compute): number => settings.RECONCILE_INTERVAL_S * 1000;

/** The repeated work of compute. */
export const computeWork: readonly RepeatedWork<LeadingCompute>[] = [
  ...databaseWatch('compute'),
  {
    name: 'compute.quota.recover',
    everyMs: MINUTE_MS,
    by: 'leader',
    atStart: true,
    run: ({ ledger }) => recoverCommissions(ledger),
  },
  {
    name: 'compute.intents.reconcile',
    everyMs: reconcileMs,
    by: 'leader',
    atStart: true,
    run: reconcileIntents,
  },
  {
    name: 'compute.networks.reconcile',
    everyMs: reconcileMs,
    by: 'leader',
    atStart: true,
    run: reconcileNetworks,
  },
  {
    name: 'compute.states.reconcile',
    everyMs: reconcileMs,
    by: 'leader',
    run: (compute) => reconcileStates(compute, compute.doubts),
  },
  {
    name: 'compute.backends.refresh',
    everyMs: ({ settings }) => Math.max(1, settings.BACKEND_REFRESH_MIN) * MINUTE_MS,
    by: 'leader',
    run: refreshBackends,
  },
  { name: 'compute.addresses.thaw', everyMs: MINUTE_MS / 2, by: 'leader', run: thawAddresses },
  { name: 'compute.tickets.forget', everyMs: MINUTE_MS, by: 'leader', run: forgetTickets },
  { name: 'compute.documents.forget', everyMs: MINUTE_MS, by: 'leader', run: forgetDocuments },
  {
    name: 'compute.audit.chain',
    everyMs: MINUTE_MS,
    by: 'leader',
    run: (compute, signal) => chainEntries(compute, signal, compute.noteChained),
  },
  { name: 'compute.audit.prune', everyMs: 60 * MINUTE_MS, by: 'leader', run: pruneAudit },
  // Every process has its own metrics.
  { name: 'compute.audit.count', everyMs: MINUTE_MS, by: 'each process', run: countUnchained },
  { name: 'compute.passwords.forget', everyMs: MINUTE_MS, by: 'leader', run: forgetOldPasswords },
];

async function pruneAudit(compute: Compute): Promise<void> {
  const { CYCLADES_AUDIT_DAYS: days } = compute.settings;
  if (days > 0 && compute.clockWatch.steadyFor(STEADY_MS)) await pruneEntries(compute, compute.origin, days);
}

async function countUnchained({ store, clock, noteUnchained }: LeadingCompute): Promise<void> {
  const { count, oldest } = await store.audit.waiting();
  noteUnchained(count, oldest === null ? 0 : (clock.now().getTime() - oldest.getTime()) / 1000);
}
