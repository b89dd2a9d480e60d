import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Logger } from '../telemetry/log.ts';

/** A leader that says nothing for this long is taken for dead. */
const LEASE_MS = 15_000;
/** A database that says nothing holds up no stop for longer; the lease then ends by itself. */
const GIVE_UP_MS = 2_000;

export interface LeadOptions {
  /** The service's own; a pool that is used up by others would cost the lead. */
  database: Database<unknown>;
  /** Of this process, for the row. */
  holder: string;
  log: Logger;
  /** Begins the work of the leader; what it gives ends it, when the lead is lost or everything stops. */
  lead(epoch: bigint): { stop(): Promise<void> };
  leaseMs?: number;
}

/**
 * Leads as soon as nobody else does, until stopped: by a lease in the row of table `leader`, which a transaction pooler
 * may stand before. The lease makes one process work; that it alone commits is the epoch's part (database/fence.ts), since a lease
 * can be lost without its holder knowing.
 */
export function startLeading(options: LeadOptions): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const loop = keepLeading(options, stopped.signal);
  return {
    stop: async () => {
      stopped.abort();
      await loop;
    },
  };
}

async function keepLeading(options: LeadOptions, signal: AbortSignal): Promise<void> {
  const { log, leaseMs = LEASE_MS } = options;
  let isTold = false;
  const givenUp = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => setTimeout(resolve, GIVE_UP_MS, undefined).unref());
  });
  while (!signal.aborted) {
    try {
      const taken = performance.now();
      const epoch = await Promise.race([takeLead(options, leaseMs), givenUp]);
      isTold = false;
      if (epoch !== undefined) await leadUntilLost(options, { epoch, leaseMs, taken }, signal);
    } catch (error) {
      if (!isTold) log.warn({ err: error }, 'the lead of the repeated work cannot be taken');
      isTold = true;
    }
    await pause(leaseMs / 10, signal);
  }
}

interface Lease {
  epoch: bigint;
  leaseMs: number;
  /** Before it was asked for. Milliseconds of this process. */
  taken: number;
}

async function leadUntilLost(
  { database, holder, log, lead }: LeadOptions,
  { epoch, leaseMs, taken }: Lease,
  signal: AbortSignal,
): Promise<void> {
  log.info({ epoch: String(epoch), holder }, 'leads the repeated work');
  const work = lead(epoch);
  let until = taken + leaseMs;
  try {
    while (!signal.aborted && performance.now() < until) {
      await pause(leaseMs / 3, signal);
      if (signal.aborted) break;
      const asked = performance.now();
      const isKept = await Promise.race([
        prolong(database, epoch, leaseMs).catch(() => undefined),
        // An answer that comes when the lease is over is no answer.
        sleep(Math.max(0, until - asked), undefined, { ref: false }),
      ]);
      if (isKept === false) break;
      if (isKept === true) until = asked + leaseMs;
      else log.warn({ epoch: String(epoch) }, 'the lead of the repeated work could not be prolonged');
    }
  } finally {
    if (!signal.aborted) log.warn({ epoch: String(epoch) }, 'another process may lead the repeated work now');
    await work.stop();
    // Who waits need not wait for the end of the lease.
    await Promise.race([
      sql`update leader set until = null where epoch = ${epoch}`.execute(database).catch(() => undefined),
      sleep(GIVE_UP_MS, undefined, { ref: false }),
    ]);
  }
}

/** The epoch of the new lead; undefined while another process leads. A lease longer than any was given by a wrong clock (F8). */
async function takeLead({ database, holder }: LeadOptions, leaseMs: number): Promise<bigint | undefined> {
  return database.transaction().execute(async (tx) => {
    // Waits for what the last leader was let through with.
    const { rows: free } = await sql`select from leader where until is null or until < clock_timestamp()
      or until > clock_timestamp() + ${2 * leaseMs} * interval '1 millisecond' for update`.execute(tx);
    if (free.length === 0) return undefined;
    const { rows } = await sql<{ epoch: bigint }>`
      update leader set epoch = epoch + 1, holder = ${holder},
        until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
      returning epoch`.execute(tx);
    return rows[0]!.epoch;
  });
}

async function prolong(database: Database<unknown>, epoch: bigint, leaseMs: number): Promise<boolean> {
  const { rows } =
    await sql`update leader set until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    where epoch = ${epoch} returning epoch`.execute(database);
  return rows.length > 0;
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
}
