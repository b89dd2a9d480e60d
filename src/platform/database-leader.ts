import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { Client } from 'pg';
import type { Migrations } from './database.ts';
import type { Logger } from './log.ts';

/** Belongs among the migrations of a service with repeated work that one process does: `'0004-leader': leaderMigration`. */
export const leaderMigration: Migrations[string] = {
  async up(db) {
    await sql`create table leader (one boolean primary key default true check (one), epoch bigint not null)`.execute(
      db,
    );
    await sql`insert into leader (epoch) values (0)`.execute(db);
  },
};

const LEADER_LOCK = 7_310_556;
const TRY_EVERY_MS = 1_000;

export interface LeaderOptions {
  /** The service's database; not through a transaction pooler. */
  url: string;
  log: Logger;
  /**
   * Begins the work of the leader, on the database as it is `fenced` for the epoch; what it gives ends the work, when the
   * lead is lost or everything stops.
   */
  lead(epoch: bigint): { stop(): Promise<void> };
}

/**
 * Leads as soon as nobody else does, until stopped. The lock makes one process work; that it alone commits is the epoch's
 * part, since a lock can be lost without its holder knowing.
 */
export function startLeading(options: LeaderOptions): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const loop = keepLeading(options, stopped.signal);
  return {
    stop: async () => {
      stopped.abort();
      await loop;
    },
  };
}

async function keepLeading(options: LeaderOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await leadOnOneConnection(options, signal);
    } catch (error) {
      options.log.warn({ err: error }, 'the lead cannot be taken');
    }
    await pause(signal);
  }
}

async function leadOnOneConnection({ url, log, lead }: LeaderOptions, signal: AbortSignal): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'leader', keepAlive: true });
  const lost = new AbortController();
  client.on('error', () => lost.abort());
  client.on('end', () => lost.abort());
  const over = AbortSignal.any([signal, lost.signal]);
  try {
    await client.connect();
    while (!over.aborted && !(await locked(client))) await pause(over);
    if (over.aborted) return;
    const epoch = await nextEpoch(client);
    log.info({ epoch: String(epoch) }, 'leads the repeated work');
    const work = lead(epoch);
    await aborted(over);
    await work.stop();
  } finally {
    await client.end();
  }
}

async function locked(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
    LEADER_LOCK,
  ]);
  return rows[0]?.locked === true;
}

async function nextEpoch(client: Client): Promise<bigint> {
  const { rows } = await client.query<{ epoch: string }>(
    'update leader set epoch = epoch + 1 returning epoch',
  );
  return BigInt(rows[0]!.epoch);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await sleep(TRY_EVERY_MS, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
