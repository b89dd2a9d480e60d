import { type Kysely, sql, type Transaction } from 'kysely';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

import { type Bus, type BusMessage, UnroutableError } from './bus.ts';
import { decodeBody, encodeBody } from './bus/message-body.ts';
import { type Migrations, openDatabase } from './database.ts';
import type { KillPoint } from './faults.ts';
import type { Logger } from './log.ts';

/** Belongs among the migrations of a service that publishes: `'0002-outbox': outboxMigration`. */
export const outboxMigration: Migrations[string] = {
  async up(db) {
    await sql`create table outbox (
      seq bigserial primary key, id text not null, exchange text not null, key text not null, lane text not null,
      body text not null, created_at timestamptz not null default now())`.execute(db);
  },
};

const CHANNEL = 'outbox';
/** Of the advisory lock that makes one relay the only one. */
const RELAY_LOCK = 7_310_552;
const BATCH = 100;
const POLL_MS = 5_000;
const AFTER_FAILURE_MS = 1_000;

/**
 * Writes a message beside the change it tells of: it is published if and only if the transaction commits, at least once,
 * in the order of writing within its lane. Throws MessageTooLargeError over 1 MiB.
 */
export async function addToOutbox<Schema>(tx: Transaction<Schema>, message: BusMessage): Promise<void> {
  const { id, exchange, key, lane = key, body } = message;
  await sql`insert into outbox (id, exchange, key, lane, body)
    values (${id}, ${exchange}, ${key}, ${lane}, ${encodeBody(body)})`.execute(tx);
  await sql`select pg_notify(${CHANNEL}, '')`.execute(tx);
}

export interface OutboxRelayOptions {
  /** The service's database; not through a transaction pooler. */
  url: string;
  bus: Bus;
  log: Logger;
  killPoint: KillPoint;
}

/** Moves what was written to the bus until stopped. Any number may run: one works, the others wait for it to end. */
export function startOutboxRelay(options: OutboxRelayOptions): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const loop = keepRelaying(options, stopped.signal);
  return {
    stop: async () => {
      stopped.abort();
      await loop;
    },
  };
}

async function keepRelaying(options: OutboxRelayOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await relayOnOneConnection(options, signal);
    } catch (error) {
      options.log.warn({ err: error }, 'the outbox cannot be relayed');
      await pause(AFTER_FAILURE_MS, signal);
    }
  }
}

/** Works while its connection lives: with the connection goes the lock that makes this relay the only one. */
async function relayOnOneConnection(options: OutboxRelayOptions, signal: AbortSignal): Promise<void> {
  const client = new Client({ connectionString: options.url, application_name: 'outbox', keepAlive: true });
  const lost = new AbortController();
  client.on('error', () => lost.abort());
  client.on('end', () => lost.abort());
  let wake = (): void => undefined;
  let news = true;
  client.on('notification', () => {
    news = true;
    wake();
  });
  const over = AbortSignal.any([signal, lost.signal]);
  over.addEventListener('abort', () => wake(), { once: true });
  const db = openDatabase<unknown>({ url: options.url, poolSize: 1, name: 'outbox' });
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    while (!over.aborted && !(await isTheRelay(client))) await pause(AFTER_FAILURE_MS, over);
    while (!over.aborted) {
      news = false;
      const pauseMs = await relayAll(db, options, over);
      if (!news && !over.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, pauseMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
          if (news || over.aborted) wake();
        });
      }
    }
  } finally {
    await client.end();
    await db.destroy();
  }
}

async function isTheRelay(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
    RELAY_LOCK,
  ]);
  return rows[0]?.locked === true;
}

interface OutboxRow {
  seq: bigint;
  id: string;
  exchange: string;
  key: string;
  lane: string;
  body: string;
}

/** Publishes what there is; resolves to how long to wait when nothing happens. What nobody takes yet stays, with its lane. */
async function relayAll(
  db: Kysely<unknown>,
  options: OutboxRelayOptions,
  signal: AbortSignal,
): Promise<number> {
  const held = new Set<string>();
  let after = 0n;
  for (;;) {
    const { rows } = await sql<OutboxRow>`
      select seq, id, exchange, key, lane, body from outbox where seq > ${after} order by seq limit ${BATCH}`.execute(
      db,
    );
    for (const row of rows) {
      if (signal.aborted) return 0;
      after = row.seq;
      if (held.has(row.lane)) continue;
      if (!(await relayOne(db, options, row))) held.add(row.lane);
    }
    if (rows.length < BATCH) break;
  }
  return held.size === 0 ? POLL_MS : AFTER_FAILURE_MS;
}

async function relayOne(
  db: Kysely<unknown>,
  { bus, log, killPoint }: OutboxRelayOptions,
  row: OutboxRow,
): Promise<boolean> {
  const { seq, body, ...message } = row;
  try {
    await bus.publish({ ...message, body: decodeBody(body) });
  } catch (error) {
    if (!(error instanceof UnroutableError)) throw error;
    log.warn(
      { message: row.id, exchange: row.exchange, key: row.key },
      'nobody takes a message of the outbox yet',
    );
    return false;
  }
  killPoint('outbox.published');
  await sql`delete from outbox where seq = ${seq}`.execute(db);
  return true;
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
