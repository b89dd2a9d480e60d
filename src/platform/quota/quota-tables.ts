import { type Generated, sql } from 'kysely';
import type { Migrations, Transaction } from '../database/database.ts';
import type { StoredCharge } from './charge.ts';

/** What becomes of a commission: `held` until the change that it pays for has ended, then one of the others. */
export type Decision = 'held' | 'accept' | 'reject';

/** The ledger's part of a service's schema. */
export interface QuotaTables {
  /** Commissions that a transaction of the service decided about. A row means its word; none means that nothing was committed. */
  quota_serials: {
    serial: bigint;
    decision: Decision;
    /** What it changes, of one that is held. */
    charges: StoredCharge[] | null;
    /** Stays on record when it is settled, since its commission may be found again by its key. */
    kept: boolean;
    /** Identity knows the decision. */
    settled: Generated<boolean>;
    recorded: Date;
  };
  /** Commissions of work under way that gives a sign of life, such as an upload. */
  quota_reservations: { serial: bigint; alive_until: Date; process: string | null };
  /** Changes that happened and must be charged whatever the limits say. */
  quota_corrections: {
    id: string;
    name: string;
    charges: StoredCharge[];
    /** Part of the key of the commission: one that was given up is not asked for again. */
    tries: Generated<number>;
    recorded: Date;
    /** How often the holder has refused it. */
    failures: Generated<number>;
    /** When it is tried again; null for at once. */
    next_try: Date | null;
    /** What the holder said the last time. */
    reason: string | null;
  };
}

/** Makes the ledger's tables in a service's database: a migration of that service. */
export async function createQuotaTables(tx: Transaction<unknown>): Promise<void> {
  await sql`create table quota_serials (
    serial bigint primary key,
    decision text not null check (decision in ('held', 'accept', 'reject')),
    charges jsonb,
    kept boolean not null,
    settled boolean not null default false,
    recorded timestamptz not null)`.execute(tx);
  // What is open is little, however much was settled.
  await sql`create index quota_serials_open on quota_serials (serial) where not settled`.execute(tx);
  await sql`create table quota_reservations (
    serial bigint primary key, alive_until timestamptz not null, process uuid)`.execute(tx);
  await sql`create table quota_corrections (
    id uuid primary key, name text not null, charges jsonb not null,
    tries integer not null default 0, recorded timestamptz not null)`.execute(tx);
}

/** Belongs among the migrations of every service with a ledger, after its tables. */
export const refusedCorrectionsMigration: Migrations[string] = {
  async up(tx) {
    // Serials of a month are gone through.
    await sql`set local statement_timeout = 0`.execute(tx);
    await sql`create index quota_serials_settled on quota_serials (recorded) where settled`.execute(tx);
    await sql`alter table quota_corrections add failures integer not null default 0, add next_try timestamptz,
      add reason text`.execute(tx);
  },
};

/** Right side of `serial =`: any of these. */
export function amongSerials(serials: readonly bigint[]) {
  return sql<bigint>`any(${serials.map(String)}::bigint[])`;
}
